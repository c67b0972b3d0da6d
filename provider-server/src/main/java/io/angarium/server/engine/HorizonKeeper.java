package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.function.Consumer;

/** Moves the dispatch horizons of the queues ahead of the deliveries, so that after an unclean stop no second delivery lacks its mark. Owner: the engine's holder. */
final class HorizonKeeper implements DurableState {
    private final Registry registry;
    private final Ledger ledger;
    private final DurabilityGate gate;
    private final ReadyQueues ready;

    HorizonKeeper(Registry registry, Ledger ledger, DurabilityGate gate, ReadyQueues ready) {
        this.registry = registry;
        this.ledger = ledger;
        this.gate = gate;
        this.ready = ready;
    }

    @Override
    public void describe(Consumer<Effect> to) {
        for (MessageQueue queue : registry.all()) {
            if (queue.durable() && queue.horizon().value() != 0) {
                to.accept(new Effect.DispatchHorizon(queue.id(), queue.horizon().value()));
            }
        }
    }

    /** Whether this message may be delivered now; if not, its queue becomes ready again when it may. */
    boolean covers(MessageRef ref) {
        if (!ref.journalled()) {
            return true;
        }
        MessageQueue queue = ref.queue();
        Horizon horizon = queue.horizon();
        if (horizon.lacks(ref.id()) || (horizon.near(ref.id()) && !horizon.moving())) {
            move(queue, ref.id());
        }
        return horizon.covers(ref.id());
    }

    /** A message was just appended for a queue that has consumers: the horizon rides along with it to the disk. */
    void rideAlong(MessageQueue queue, long id) {
        if (!queue.consumers().isEmpty() && queue.horizon().lacks(id)) {
            move(queue, id);
        }
    }

    private void move(MessageQueue queue, long id) {
        long below = Math.max(id, queue.horizon().value()) + Horizon.STRIDE;
        long position = ledger.writeFreeing(new Effect.DispatchHorizon(queue.id(), below));
        queue.horizon().appended(below);
        gate.hold(position, () -> {
            queue.horizon().durable(below);
            ready.mark(queue);
        });
    }
}
