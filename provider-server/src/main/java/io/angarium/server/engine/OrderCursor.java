package io.angarium.server.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a selective consumer or a browser has looked into a {@link MessageOrder}; survives every change of it, so that no message
 * is looked at twice, unless it was delivered and came back. Owner: the engine's holder.
 */
final class OrderCursor {
    private static final Comparator<MessageRef> ORDER =
            Comparator.comparingInt(MessageRef::priority).reversed().thenComparingLong(MessageRef::sequence);

    private final MessageOrder order;
    private final boolean goesBack;
    private final @Nullable MessageRef[] next = new MessageRef[MessageOrder.PRIORITIES];
    private final long[] passed = new long[MessageOrder.PRIORITIES];
    /** Behind the cursor, by priority, the highest first; none of them empty. What {@link #next} has gone back to may be among them. */
    private final TreeMap<Integer, TreeSet<MessageRef>> cameBack = new TreeMap<>(Comparator.reverseOrder());

    /** @param goesBack whether a message returned in front of the cursor is to be looked at again */
    OrderCursor(MessageOrder order, boolean goesBack) {
        this.order = order;
        this.goesBack = goesBack;
        for (int p = 0; p < MessageOrder.PRIORITIES; p++) {
            next[p] = order.head(p);
        }
    }

    /** The next message to look at, or the run that it is parked in, or null if all have been seen. */
    @Nullable
    MessageRef peek() {
        MessageRef ahead = ahead();
        if (cameBack.isEmpty()) {
            return ahead;
        }
        MessageRef back = cameBack.firstEntry().getValue().first();
        return ahead == null || ORDER.compare(back, ahead) < 0 ? back : ahead;
    }

    private @Nullable MessageRef ahead() {
        for (int p = MessageOrder.PRIORITIES - 1; p >= 0; p--) {
            MessageRef ref = next[p];
            while (ref != null && lies(ref, passed[p])) {
                ref = ref.next;
                next[p] = ref;
            }
            if (ref != null) {
                return ref;
            }
        }
        return null;
    }

    /** Whether all of it lies before a place: what could not be parked with its neighbours stands behind their run. */
    private static boolean lies(MessageRef ref, long before) {
        return (ref instanceof ParkedRun run ? run.lastSequence() : ref.sequence()) <= before;
    }

    /** Leaves the message that {@link #peek} returned behind. */
    void skip(MessageRef ref) {
        int priority = ref.priority();
        if (next[priority] == ref) {
            next[priority] = ref.next;
            passed[priority] = Math.max(passed[priority], ref.sequence());
        }
        forget(ref);
    }

    /** Whether it has left this message behind. */
    boolean hasPassed(MessageRef ref) {
        return ref.sequence() <= passed[ref.priority()];
    }

    private void forget(MessageRef ref) {
        TreeSet<MessageRef> back = cameBack.isEmpty() ? null : cameBack.get(ref.priority());
        if (back != null && back.remove(ref) && back.isEmpty()) {
            cameBack.remove(ref.priority());
        }
    }

    /** The lowest sequence that is still to be looked at, whatever its priority; {@link Long#MAX_VALUE} if all have been seen. */
    long position() {
        long lowest = Long.MAX_VALUE;
        for (int p = 0; p < MessageOrder.PRIORITIES; p++) {
            MessageRef ref = next[p];
            lowest = ref == null ? lowest : Math.min(lowest, ref.sequence());
        }
        for (TreeSet<MessageRef> back : cameBack.values()) {
            lowest = Math.min(lowest, back.first().sequence());
        }
        return lowest;
    }

    /**
     * Goes back to what has been seen already, from a sequence on.
     *
     * @param runs what of the order is parked
     */
    void rewind(long sequence, Collection<ParkedRun> runs) {
        for (int p = 0; p < MessageOrder.PRIORITIES; p++) {
            MessageRef at = order.from(p, sequence);
            if (at != null) {
                reach(at);
            }
            passed[p] = Math.min(passed[p], sequence - 1);
        }
        for (ParkedRun run : runs) {
            if (!run.lost() && run.lastSequence() >= sequence) {
                reach(run);
            }
        }
        cameBack.values().removeIf(back -> {
            while (!back.isEmpty() && back.last().sequence() >= sequence) {
                back.pollLast();
            }
            return back.isEmpty();
        });
    }

    void close() {
        order.close(this);
    }

    /** A message was linked into the order. */
    void added(MessageRef ref) {
        int priority = ref.priority();
        if (ref.sequence() <= passed[priority]) {
            if (goesBack) {
                cameBack.computeIfAbsent(priority, none -> new TreeSet<>(ORDER)).add(ref);
            }
            return;
        }
        reach(ref);
    }

    /** Whether this message came back, and is to be looked at again. */
    boolean wants(MessageRef ref) {
        TreeSet<MessageRef> back = cameBack.isEmpty() ? null : cameBack.get(ref.priority());
        return back != null && back.contains(ref);
    }

    /** Messages that were unlinked are in this run now, which was linked. */
    void parked(ParkedRun run) {
        if (run.lastSequence() > passed[run.priority()]) {
            reach(run);
        }
    }

    /** A message that was in a run was linked in its place. */
    void loaded(MessageRef ref) {
        if (ref.sequence() > passed[ref.priority()]) {
            reach(ref);
        }
    }

    private void reach(MessageRef ref) {
        MessageRef at = next[ref.priority()];
        if (at == null || ref.sequence() < at.sequence()) {
            next[ref.priority()] = ref;
        }
    }

    /** A message is about to be unlinked. */
    void removed(MessageRef ref) {
        if (next[ref.priority()] == ref) {
            next[ref.priority()] = ref.next;
        }
        forget(ref);
    }
}
