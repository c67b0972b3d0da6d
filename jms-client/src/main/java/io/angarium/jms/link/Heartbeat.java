package io.angarium.jms.link;

import java.util.concurrent.TimeUnit;

/**
 * Decides when a sign of life is due and when the other side must be taken for dead. Times are values of one monotonic clock in
 * nanoseconds, passed in. Used by the link's timer alone, which reports the reads and writes of others.
 *
 * <p>A ping is due after half of the own interval without a write. The other side is dead after two of its intervals without a read, and
 * a quarter more in which the timer has looked before: a process that was frozen reads what has come in before it judges.
 */
final class Heartbeat {
    private final long promised;
    private final long expected;
    private long suspectedAt;
    private long suspectedRead;
    private boolean suspected;

    /**
     * @param promisedMillis this side's promise, 0 for none
     * @param expectedMillis the other side's promise, 0 for none
     */
    Heartbeat(int promisedMillis, int expectedMillis) {
        promised = TimeUnit.MILLISECONDS.toNanos(promisedMillis);
        expected = TimeUnit.MILLISECONDS.toNanos(expectedMillis);
    }

    /** Whether a ping has to be sent. */
    boolean pingDue(long now, long lastWrite) {
        return promised > 0 && now - lastWrite >= promised / 2;
    }

    /** Whether the other side has been silent for too long. */
    boolean dead(long now, long lastRead) {
        if (expected == 0 || now - lastRead < 2 * expected) {
            return false;
        }
        if (!suspected || suspectedRead != lastRead) {
            suspected = true;
            suspectedRead = lastRead;
            suspectedAt = now;
        }
        return now - suspectedAt >= expected / 4;
    }

    /** Nanoseconds until one of the answers may change. */
    long pause() {
        long ping = promised > 0 ? promised / 8 : Long.MAX_VALUE;
        long death = expected > 0 ? expected / 4 : Long.MAX_VALUE;
        return Math.min(ping, death);
    }
}
