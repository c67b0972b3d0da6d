package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue that wait for their delivery time: those in memory by that time, and runs in the journal, each of which has its
 * messages by their time. Owner: the engine's holder.
 */
final class DelayedMessages {
    /** The lane of those that are never parked, behind one for each priority. */
    private static final int STAYING = MessageOrder.PRIORITIES;

    private final List<DelayLane> lanes = new ArrayList<>(0);
    private final Set<ParkedRun> runs = new LinkedHashSet<>(0);
    private int inMemory;
    private int parked;
    private int changes;
    private long earliest = Long.MAX_VALUE;
    private int earliestOf;

    /** How many, those that are parked included. */
    int size() {
        return inMemory + parked;
    }

    /** How many are parked and can be had. */
    int parked() {
        return parked;
    }

    /** What of it is parked. */
    Set<ParkedRun> runs() {
        return Collections.unmodifiableSet(runs);
    }

    /** Changes whenever those do. */
    int changes() {
        return changes;
    }

    /**
     * A message begins to wait.
     *
     * @param stays whether it is never parked
     * @return the lane that it is in
     */
    DelayLane add(MessageRef ref, boolean stays) {
        DelayLane lane = lane(stays ? STAYING : ref.priority());
        lane.add(ref);
        inMemory++;
        return lane;
    }

    private DelayLane lane(int number) {
        for (DelayLane lane : lanes) {
            if (lane.number() == number) {
                return lane;
            }
        }
        DelayLane lane = new DelayLane(number);
        lanes.add(lane);
        return lane;
    }

    /** A message waits no more; returns the lane that it was in if it was one of those that may be parked, else null. */
    @Nullable
    DelayLane remove(MessageRef ref) {
        inMemory--;
        DelayLane lane = lane(ref.priority());
        if (lane.remove(ref)) {
            return lane;
        }
        if (!lane(STAYING).remove(ref)) {
            throw new IllegalStateException("message " + ref.id() + " does not wait for its time");
        }
        return null;
    }

    /** A run stands for messages from now on. */
    void enter(ParkedRun run) {
        runs.add(run);
        changes++;
        parked += run.contents().count();
    }

    /** A run that was entered does so no more. */
    void leave(ParkedRun run) {
        runs.remove(run);
        changes++;
        parked -= run.lost() ? 0 : run.contents().count();
    }

    /** The list of a run cannot be read: it stays, and nobody comes to its messages. */
    void lose(ParkedRun run) {
        changes++;
        parked -= run.contents().count();
    }

    /** Some message, or a run that such are parked in, or null: those that are in memory first. */
    @Nullable
    MessageRef any() {
        for (DelayLane lane : lanes) {
            MessageRef first = lane.first();
            if (first != null) {
                return first;
            }
        }
        for (ParkedRun run : runs) {
            if (!run.lost()) {
                return run;
            }
        }
        return null;
    }

    /** The first message in memory behind a rank, or null. */
    @Nullable
    MessageRef behind(Rank rank) {
        MessageRef next = null;
        for (DelayLane lane : lanes) {
            MessageRef here = lane.behind(rank);
            if (here != null && (next == null || DelayLane.rank(here).compareTo(DelayLane.rank(next)) < 0)) {
                next = here;
            }
        }
        return next;
    }

    /** The run that begins first of those that have something behind a rank, or null. */
    @Nullable
    ParkedRun runBehind(Rank rank) {
        ParkedRun next = null;
        for (ParkedRun run : runs) {
            ParkedRun.Contents contents = run.contents();
            if (!run.lost()
                    && contents.last().compareTo(rank) > 0
                    && (next == null
                            || contents.first().compareTo(next.contents().first()) < 0)) {
                next = run;
            }
        }
        return next;
    }

    /** The rank of the last one. */
    Rank end() {
        Rank end = Rank.FIRST;
        for (DelayLane lane : lanes) {
            Rank last = lane.end();
            end = last == null || last.compareTo(end) < 0 ? end : last;
        }
        for (ParkedRun run : runs) {
            end = run.contents().last().compareTo(end) < 0
                    ? end
                    : run.contents().last();
        }
        return end;
    }

    /** A message in memory and others of its lane that wait longer. */
    Iterator<MessageRef> from(MessageRef ref) {
        DelayLane lane = lane(ref.priority());
        return (lane.has(ref) ? lane : lane(STAYING)).from(ref);
    }

    /** Those in memory whose time has come, and that may have been seen at an earlier end of the broker. */
    List<MessageRef> due(long now) {
        List<MessageRef> due = new ArrayList<>();
        for (MessageRef ref = behind(Rank.FIRST);
                ref != null && ref.stored().deliveryTime() <= now;
                ref = behind(DelayLane.rank(ref))) {
            if (ref.suspect()) {
                due.add(ref);
            }
        }
        return due;
    }

    /** Whether the time of a message has come that is parked, and has not been loaded so far. */
    boolean late(long now) {
        if (earliestOf != changes) {
            earliestOf = changes;
            ParkedRun first = runBehind(Rank.FIRST);
            earliest = first == null ? Long.MAX_VALUE : first.contents().first().countedAt();
        }
        return earliest <= now;
    }
}
