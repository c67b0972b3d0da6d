package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of messages that are not known while it is replayed, since they may be in lists. Most of that is that they have left, which takes eight bytes
 * of each: there may be millions. Owner: {@link RecoveredRuns}.
 */
final class RunNews {

    /** What else is said of a message in a queue. */
    private interface Event {
        void applyTo(RecoveredMessage message);
    }

    /** By queue, the ids of those that have left it; then sorted. */
    private final Map<Integer, LongList> leaving = new HashMap<>();

    private final Map<Integer, long[]> left = new HashMap<>();
    private final Map<Long, List<Event>> events = new HashMap<>();
    private final Map<Long, Long> moves = new HashMap<>();
    /** By queue, the ids of all of which something is said there; then sorted. */
    private final Map<Integer, LongList> noting = new HashMap<>();

    private final Map<Integer, long[]> noted = new HashMap<>();
    private long[] moved = {};

    private void note(int queue, long id) {
        noting.computeIfAbsent(queue, none -> new LongList()).add(id);
    }

    /** A subscription has been given a message that is kept there. */
    void joined(MessageQueue queue, MessageQueue kept, long id) {
        add(queue, id, message -> message.join(queue));
        note(kept.id(), id);
    }

    /** Attempts of a message were counted. */
    void counted(MessageQueue queue, long id, int attempts) {
        add(queue, id, message -> message.count(queue, attempts));
    }

    /** Somebody will ask for a message. */
    void sought(int queue, long id) {
        note(queue, id);
    }

    private void add(MessageQueue queue, long id, Event event) {
        events.computeIfAbsent(id, none -> new ArrayList<>(1)).add(event);
        note(queue.id(), id);
    }

    /** A message has left a queue. */
    void left(MessageQueue queue, long id) {
        leaving.computeIfAbsent(queue.id(), none -> new LongList()).add(id);
    }

    /** A record is somewhere else. */
    void moved(long id, long position) {
        moves.put(id, position);
    }

    /** All has been said. */
    void complete() {
        leaving.forEach((queue, ids) -> left.put(queue, sorted(ids)));
        leaving.clear();
        noting.forEach((queue, ids) -> noted.put(queue, sorted(ids)));
        noting.clear();
        moved = moves.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long[] sorted(LongList ids) {
        long[] all = ids.drain();
        Arrays.sort(all);
        return all;
    }

    /** Whether something is said of a message of a queue with an id from here to there. */
    boolean speaksOf(int queue, long least, long greatest) {
        return any(left.get(queue), least, greatest)
                || any(noted.get(queue), least, greatest)
                || any(moved, least, greatest);
    }

    private static boolean any(long @Nullable [] sorted, long least, long greatest) {
        if (sorted == null) {
            return false;
        }
        int found = Arrays.binarySearch(sorted, least);
        int at = found < 0 ? -found - 1 : found;
        return at < sorted.length && sorted[at] <= greatest;
    }

    /** Whether something is said of a message that is in a queue. */
    boolean speaksOf(int queue, RecoveredMessage message) {
        return speaksOf(queue, message.id, message.id);
    }

    /** What is said of a message becomes true. */
    void applyTo(RecoveredMessage message) {
        message.place = moves.getOrDefault(message.id, message.place);
        for (Event event : events.getOrDefault(message.id, List.of())) {
            event.applyTo(message);
        }
        for (int i = 0; i < message.places(); i++) { // behind the others: what has left a place does not join it again
            MessageQueue queue = message.queue(i);
            long[] gone = queue == null ? null : left.get(queue.id());
            if (queue != null && gone != null && Arrays.binarySearch(gone, message.id) >= 0) {
                message.leave(queue);
            }
        }
    }
}
