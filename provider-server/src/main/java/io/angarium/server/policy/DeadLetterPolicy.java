package io.angarium.server.policy;

/**
 * Where messages go that cannot be delivered, by cause.
 *
 * @param attempts queue for those that were not accepted in so many attempts as there may be
 * @param rejected queue for those that a consumer never wants to see again
 * @param expired queue for those that have expired, {@link #NONE} for nowhere
 * @param overLimit queue for those that made room for younger ones, likewise
 */
public record DeadLetterPolicy(String attempts, String rejected, String expired, String overLimit) {
    /** In the place of a queue's name: they are dropped. */
    public static final String NONE = "none";

    /** What a message died of. */
    public enum Cause {
        ATTEMPTS,
        REJECTED,
        EXPIRED,
        OVER_LIMIT
    }

    /** Whether there is a queue for those that died of this. */
    public boolean keeps(Cause cause) {
        return !of(cause).equals(NONE);
    }

    /** Name of the queue for those that died of this, or {@link #NONE}. */
    public String of(Cause cause) {
        return switch (cause) {
            case ATTEMPTS -> attempts;
            case REJECTED -> rejected;
            case EXPIRED -> expired;
            case OVER_LIMIT -> overLimit;
        };
    }
}
