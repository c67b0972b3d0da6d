package io.angarium.server.vm;

import io.angarium.jms.link.LinkException;
import io.angarium.server.Broker;
import io.angarium.server.BrokerException;
import io.angarium.server.BrokerSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The brokers that links started on demand. Guarded by the class. */
final class VmBrokers {
    private static final Map<String, OnDemand> STARTED = new HashMap<>();

    private VmBrokers() {}

    /** A link's hold on a broker. */
    record Lease(Broker broker, Runnable onRelease) {
        /** The link has ended. */
        void release() {
            onRelease.run();
        }
    }

    /** A broker that lives as long as it has links. */
    private static final class OnDemand {
        private final Broker broker;
        private final @Nullable TemporaryFolder folder;
        private int links;

        private OnDemand(Broker broker, @Nullable TemporaryFolder folder) {
            this.broker = broker;
            this.folder = folder;
        }

        private void stop() {
            broker.stop();
            if (folder != null) {
                folder.delete();
            }
        }
    }

    /** A hold on the broker of that name, which is started if need be. */
    static synchronized Lease lease(String name, Map<String, String> options) {
        OnDemand started = STARTED.get(name);
        if (started == null) {
            Broker running = Broker.named(name).orElse(null);
            if (running != null) {
                return new Lease(running, () -> {});
            }
            started = start(name, options.get("data"));
            STARTED.put(name, started);
        }
        started.links++;
        return new Lease(started.broker, () -> release(name));
    }

    private static synchronized void release(String name) {
        OnDemand started = STARTED.get(name);
        if (started != null && --started.links == 0) {
            STARTED.remove(name);
            started.stop();
        }
    }

    private static OnDemand start(String name, @Nullable String data) {
        TemporaryFolder folder = data == null ? TemporaryFolder.create("angarium-" + name) : null;
        Path path = folder == null ? Path.of(data) : folder.path();
        boolean started = false;
        try {
            Broker broker = Broker.start(BrokerSettings.in(path).withName(name).withTransport(null));
            started = true;
            return new OnDemand(broker, folder);
        } catch (BrokerException e) {
            throw new LinkException(null, "vm://" + name + ": " + e.getMessage(), e);
        } finally {
            if (!started && folder != null) {
                folder.delete();
            }
        }
    }
}
