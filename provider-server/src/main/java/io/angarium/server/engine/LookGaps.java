package io.angarium.server.engine;

/**
 * How long {@link SlowConsumers} looked at nobody, at most, since one of them was looked at last. With very many it takes long to look at all: that time counts
 * for each of them, but not where the broker itself was asleep or busy in it, as it did not hear the consumers either. Owner: the engine's holder.
 */
final class LookGaps {
    private long steppedAt;
    /** Before this pass over all, within it, and within the one before, milliseconds. */
    private long between;

    private long within;
    private long before;

    /** There was nobody to look at until now. */
    void begin(long now) {
        steppedAt = now;
        within = 0;
        before = 0;
    }

    /**
     * Some are looked at now.
     *
     * @param first whether a pass over all begins
     */
    void step(long now, boolean first) {
        long gap = now - steppedAt;
        steppedAt = now;
        if (first) {
            before = within;
            between = gap;
            within = 0;
        } else {
            within = Math.max(within, gap);
        }
    }

    /** A pass ends before all were looked at: the others were so in the one before. */
    void startOver() {
        within = longest();
    }

    /** The longest since anybody who is looked at now was so before, milliseconds. */
    long longest() {
        return Math.max(between, Math.max(within, before));
    }
}
