package io.angarium.server.engine;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many of the messages that wait for their delivery time are in memory, and which are to leave it: when there are too many, those of the longest
 * lanes whose time comes last are parked, until a quarter remains. So they are sorted by their times in portions that are large against a
 * run, and a run whose time comes is one of few. Owner: the engine's holder.
 */
final class Delays {
    private static final int REMAINING_PART = 4;
    private static final int ROOMY_PART = 2;

    private final int most;
    private final int least;
    private final LiveRecords live;
    private final Set<DelayLane> full = new LinkedHashSet<>();
    /** Of those nothing could be parked when that was tried last. */
    private final Set<DelayLane> passedOver = new HashSet<>();
    /** How many are in full lanes: others cannot be parked. */
    private int parkable;

    private boolean crowded;
    /** Negative, as places in the queue are positive; what comes later has a greater one. */
    private long numbers = Long.MIN_VALUE;

    /** @param paging how many may be in memory, and how many are parked together */
    Delays(Paging paging, LiveRecords live) {
        this.most = paging.delayed();
        this.least = Math.max(1, paging.run() / Paging.LEAST_PART);
        this.live = live;
    }

    /** A message begins to wait for its time. */
    void add(MessageRef ref) {
        if (ref.id() == 0) {
            ref.sequence(++numbers); // tells it from others that have the same time; its place in the queue comes later
        }
        boolean stays = !mayPark(ref);
        DelayLane lane = ref.queue().scheduled().delayed().add(ref, stays);
        if (!stays) {
            added(lane);
        }
    }

    /** What {@link MessageRef#sequence} is at most of those that have come and have no id. */
    long lastNumber() {
        return numbers;
    }

    private boolean mayPark(MessageRef ref) {
        StoredMessage stored = ref.stored();
        return ref.journalled()
                && stored.alone()
                && !stored.recurs()
                && stored.largeBody() == null
                && !live.large(stored);
    }

    private void added(DelayLane lane) {
        if (lane.size() >= least) {
            parkable += full.add(lane) ? lane.size() : 1;
        }
        crowded |= parkable > most;
    }

    /** A message waits no more, or is parked. */
    void remove(MessageRef ref) {
        DelayLane lane = ref.queue().scheduled().delayed().remove(ref);
        if (lane != null) {
            if (full.contains(lane)) {
                parkable--;
            }
            if (lane.size() < least && full.remove(lane)) {
                passedOver.remove(lane);
                parkable -= lane.size();
            }
            crowded &= parkable > most / REMAINING_PART;
        }
    }

    /** Whether some are to be parked. */
    boolean crowded() {
        return crowded;
    }

    /** Whether others may be loaded before they must, when so many are on their way: not while others are parked, or the same would be for ever. */
    boolean roomy(int coming) {
        return !crowded && parkable + coming <= most / ROOMY_PART;
    }

    /** The longest of the lanes of which some are to be parked; null if nothing can be parked of any: at the next time all are tried again. */
    @Nullable
    DelayLane fullest() {
        DelayLane fullest = null;
        for (DelayLane lane : full) {
            if ((fullest == null || lane.size() > fullest.size()) && !passedOver.contains(lane)) {
                fullest = lane;
            }
        }
        if (fullest == null) {
            passedOver.clear();
        }
        return fullest;
    }

    /** Of a lane nothing can be parked for now: the others come first. */
    void passOver(DelayLane lane) {
        passedOver.add(lane);
    }
}
