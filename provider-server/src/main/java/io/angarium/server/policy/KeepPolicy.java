package io.angarium.server.policy;

import java.time.Duration;

/**
 * What a topic keeps for subscribers that come later.
 *
 * @param messages so many at most, the newest; 0 for no bound
 * @param bytes of encoded messages, with the whole of bodies in parts, at most; 0 for no bound
 * @param age none that is older; zero for no bound
 * @param give what a new subscription gets of it that does not say itself
 */
public record KeepPolicy(long messages, long bytes, Duration age, Give give) {
    /** What a new subscription gets of what is kept. */
    public enum Give {
        /** All of it, the oldest first. */
        ALL,
        /** The newest message. */
        LAST,
        /** Nothing. */
        NONE
    }

    /** Nothing is kept. */
    public static final KeepPolicy NOTHING = new KeepPolicy(0, 0, Duration.ZERO, Give.ALL);

    /** Whether anything is kept: something bounds it. */
    public boolean keeps() {
        return messages != 0 || bytes != 0 || !age.isZero();
    }

    /**
     * Whether the oldest message is one too many.
     *
     * @param count messages there are, that one included
     * @param volume encoded bytes of these
     * @param since when the oldest came, milliseconds since the epoch
     * @param now likewise
     */
    public boolean tooMany(long count, long volume, long since, long now) {
        return (messages != 0 && count > messages) || (bytes != 0 && volume > bytes) || endOf(since) <= now;
    }

    /** When a message is too old, milliseconds since the epoch; {@link Long#MAX_VALUE} for never. */
    public long endOf(long since) {
        return age.isZero() ? Long.MAX_VALUE : since + age.toMillis();
    }
}
