package io.angarium.examples.benchmark.peer.artemis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * Apache Artemis on a data folder, as its installer would set it up on this disk: NIO journal, journal sync on. Like that installer it
 * measures the disk and sets the time-out of the journal's buffer to the time of one flush; the default, made for a slow disk, would hold
 * each blocking send for 3.3 ms.
 */
public final class PeerBroker {
    private static final int PROBES = 400;
    private static final int PROBE_BYTES = 4096;

    private PeerBroker() {}

    /**
     * @param arguments data folder and port
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path data = Files.createDirectories(Path.of(arguments[0]));
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration(data, arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "stop"));
        try {
            broker.start();
        } catch (Exception e) {
            throw new IllegalStateException("Artemis does not start", e);
        }
        System.out.println("artemis ready on localhost:" + arguments[1]);
        new CountDownLatch(1).await();
    }

    private static Configuration configuration(Path data, String port) throws IOException {
        int flushNanos = flushNanos(data);
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalDatasync(true)
                .setJournalBufferTimeout_NIO(flushNanos)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString());
        try {
            configuration.addAcceptorConfiguration("tcp", "tcp://localhost:" + port);
        } catch (Exception e) {
            throw new IllegalStateException("no acceptor on port " + port, e);
        }
        return configuration;
    }

    /** Median of some small writes over preallocated space, each flushed. */
    private static int flushNanos(Path folder) throws IOException {
        Path file = folder.resolve("sync-probe");
        long[] nanos = new long[PROBES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(PROBES * PROBE_BYTES), 0);
            channel.force(true);
            ByteBuffer block = ByteBuffer.allocateDirect(PROBE_BYTES);
            for (int i = 0; i < PROBES; i++) {
                long begin = System.nanoTime();
                channel.write(block.rewind(), (long) i * PROBE_BYTES);
                channel.force(false);
                nanos[i] = System.nanoTime() - begin;
            }
        }
        Files.delete(file);
        java.util.Arrays.sort(nanos);
        return (int) nanos[PROBES / 2];
    }

    private static void stop(EmbeddedActiveMQ broker) {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Artemis does not stop", e);
        }
    }
}
