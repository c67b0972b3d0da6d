package io.angarium.server.policy;

import java.time.Duration;

/**
 * What is done about a consumer that has deliveries and settles none of them.
 *
 * @param after how long it may do so before it is slow; zero for ever
 * @param then what is done when it is
 */
public record SlowPolicy(Duration after, Act then) {
    /** What is done about it. */
    public enum Act {
        /** The log says so, and management shows it. */
        LOG,
        /** That too, and its connection is ended. */
        DISCONNECT
    }

    /** In less a pause of a client's virtual machine or of the network would pass for one. */
    public static final Duration LEAST = Duration.ofSeconds(1);

    /** Nobody is ever slow. */
    public static final SlowPolicy NEVER = new SlowPolicy(Duration.ZERO, Act.LOG);

    /** Whether anybody may ever be slow. */
    public boolean on() {
        return !after.isZero();
    }
}
