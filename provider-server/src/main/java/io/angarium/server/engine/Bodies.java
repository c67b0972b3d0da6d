package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which bodies of messages are in memory. While memory is crowded, a message that nobody will take soon keeps its place in the
 * order and no more; before its turn it is read back from the journal, together with those behind it. What is not persistent is written there for that.
 * Owner: the engine's holder.
 */
final class Bodies {
    /** How far ahead is read at a time. */
    private static final int AHEAD_MESSAGES = 512;

    private static final long AHEAD_BYTES = 1024 * 1024;

    /** In a queue with consumers that has no more messages than these, each has its turn soon. */
    private static final int SOON = 256;

    private static final int MOST_SPILLED = 256;

    /** So many may wait for that; what comes then stays in memory. */
    private static final int MOST_SPILLING = 8192;

    private final Space space;
    private final MemoryBudget budget;
    private final ReadyQueues ready;
    private final Spiller spiller;
    private final LargeBodies large;
    private final DueBodies due;
    /** Not persistent, and to leave memory at the end of the round. */
    private final Deque<StoredMessage> spilling = new ArrayDeque<>();

    private final Map<Long, StoredMessage> asked = new HashMap<>();
    /** Places that are not durable yet, so that they cannot be read. */
    private final List<Long> later = new ArrayList<>();

    private long durable;
    /** The journal has not taken what was to be spilled: it is tried again after the next force. */
    private boolean refused;

    Bodies(Space space, MemoryBudget budget, ReadyQueues ready, Spiller spiller, LargeBodies large, DueBodies due) {
        this.large = large;
        this.due = due;
        this.spiller = spiller;
        this.space = space;
        this.budget = budget;
        this.ready = ready;
    }

    /** Those that are never in memory as a whole. */
    LargeBodies large() {
        return large;
    }

    /** A message has arrived in this place, in the last of its places last: its body goes if memory is crowded and its turn is far. */
    void arrived(MessageRef ref) {
        StoredMessage stored = ref.stored();
        if (stored.hasBody() && budget.crowded() && stored.first() == ref) {
            for (MessageRef at = ref; at != null; at = at.sibling) {
                MessageQueue queue = at.queue();
                if (!queue.consumers().isEmpty() && queue.order().size() <= SOON) {
                    return;
                }
            }
            leave(stored);
        }
    }

    /** Those with which something is due when theirs have been read. */
    DueBodies due() {
        return due;
    }

    /** Somebody has looked at a message and left it where it is. */
    void passed(MessageRef ref) {
        StoredMessage stored = ref.stored();
        if (stored.hasBody() && budget.crowded()) {
            leave(stored);
        }
    }

    private void leave(StoredMessage stored) {
        if (!stored.onDisk()) {
            if (spilling.size() < MOST_SPILLING && stored.size() <= space.segmentBytes() / 2) {
                spilling.addLast(stored);
            }
        } else if (waits(stored)) {
            drop(stored);
        }
    }

    /** While somebody has it, or it has not arrived everywhere, the body stays. */
    private static boolean waits(StoredMessage stored) {
        for (MessageRef at = stored.first(); at != null; at = at.sibling) {
            if (at.state() != MessageRef.State.AVAILABLE && at.state() != MessageRef.State.SCHEDULED) {
                return false;
            }
        }
        return stored.first() != null;
    }

    private void drop(StoredMessage stored) {
        stored.dropBody();
        budget.free(stored.size());
    }

    /** End of a round: bodies of messages that are not persistent go, as far as the journal takes them. */
    void step() {
        for (int i = 0; i < MOST_SPILLED && wantsMore(); i++) {
            StoredMessage stored = spilling.getFirst();
            boolean leaves = stored.hasBody() && waits(stored);
            if (leaves && !stored.onDisk() && !spiller.spill(stored)) {
                refused = true;
                return;
            }
            spilling.removeFirst();
            if (leaves) {
                drop(stored);
            }
        }
    }

    /** Whether {@link #step} has something to do at once. */
    boolean wantsMore() {
        return !refused && !spilling.isEmpty();
    }

    /**
     * A body is wanted that is not here: has it read, and those behind it. Its queues become ready when it comes.
     *
     * @return the run that is next behind those, or null
     */
    @Nullable
    ParkedRun want(MessageRef from) {
        MessageRef ref = from;
        long bytes = 0;
        for (int i = 0; ref != null && i < AHEAD_MESSAGES && bytes < AHEAD_BYTES; i++) {
            if (ref instanceof ParkedRun run) {
                return run;
            }
            StoredMessage stored = ref.stored();
            ask(stored);
            bytes += stored.size();
            ref = ref.next;
        }
        return null;
    }

    /** The same, where those behind it are told. */
    void want(Iterator<MessageRef> refs) {
        long bytes = 0;
        for (int i = 0; refs.hasNext() && i < AHEAD_MESSAGES && bytes < AHEAD_BYTES; i++) {
            StoredMessage stored = refs.next().stored();
            ask(stored);
            bytes += stored.size();
        }
    }

    /** The same, and of this one only: nothing is behind it. */
    void wantAlone(MessageRef ref) {
        ask(ref.stored());
    }

    private void ask(StoredMessage stored) {
        if (!stored.hasBody() && asked.putIfAbsent(stored.place(), stored) == null) {
            stored.asked(true);
            fetch(stored.place());
        }
    }

    private void fetch(long place) {
        if (place < durable) {
            space.fetch(place);
        } else {
            later.add(place);
        }
    }

    /** Everything before this position is durable. */
    void durable(long position) {
        durable = position;
        refused = false;
        if (!later.isEmpty()) {
            List<Long> all = List.copyOf(later);
            later.clear();
            all.forEach(this::fetch);
        }
    }

    /** A record was read; whether it was asked for here. */
    boolean fetched(long place, int type, ByteBuffer payload) {
        StoredMessage stored = asked.remove(place);
        if (stored == null) {
            return false;
        }
        answered(stored);
        if (stored.first() != null && !stored.hasBody()) {
            EncodedMessage message = StoredRecords.message(type, payload);
            stored.body(message);
            budget.add(stored.size());
        }
        markReady(stored);
        return true;
    }

    /** A record could not be read; returns the message if that is a loss and not one that has left or was moved meanwhile. */
    @Nullable
    StoredMessage unreadable(long place) {
        StoredMessage stored = asked.remove(place);
        if (stored == null) {
            return null;
        }
        answered(stored);
        if (stored.first() == null) {
            return null;
        }
        markReady(stored);
        return stored.place() == place ? stored : null;
    }

    private void answered(StoredMessage stored) {
        stored.asked(false);
        due.answered(stored);
    }

    private void markReady(StoredMessage stored) {
        for (MessageRef at = stored.first(); at != null; at = at.sibling) {
            ready.mark(at.queue());
        }
    }
}
