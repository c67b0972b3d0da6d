package io.angarium.server.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many messages there may be, and what becomes of those that find no room.
 *
 * @param messages at most, 0 for no bound
 * @param bytes of encoded messages, with the whole of bodies in parts, at most, 0 for no bound
 * @param full what is done with a message that would exceed either
 * @param patience how long a message waits for room, if that is what is done
 * @param divert queue to which it goes, if that is what is done
 */
public record LimitPolicy(long messages, long bytes, Full full, Duration patience, String divert) {
    /** What is done with a message for which there is no room. */
    public enum Full {
        /** Its sender waits until there is room, for a time; then it is refused. */
        BLOCK,
        /** It is refused. */
        REFUSE,
        /** The oldest messages that are not with consumers make room. */
        DROP_OLDEST,
        /** It is dropped. */
        DROP_NEWEST,
        /** It goes to another queue. */
        DIVERT;

        /** Whether messages are lost for want of room. */
        public boolean drops() {
            return this == DROP_OLDEST || this == DROP_NEWEST;
        }
    }

    /** No bounds. */
    public static final LimitPolicy NONE = new LimitPolicy(0, 0, Full.BLOCK, Duration.ofSeconds(10), "OVERFLOW");

    /** Whether there are no bounds. */
    public boolean none() {
        return messages == 0 && bytes == 0;
    }

    /** What is bounded. */
    public enum Bound {
        MESSAGES,
        BYTES
    }

    /**
     * The bound that one more message would exceed, or null.
     *
     * @param count messages there are
     * @param volume encoded bytes of these
     * @param size encoded bytes of the one more
     */
    public @Nullable Bound exceeded(long count, long volume, long size) {
        if (messages != 0 && count >= messages) {
            return Bound.MESSAGES;
        }
        return bytes != 0 && volume + size > bytes ? Bound.BYTES : null;
    }

    /** Whether a message of this size can never find room. */
    public boolean neverTakes(long size) {
        return bytes != 0 && size > bytes;
    }

    /** With other bounds. */
    public LimitPolicy within(long newMessages, long newBytes) {
        return new LimitPolicy(newMessages, newBytes, full, patience, divert);
    }
}
