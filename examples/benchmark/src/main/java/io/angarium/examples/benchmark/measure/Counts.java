package io.angarium.examples.benchmark.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Counts what a message costs but time: the broker's flushes, and the bytes that broker and client allocate. Looking at a process like that
 * makes all its other figures worthless. Owned by one thread.
 */
final class Counts {
    private final FlushCounter flushes;
    private final Allocation broker;
    private final Allocation client = Allocation.here();
    private final Map<Long, Long> brokerBefore;
    private final Map<Long, Long> clientBefore;

    private Counts(FlushCounter flushes, Allocation broker) {
        this.flushes = flushes;
        this.broker = broker;
        this.brokerBefore = broker.byThread();
        this.clientBefore = client.byThread();
    }

    /** Begins to count. */
    static Counts attach(long brokerPid) {
        try {
            Allocation broker = Allocation.of(brokerPid);
            return new Counts(FlushCounter.attach(brokerPid), broker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it; tells what each operation took. */
    Sample detach(long operations) {
        double each = Math.max(1, operations);
        long brokerBytes = Allocation.between(brokerBefore, broker.byThread());
        long clientBytes = Allocation.between(clientBefore, client.byThread());
        long flushed = flushes.detach();
        try {
            broker.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sample(Map.of())
                .with("flushes", flushed / each)
                .with("brokerBytes", brokerBytes / each)
                .with("clientBytes", clientBytes / each);
    }
}
