package io.angarium.examples.benchmark.peer.classic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.region.policy.PolicyEntry;
import org.apache.activemq.broker.region.policy.PolicyMap;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;

/**
 * ActiveMQ Classic on a data folder: KahaDB, a disk sync for every confirmation. {@code concurrentStoreAndDispatchQueues} is off, because
 * with it KahaDB flushes once for each message even if many wait. Limits as in the configuration that Classic comes with.
 */
public final class PeerBroker {
    private static final int HEAP_PERCENT = 70;
    private static final long STORE_BYTES = 100L << 30;
    private static final long TEMP_BYTES = 50L << 30;
    private static final int SELECTOR_PAGE = 200_000;

    private PeerBroker() {}

    /**
     * @param arguments data folder and port
     */
    public static void main(String[] arguments) {
        try {
            BrokerService broker = broker(Path.of(arguments[0]));
            broker.addConnector("tcp://localhost:" + arguments[1]);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "stop"));
            broker.start();
            broker.waitUntilStarted();
            System.out.println("classic ready on localhost:" + arguments[1]);
            broker.waitUntilStopped();
        } catch (Exception e) {
            throw new IllegalStateException("ActiveMQ Classic does not start", e);
        }
    }

    private static BrokerService broker(Path data) throws IOException {
        KahaDBPersistenceAdapter store = new KahaDBPersistenceAdapter();
        store.setDirectory(data.resolve("kahadb").toFile());
        store.setJournalDiskSyncStrategy("always");
        store.setConcurrentStoreAndDispatchQueues(false);
        BrokerService broker = new BrokerService();
        broker.setBrokerName("classic");
        broker.setDataDirectory(data.toString());
        broker.setPersistenceAdapter(store);
        broker.setDestinationPolicy(selectorPolicy());
        broker.setUseJmx(false);
        broker.setUseShutdownHook(false);
        broker.getSystemUsage().getMemoryUsage().setPercentOfJvmHeap(HEAP_PERCENT);
        broker.getSystemUsage().getStoreUsage().setLimit(STORE_BYTES);
        broker.getSystemUsage().getTempUsage().setLimit(TEMP_BYTES);
        return broker;
    }

    /** Classic offers a selector the first page of a queue only, 200 messages: without a page for all of them that row never ends. */
    private static PolicyMap selectorPolicy() {
        PolicyEntry policy = new PolicyEntry();
        policy.setQueue("selector");
        policy.setMaxPageSize(SELECTOR_PAGE);
        PolicyMap policies = new PolicyMap();
        policies.setPolicyEntries(List.of(policy));
        return policies;
    }

    private static void stop(BrokerService broker) {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("ActiveMQ Classic does not stop", e);
        }
    }
}
