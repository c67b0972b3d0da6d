package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves messages that cannot be delivered to the dead letter queue, atomically, with their origin and the reason. Owner: the engine's holder. */
final class DeadLetters {
    static final String ORIGIN = "JMS_ANGARIUM_DEAD_ORIGIN";
    static final String REASON = "JMS_ANGARIUM_DEAD_REASON";
    static final String ATTEMPTS = "JMS_ANGARIUM_DEAD_ATTEMPTS";
    static final String TIME = "JMS_ANGARIUM_DEAD_TIME";

    private final Registry registry;
    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Inventory inventory;
    private final HorizonKeeper horizons;
    private final BrokerClock clock;

    DeadLetters(
            Registry registry,
            Ledger ledger,
            DurabilityGate gate,
            Inventory inventory,
            HorizonKeeper horizons,
            BrokerClock clock) {
        this.registry = registry;
        this.ledger = ledger;
        this.gate = gate;
        this.inventory = inventory;
        this.horizons = horizons;
        this.clock = clock;
    }

    /** Whether messages of this queue can become dead letters; those of the dead letter queue itself cannot. */
    boolean apply(MessageQueue queue) {
        return !queue.deleted() && !registry.isDeadLetterQueue(queue);
    }

    /** Moves a message; to the outside it leaves one queue and is in the other at the same moment. */
    void move(MessageRef ref, String reason) {
        MessageQueue from = ref.queue();
        MessageQueue to = registry.deadLetterQueue();
        EncodedMessage dead = ref.stored().message().withProperties(properties(ref, reason));
        if (dead.persistent()) {
            ledger.begin()
                    .add(new Effect.MessageStored(
                            0, clock.now(), 0, 0, Effect.Origin.BROKER, new int[] {to.id()}, dead));
            if (ref.journalled()) {
                ledger.add(new Effect.MessagesRemoved(0, from.id(), Effect.Reason.DEAD, new long[] {ref.id()}));
            }
            long position = ledger.append(true);
            MessageRef arriving = inventory.admit(new StoredMessage(position, dead, 0, 0), to);
            gate.hold(position, () -> inventory.arrive(arriving));
            horizons.rideAlong(to, position);
        } else {
            inventory.arrive(inventory.admit(new StoredMessage(0, dead, 0, 0), to));
        }
        inventory.gone(ref, Effect.Reason.DEAD);
    }

    private Map<String, Object> properties(MessageRef ref, String reason) {
        MessageQueue queue = ref.queue();
        Destination destination = queue.destination();
        String kind = queue.subscription() != null ? "subscription:" : destination.isTopic() ? "topic:" : "queue:";
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ORIGIN, kind + queue.label());
        properties.put(REASON, reason);
        properties.put(ATTEMPTS, ref.attempts());
        properties.put(TIME, clock.now());
        return properties;
    }
}
