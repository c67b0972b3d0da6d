package io.angarium.server.engine;

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
    /** Whether it was called slow. */
    boolean slow;

    SlowWatch(ConsumerState consumer, long now) {
        this.consumer = consumer;
        this.lookedAt = now;
        this.since = now;
    }

    /** It is at work on a delivery, though it settles none. */
    void sign() {
        signs++;
    }

    /**
     * Looks at it.
     *
     * @param mostStep the time since the last look counts as no more than this: whoever did not look for longer, as the machine was asleep or busy, did not
     *     hear the consumer either
     * @return how long it has had deliveries and settled none, milliseconds
     */
    long look(long now, long mostStep) {
        long step = Math.max(0, Math.min(now - lookedAt, mostStep));
        lookedAt = Math.max(now, lookedAt);
        Outstanding outstanding = consumer.outstanding();
        long settled = outstanding.settled() + signs;
        boolean has = outstanding.size() > 0;
        boolean waitsItself = consumer.session().stall() != null;
        if (!has || !had || settled != seen || waitsItself) {
            seen = settled;
            had = has;
            since = now;
            idle = 0;
        } else {
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
