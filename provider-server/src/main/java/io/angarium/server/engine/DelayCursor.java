package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * How far somebody has looked at the messages of a queue that wait for their time, in the order of their times. The rank of each is its own and does not change,
 * so that it is looked at once, whatever is parked and loaded meanwhile. What comes later and waits longer than all is not looked at. Owner: the engine's holder.
 */
final class DelayCursor {
    private final DelayedMessages messages;
    private final long before;
    private final Rank end;
    private Rank reached = Rank.FIRST;
    private @Nullable ParkedRun run;
    private int runOf = -1;

    DelayCursor(DelayedMessages messages) {
        this(messages, Long.MAX_VALUE);
    }

    /** @param before runs of which all ids are behind this one are left out */
    DelayCursor(DelayedMessages messages, long before) {
        this.before = before;
        this.messages = messages;
        this.end = messages.end();
    }

    /** The next message, or a run that must be loaded before that is known, or null. */
    @Nullable
    MessageRef peek() {
        MessageRef next = inMemory();
        ParkedRun parked = run();
        if (parked != null
                && parked.contents().first().compareTo(end) <= 0
                && (next == null || parked.contents().first().compareTo(DelayLane.rank(next)) < 0)) {
            return parked;
        }
        return next;
    }

    /** The next message that is in memory, or null. */
    @Nullable
    MessageRef inMemory() {
        MessageRef next = messages.behind(reached);
        return next == null || DelayLane.rank(next).compareTo(end) > 0 ? null : next;
    }

    private @Nullable ParkedRun run() {
        ParkedRun known = run;
        boolean stale = known != null && known.contents().last().compareTo(reached) <= 0;
        if (stale || runOf != messages.changes()) {
            run = messages.runBehind(reached, before);
            runOf = messages.changes();
        }
        return run;
    }

    /** What of a lane will be looked at next: it must not be parked, or it would be loaded again at once. */
    Window window(DelayLane lane, int many) {
        return new Window(reached, lane.ahead(reached, many));
    }

    /**
     * A stretch of a lane.
     *
     * @param upTo its last, or null if it goes to the end
     */
    record Window(Rank behind, @Nullable Rank upTo) {
        boolean has(Rank rank) {
            return rank.compareTo(behind) > 0 && (upTo == null || rank.compareTo(upTo) <= 0);
        }
    }

    /** Leaves a message behind. */
    void skip(MessageRef ref) {
        reached = DelayLane.rank(ref);
    }
}
