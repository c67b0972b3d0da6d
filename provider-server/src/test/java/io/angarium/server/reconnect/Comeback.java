package io.angarium.server.reconnect;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** When connections that had lost their broker were back. Thread-safe. */
final class Comeback {
    private static final long BUCKET = TimeUnit.MILLISECONDS.toNanos(50);

    private final Queue<Long> restored = new ConcurrentLinkedQueue<>();

    /**
     * How long it took them.
     *
     * @param nanos each, the quickest first
     */
    record Times(long[] nanos) {

        long p99Nanos() {
            return nanos[nanos.length * 99 / 100];
        }

        /** Most of them that were back within the same 50 ms. */
        int most() {
            return Arrays.stream(buckets()).max().orElseThrow();
        }

        private int[] buckets() {
            int[] buckets = new int[(int) (nanos[nanos.length - 1] / BUCKET) + 1];
            for (long each : nanos) {
                buckets[(int) (each / BUCKET)]++;
            }
            return buckets;
        }

        @Override
        public String toString() {
            return String.format(
                    "%d connections back after the port was open: p50 %d ms, p99 %d ms, last %d ms; by 50 ms: %s",
                    nanos.length,
                    nanos[nanos.length / 2] / 1_000_000,
                    p99Nanos() / 1_000_000,
                    nanos[nanos.length - 1] / 1_000_000,
                    Arrays.toString(buckets()));
        }
    }

    /** One connection more, of a factory of its own. */
    AngariumConnection connect(String uri) throws JMSException {
        return connect(new AngariumConnectionFactory(uri));
    }

    /** One connection more. */
    AngariumConnection connect(ConnectionFactory factory) throws JMSException {
        AngariumConnection connection = (AngariumConnection) factory.createConnection();
        connection.setConnectionStateListener(new ConnectionStateListener() {
            @Override
            public void connectionLost(String cause) {
                // It is its return that counts.
            }

            @Override
            public void connectionRestored(Duration after) {
                restored.add(System.nanoTime());
            }
        });
        return connection;
    }

    /** How many are back. */
    int count() {
        return restored.size();
    }

    /** @param open when the port was, by {@link System#nanoTime} */
    Times since(long open) {
        return new Times(restored.stream()
                .mapToLong(at -> Math.max(0, at - open))
                .sorted()
                .toArray());
    }
}
