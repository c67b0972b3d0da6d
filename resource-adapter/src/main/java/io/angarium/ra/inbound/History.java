package io.angarium.ra.inbound;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What an activation has been through, for those who look at it. Thread-safe. */
final class History {
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
        trouble(cause == null ? "the transaction was rolled back" : cause.toString());
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
