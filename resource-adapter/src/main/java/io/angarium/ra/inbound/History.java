package io.angarium.ra.inbound;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What an activation has been through, for those who look at it. Thread-safe. */
final class History {
    /** Causes may go round in circles. */
    private static final int DEEPEST = 50;

    private final LongSupplier clock;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile @Nullable Trouble last;

    /** @param clock milliseconds since 1970 */
    History(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Something that went wrong.
     *
     * @param what in one line
     * @param millis when, since 1970
     */
    record Trouble(String what, long millis) {}

    void delivered() {
        delivered.incrementAndGet();
    }

    void failed(@Nullable Throwable cause) {
        failed.incrementAndGet();
        trouble(told(cause));
    }

    /** Why a delivery has failed: what was thrown, and what that came from, since containers wrap what beans throw and say nothing themselves. */
    static String told(@Nullable Throwable cause) {
        if (cause == null) {
            return "the transaction was rolled back";
        }
        Throwable root = cause;
        for (int depth = 0; depth < DEEPEST && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root == cause ? cause.toString() : cause + ", caused by " + root;
    }

    void trouble(String what) {
        last = new Trouble(what, clock.getAsLong());
    }

    long deliveries() {
        return delivered.get();
    }

    long failures() {
        return failed.get();
    }

    /** Null if there was none. */
    @Nullable
    Trouble last() {
        return last;
    }
}
