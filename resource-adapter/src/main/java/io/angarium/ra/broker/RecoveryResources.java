package io.angarium.ra.broker;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.recovery.RecoveryResource;
import io.angarium.jms.recovery.ScanWatch;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the container's recovery works with: Connectors 2.1 sections 6.5.3.5 and 13.5.2. One for each broker and user, kept until the adapter stops:
 * containers hold on to resources between scans. Guarded by its own lock.
 */
public final class RecoveryResources implements AutoCloseable {
    /** When the container scans is its own matter; the watch, which is not started, only says whether scans come back. */
    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Map<Key, RecoveryResource> resources = new HashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    /** None yet. */
    public RecoveryResources() {}

    /** Somebody who keeps them. */
    @FunctionalInterface
    public interface Owner {
        /** Those that are kept. */
        RecoveryResources recoveryResources();
    }

    private record Key(String uri, @Nullable String user) {}

    /** A resource that connects when it is scanned, by that factory; after the end, one that answers XAER_RMFAIL. */
    public synchronized RecoveryResource of(AngariumXAConnectionFactory factory) {
        RecoveryResource resource = resources.computeIfAbsent(
                new Key(factory.getUri(), factory.getUser()),
                key -> new RecoveryResource(
                        factory,
                        new ScanWatch("the container", factory.toString(), PERIOD_NANOS, System::nanoTime, () -> 0)));
        if (closed) {
            resource.close();
        }
        return resource;
    }

    @Override
    public synchronized void close() {
        closed = true;
        resources.values().forEach(RecoveryResource::close);
    }
}
