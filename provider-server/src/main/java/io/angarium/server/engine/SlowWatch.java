package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/** What is seen of a consumer that may be slow, from look to look. Owner: {@link SlowConsumers}. */
final class SlowWatch {
    final ConsumerState consumer;
    /** How many of its deliveries were settled, and signs of life it gave, when it was looked at last. */
    private long seen;

    /** Whether it had some then: the time before it gets one is no time in which it does not settle. */
    private boolean had;

    private long signs;
    private long lookedAt;
    private long since;
    private long idle;
    /** The queue or subscription that tells of it while it is called slow. */
    @Nullable
    MessageQueue slowIn;

    /** Where it is among all. */
    int index;

    SlowWatch(ConsumerState consumer, long now) {
        this.consumer = consumer;
        this.lookedAt = now;
        this.since = now;
    }

    /** How long ago it was looked at last, milliseconds. */
    long unseen(long now) {
        return now - lookedAt;
    }

    /** It is at work on a delivery, though it settles none. */
    void sign() {
        signs++;
    }

    /**
     * Looks at it.
     *
     * @param counts whether the time since the last look does: in what the broker itself slept it did not hear the consumer either
     * @param held whether the broker holds it up: its time begins anew when that is over, unless it is slow already
     * @return how long it has had deliveries and settled none, milliseconds
     */
    long look(long now, boolean counts, boolean held) {
        long step = counts ? Math.max(0, unseen(now)) : 0;
        lookedAt = Math.max(now, lookedAt);
        Outstanding outstanding = consumer.outstanding();
        long settled = outstanding.settled() + signs;
        boolean has = outstanding.size() > 0;
        boolean excused = held && slowIn == null; // one that is slow already does not become well by that
        if (!has || !had || settled != seen || excused) {
            seen = settled;
            had = has;
            since = now;
            idle = 0;
        } else if (!held) {
            idle += step;
        }
        return idle;
    }

    /** When it was last seen to settle one, or to have none. */
    long since() {
        return since;
    }

    /** Whether it has nothing any more that others wait for, and gets nothing. */
    boolean isOver() {
        return consumer.closed()
                && (consumer.outstanding().size() == 0 || consumer.queue().deleted());
    }
}
