package io.angarium.jms.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message listener throws it, or a message-driven bean, to have its message again after some time, instead of when the policy of the
 * queue says. That counts as a failed attempt like what else a listener throws (Jakarta Messaging 3.1 section 8.7): the broker bounds the
 * time, and after the last attempt the message is a dead letter. It may be the cause of another exception. In AUTO_ACKNOWLEDGE and
 * DUPS_OK_ACKNOWLEDGE mode the message is given back; in CLIENT_ACKNOWLEDGE mode that message and no other; a transacted session is
 * rolled back, and only this message of it has that delay.
 */
public class RetryAfterException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int DEEPEST = 32;
    private static final long LONGEST_SECONDS = 1L << 40;

    private final Duration delay;

    /**
     * Without a cause.
     *
     * @param delay until the next attempt, zero for at once
     * @throws IllegalArgumentException if it is negative
     */
    public RetryAfterException(Duration delay) {
        this(delay, null);
    }

    /**
     * With what went wrong.
     *
     * @param delay until the next attempt, zero for at once
     * @throws IllegalArgumentException if it is negative
     */
    public RetryAfterException(Duration delay, @Nullable Throwable cause) {
        super("to be tried again after " + delay, cause);
        millis(delay);
        this.delay = delay;
    }

    /** A time for the broker, which bounds it anyway. */
    static long millis(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay + " is negative");
        }
        return Math.min(delay.getSeconds(), LONGEST_SECONDS) * 1000 + delay.getNano() / 1_000_000;
    }

    /** Until the next attempt. */
    public Duration delay() {
        return delay;
    }

    /** The one that was thrown, or caused what was thrown; null if there is none. */
    public static @Nullable RetryAfterException in(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < DEEPEST; i++) {
            if (cause instanceof RetryAfterException found) {
                return found;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
