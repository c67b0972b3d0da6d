package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue that wait for their delivery time: those in memory by that time, and runs in the journal, each of which has its
 * messages by their time. Owner: the engine's holder.
 */
final class DelayedMessages {
    /** The lane of those that are never parked, behind one for each priority. */
    private static final int STAYING = MessageOrder.PRIORITIES;

    /** The lane of those that recur: they never join the queue themselves. */
    private static final int PLANS = STAYING + 1;

    private final List<DelayLane> lanes = new ArrayList<>(0);
    /** By their first messages. */
    private final TreeSet<ParkedRun> runs = new TreeSet<>(
            Comparator.<ParkedRun, Rank>comparing(run -> run.contents().first())
                    .thenComparing(run -> run.record().id()));

    private final List<ParkedRun> lost = new ArrayList<>(0);
    private int inMemory;
    private int parked;
    private int changes;
    private boolean due;
    private boolean held;
    private final List<Purge> purges = new ArrayList<>(0);

    /** How many, those that are parked included. */
    int size() {
        return inMemory + parked;
    }

    /** How many are parked and can be had. */
    int parked() {
        return parked;
    }

    /** What of it is parked, that which cannot be had included. */
    Collection<ParkedRun> runs() {
        if (lost.isEmpty()) {
            return Collections.unmodifiableSet(runs);
        }
        List<ParkedRun> all = new ArrayList<>(runs);
        all.addAll(lost);
        return all;
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
        DelayLane lane = lane(stays ? staying(ref) : ref.priority());
        lane.add(ref);
        inMemory++;
        return lane;
    }

    private static int staying(MessageRef ref) {
        return ref.stored().recurs() ? PLANS : STAYING;
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
        if (!lane(staying(ref)).remove(ref)) {
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
        if (!runs.remove(run)) {
            lost.remove(run);
        }
        changes++;
        parked -= run.lost() ? 0 : run.contents().count();
    }

    /** The list of a run cannot be read: it stays, and nobody comes to its messages. */
    void lose(ParkedRun run) {
        runs.remove(run);
        lost.add(run);
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
        return runs.isEmpty() ? null : runs.first();
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

    /**
     * The run that begins first of those that have something behind a rank, or null.
     *
     * @param before runs of which all ids are behind this one are left out
     */
    @Nullable
    ParkedRun runBehind(Rank rank, long before) {
        for (ParkedRun run : runs) {
            if (run.contents().leastId() < before && run.contents().last().compareTo(rank) > 0) {
                return run;
            }
        }
        return null;
    }

    /** The rank of the last one. */
    Rank end() {
        Rank end = Rank.FIRST;
        for (DelayLane lane : lanes) {
            Rank last = lane.end();
            end = last == null || last.compareTo(end) < 0 ? end : last;
        }
        for (ParkedRun run : runs()) {
            end = run.contents().last().compareTo(end) < 0
                    ? end
                    : run.contents().last();
        }
        return end;
    }

    /** A message in memory and others of its lane that wait longer. */
    Iterator<MessageRef> from(MessageRef ref) {
        DelayLane lane = lane(ref.priority());
        return (lane.has(ref) ? lane : lane(staying(ref))).from(ref);
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

    /** The first of those whose time has come, or the list that it is in; null if there is none. */
    @Nullable
    MessageRef next(long now) {
        MessageRef next = null;
        for (int i = 0; i < lanes.size(); i++) {
            MessageRef here =
                    lanes.get(i).number() == PLANS ? null : lanes.get(i).first();
            if (here != null && (next == null || DelayLane.rank(here).compareTo(DelayLane.rank(next)) < 0)) {
                next = here;
            }
        }
        ParkedRun run = runs.isEmpty() ? null : runs.first();
        if (run != null && (next == null || run.contents().first().compareTo(DelayLane.rank(next)) < 0)) {
            return run.contents().first().countedAt() <= now ? run : null;
        }
        return next != null && next.stored().deliveryTime() <= now ? next : null;
    }

    /** Whether there are others in front of a message whose time has come, and theirs has come too. */
    boolean precedes(MessageRef ref, long now) {
        MessageRef next = next(now);
        Rank first =
                next instanceof ParkedRun run ? run.contents().first() : next == null ? null : DelayLane.rank(next);
        return first != null && first.compareTo(DelayLane.rank(ref)) < 0;
    }

    /** Whether what is due finds no room in the queue for now. */
    boolean held() {
        return held;
    }

    void held(boolean value) {
        held = value;
    }

    /** Somebody begins to remove all that wait: none of them joins the queue until that is over. */
    void begins(Purge purge) {
        purges.add(purge);
    }

    void ends(Purge purge) {
        purges.remove(purge);
    }

    /** Whether somebody does. */
    boolean purged() {
        return !purges.isEmpty();
    }

    /** A message has come, and has been added; not one that was parked. */
    void came(MessageRef ref) {
        for (int i = 0; i < purges.size(); i++) {
            purges.get(i).came(ref);
        }
    }

    /** Whether the queue is one of {@link DueQueues} from now on; returns whether that is a change. */
    boolean due(boolean value) {
        boolean changed = due != value;
        due = value;
        return changed;
    }
}
