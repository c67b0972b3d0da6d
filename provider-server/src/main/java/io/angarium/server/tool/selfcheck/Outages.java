package io.angarium.server.tool.selfcheck;

import io.angarium.jms.session.AngariumConnection;
import io.angarium.jms.session.ConnectionStateListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.time.Duration;

/** How long connections were without a broker, and how long of that a broker was there to be had. Thread-safe. */
final class Outages {
    private long mendedAt = System.nanoTime(); // guarded by this
    private long reconnects; // guarded by this
    private long slowest; // guarded by this
    private long longest; // guarded by this

    /** Listens to a connection from now on. */
    Connection watch(Connection connection) throws JMSException {
        if (connection instanceof AngariumConnection ours) {
            ours.setConnectionStateListener(new ConnectionStateListener() {
                @Override
                public void connectionLost(String cause) {
                    // What counts is when it is back.
                }

                @Override
                public void connectionRestored(Duration after) {
                    restored(after.toNanos());
                }
            });
        }
        return connection;
    }

    /** The broker can be reached again. */
    synchronized void mended() {
        mendedAt = System.nanoTime();
    }

    private synchronized void restored(long away) {
        reconnects++;
        longest = Math.max(longest, away);
        slowest = Math.max(slowest, Math.min(away, System.nanoTime() - mendedAt));
    }

    synchronized long reconnects() {
        return reconnects;
    }

    /** Longest time from a broker that could be reached, or from a loss after that, to a connection. */
    synchronized Duration slowestReconnect() {
        return Duration.ofNanos(slowest);
    }

    /** Longest time without a broker, whatever the reason. */
    synchronized Duration longestOutage() {
        return Duration.ofNanos(longest);
    }
}
