package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that is given its messages by what its topic keeps, those of the past and then those that come: one way for both, so that nothing is between
 * them and nothing twice. It holds a few ready; the others stay where they are kept until their turn comes. Owner: the engine's holder.
 */
final class Follower {
    /** So many are ready for its consumers. */
    static final int WINDOW = 256;

    private static final Rank NOTHING = new Rank(0, 0);

    private final Keep keep;
    private final MessageQueue queue;
    private final Start start;
    private Rank upTo;
    private long suspectBelow;
    private @Nullable OrderCursor cursor;

    /**
     * Where one begins.
     *
     * @param keep of which
     * @param from the first sequence of this run of the broker that it wants
     * @param after nothing that stands up to here, across restarts
     */
    record Start(Keep keep, long from, Rank after) {
        /** With the oldest. */
        static Start oldest(Keep keep) {
            return new Start(keep, 0, NOTHING);
        }

        /** What the journal says of a subscription that begins here. */
        Effect.SubscriptionFed of(int subscription) {
            return new Effect.SubscriptionFed(
                    subscription, keep.queue().id(), after.countedAt(), after.id(), new long[0]);
        }
    }

    Follower(MessageQueue queue, Start start) {
        this.queue = queue;
        this.keep = start.keep();
        this.start = start;
        this.upTo = start.after();
    }

    Keep keep() {
        return keep;
    }

    /** The subscription's. */
    MessageQueue queue() {
        return queue;
    }

    /** What of the journalled ones is settled: as far as that has been said in the journal. */
    Rank upTo() {
        return upTo;
    }

    void upTo(Rank rank) {
        upTo = rank;
    }

    /** After an unclean stop, what has a lower id and is given again may have been seen. */
    void suspectBelow(long id) {
        suspectBelow = id;
    }

    boolean suspects(MessageRef ref) {
        return ref.journalled() && ref.id() < suspectBelow;
    }

    /** How far it has come; follows the changes of what is kept. */
    OrderCursor cursor() {
        OrderCursor here = cursor;
        if (here == null) {
            here = keep.queue().order().cursor(false);
            cursor = here;
        }
        return here;
    }

    /** Whether it has been given all that there is. */
    boolean atEnd() {
        return cursor().peek() == null;
    }

    /** Whether it lies before what it wants. */
    boolean settled(MessageRef ref) {
        if (ref instanceof ParkedRun run) {
            return run.lastSequence() < start.from() || run.contents().last().compareTo(start.after()) <= 0;
        }
        return ref.sequence() < start.from()
                || (ref.journalled() && ref.stored().rank().compareTo(start.after()) <= 0);
    }

    /** Whether its consumers have fewer ready than so many. */
    boolean hasLess(int than) {
        return queue.order().size() < than;
    }

    /** The subscription has ended. */
    void end() {
        OrderCursor here = cursor;
        if (here != null) {
            here.close();
        }
        keep.left(this);
    }
}
