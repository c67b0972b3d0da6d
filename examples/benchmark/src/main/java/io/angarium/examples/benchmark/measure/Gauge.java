package io.angarium.examples.benchmark.measure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Measures a load that is already running: a ramp that does not count, then a window between two readings of everybody's counters and of
 * the processor time of broker and client. Workers ask {@link #running} and, before they keep a latency, {@link #recording}. One thread
 * calls {@link #window}.
 */
public final class Gauge {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long brokerPid;
    private final boolean counting;
    private final CpuTime broker;
    private final CpuTime client = new CpuTime(ProcessHandle.current().pid());
    private volatile boolean recording;
    private volatile boolean running = true;
    private volatile boolean broken;

    /**
     * @param brokerPid process of the broker, 0 for none
     * @param counting whether to count its flushes and what it allocates, which makes all other figures worthless
     */
    public Gauge(long brokerPid, boolean counting) {
        this.brokerPid = brokerPid;
        this.counting = counting;
        this.broker = new CpuTime(brokerPid);
    }

    /** Whether to go on. */
    public boolean running() {
        return running;
    }

    /** Whether the window is open. */
    public boolean recording() {
        return recording;
    }

    /** A worker failed: the window ends at once, its figures will not be used. */
    public void breakOff() {
        broken = true;
        running = false;
    }

    /** Everything that one reading tells. */
    private record Reading(long nanos, long count, double brokerMicros, double clientMicros) {}

    /**
     * Waits for the ramp and the window, then tells the workers to stop.
     *
     * @param operations counts what has been done so far
     */
    public Sample window(Duration ramp, Duration length, LongSupplier operations) {
        pause(ramp);
        Counts counts = counting && !broken ? Counts.attach(brokerPid) : null;
        Reading from = read(operations);
        recording = true;
        pause(length);
        recording = false;
        Reading to = read(operations);
        long count = to.count - from.count;
        Sample counted = counts == null ? null : counts.detach(count);
        running = false;
        if (counted != null) {
            return counted;
        }
        double seconds = (to.nanos - from.nanos) / NANOS_PER_SECOND;
        return new Sample(Map.of())
                .with("rate", count / seconds)
                .with("messages", (double) count)
                .with("seconds", seconds)
                .with("brokerCpu", (to.brokerMicros - from.brokerMicros) / Math.max(1, count))
                .with("clientCpu", (to.clientMicros - from.clientMicros) / Math.max(1, count));
    }

    private Reading read(LongSupplier operations) {
        return new Reading(System.nanoTime(), operations.getAsLong(), broker.micros(), client.micros());
    }

    private void pause(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0 && !broken; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, Duration.ofMillis(20).toNanos()));
        }
    }

    /** A histogram for one thread, up to any duration, three digits. */
    public static Histogram histogram() {
        return new Histogram(3);
    }
}
