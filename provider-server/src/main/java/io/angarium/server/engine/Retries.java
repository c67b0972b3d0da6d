package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for their next attempt, each until its time, which a restart remembers. Those that block hold back what is
 * behind them in their group, or, if they are in none, in their queue. Owner: the engine's holder.
 */
final class Retries implements DurableState {
    private static final int MOST_PER_RECORD = 2048;

    private final Ledger ledger;
    private final Map<MessageRef, Wait> waits = new LinkedHashMap<>();
    private final Map<MessageQueue, List<MessageRef>> fresh = new LinkedHashMap<>();
    private final Map<Place, Long> recovered = new LinkedHashMap<>();

    /** Until when, and whether the queue waits too, or what group does. */
    private record Wait(long until, boolean blocks, @Nullable MessageGroup group) {}

    /** A message in a queue, by their ids. */
    private record Place(int queue, long message) {}

    Retries(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A message begins to wait. */
    void begin(MessageRef ref, long until, boolean blocks) {
        MessageGroup group = blocks ? Groups.known(ref) : null;
        boolean all = blocks && group == null;
        waits.put(ref, new Wait(until, all, group));
        ref.queue().waiting(1, all ? 1 : 0);
        if (group != null) {
            group.blocked();
        }
        if (ref.journalled()) {
            fresh.computeIfAbsent(ref.queue(), queue -> new ArrayList<>()).add(ref);
        }
    }

    /** A message waits no more, if it did. */
    void end(MessageRef ref) {
        Wait wait = waits.remove(ref);
        if (wait != null) {
            ref.queue().waiting(-1, wait.blocks() ? -1 : 0);
            MessageGroup group = wait.group();
            if (group != null) {
                group.unblocked();
            }
        }
    }

    /** One that blocks its queue is known to be of this group: it blocks no more than that. */
    void narrow(MessageRef ref, MessageGroup group) {
        Wait wait = waits.get(ref);
        if (wait != null && wait.blocks()) {
            waits.put(ref, new Wait(wait.until(), false, group));
            ref.queue().waiting(0, -1);
            group.blocked();
        }
    }

    /** Until when a message waits; 0 if it does not. */
    long until(MessageRef ref) {
        Wait wait = waits.get(ref);
        return wait == null ? 0 : wait.until();
    }

    /** End of the round: what began in it is journalled. */
    void flush() {
        if (!fresh.isEmpty()) {
            fresh.forEach((queue, refs) -> describe(queue, refs, ledger::writeFreeing));
            fresh.clear();
        }
    }

    @Override
    public void describe(Consumer<Effect> to) {
        Map<MessageQueue, List<MessageRef>> byQueue = new LinkedHashMap<>();
        waits.forEach((ref, wait) -> {
            if (ref.journalled()) {
                byQueue.computeIfAbsent(ref.queue(), queue -> new ArrayList<>()).add(ref);
            }
        });
        byQueue.forEach((queue, refs) -> describe(queue, refs, to));
    }

    private void describe(MessageQueue queue, List<MessageRef> refs, Consumer<Effect> to) {
        List<MessageRef> waiting = refs.stream()
                .filter(ref -> waits.containsKey(ref) && !queue.deleted())
                .toList();
        for (int from = 0; from < waiting.size(); from += MOST_PER_RECORD) {
            List<MessageRef> some = waiting.subList(from, Math.min(waiting.size(), from + MOST_PER_RECORD));
            to.accept(new Effect.RetriesDelayed(
                    queue.id(),
                    some.stream().mapToLong(MessageRef::id).toArray(),
                    some.stream().mapToLong(this::until).toArray()));
        }
    }

    // -- recovery

    void recovered(Effect.RetriesDelayed delayed) {
        for (int i = 0; i < delayed.ids().length; i++) {
            recovered.put(new Place(delayed.queue(), delayed.ids()[i]), delayed.until()[i]);
        }
    }

    /** Until when recovery has found a message to wait, or null; asked once. */
    @Nullable
    Long recovered(MessageRef ref) {
        return recovered.isEmpty()
                ? null
                : recovered.remove(new Place(ref.queue().id(), ref.id()));
    }

    /** Recovery is over. */
    void recoveryOver() {
        recovered.clear();
    }
}
