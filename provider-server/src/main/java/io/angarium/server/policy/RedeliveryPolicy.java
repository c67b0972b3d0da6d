package io.angarium.server.policy;

import java.time.Duration;

/**
 * When a message that was not accepted comes again.
 *
 * @param attempts after which it is dead, at least 1
 * @param delay before the second attempt, zero for at once
 * @param multiplier by which the delay grows from attempt to attempt, at least 1
 * @param maxDelay which the delay does not exceed
 * @param jitterPercent by how much a delay may be longer or shorter, by chance, so that what failed together does not come again together; 0 to 100
 * @param order what becomes of the messages behind it meanwhile
 * @param maxAsked the longest delay that a consumer may ask for
 */
public record RedeliveryPolicy(
        int attempts,
        Duration delay,
        double multiplier,
        Duration maxDelay,
        int jitterPercent,
        Order order,
        Duration maxAsked) {

    /** What becomes of the messages behind one that waits for its next attempt. */
    public enum Order {
        /** They are delivered: the one that waits may be overtaken. */
        PASS,
        /** They wait too: the order of the queue is kept. */
        BLOCK
    }

    private static final int PERCENT = 100;
    private static final Duration A_DAY = Duration.ofDays(1);

    /** With which consumers may ask for a day. */
    public RedeliveryPolicy(
            int attempts, Duration delay, double multiplier, Duration maxDelay, int jitterPercent, Order order) {
        this(attempts, delay, multiplier, maxDelay, jitterPercent, order, A_DAY);
    }

    /** At once, so many times. */
    public static RedeliveryPolicy atOnce(int attempts) {
        return new RedeliveryPolicy(attempts, Duration.ZERO, 1, Duration.ofHours(1), 0, Order.PASS);
    }

    /**
     * Milliseconds to wait after an attempt.
     *
     * @param attempt that has failed, from 1
     * @param chance any number; the same number gives the same delay
     */
    public long delayMillis(int attempt, long chance) {
        double growth = Math.pow(multiplier, Math.max(0, attempt - 1));
        double exact = (double) delay.toMillis() * growth;
        long most = maxDelay.toMillis();
        long wanted = exact < (double) most ? (long) exact : most;
        long spread = wanted / PERCENT * jitterPercent + wanted % PERCENT * jitterPercent / PERCENT;
        return spread == 0 ? wanted : wanted - spread + Math.floorMod(scrambled(chance), 2 * spread + 1);
    }

    /** Milliseconds to wait after an attempt whose consumer has asked for so many. */
    public long askedMillis(long asked) {
        return Math.min(asked, maxAsked.toMillis());
    }

    /** Neighbouring numbers give numbers that have nothing to do with each other. */
    private static long scrambled(long number) {
        long bits = number * 0x9E3779B97F4A7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
