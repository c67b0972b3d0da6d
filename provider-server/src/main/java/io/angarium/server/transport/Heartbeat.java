package io.angarium.server.transport;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the promises of both sides: sends a ping when the broker has been silent, ends the connection when the peer has been silent for twice as long as it
 * promised. Looks several times an interval instead of setting a timer with each frame. Owned by the connection's loop.
 */
final class Heartbeat implements Runnable {
    /** A peer that promises to be quicker is not held to it: the pauses of a busy machine are no failure. */
    private static final long SHORTEST_SILENCE_MILLIS = 1_000;

    private final SocketConnection connection;
    private final EventLoop loop;
    private final long pingNanos;
    private final long silenceNanos;
    private final long pauseNanos;
    private long seenReads;
    private long seenWrites;
    private long readAt;
    private long wroteAt;

    private Heartbeat(SocketConnection connection, EventLoop loop, long pingMillis, long silenceMillis) {
        this.connection = connection;
        this.loop = loop;
        this.pingNanos = TimeUnit.MILLISECONDS.toNanos(pingMillis);
        this.silenceNanos = TimeUnit.MILLISECONDS.toNanos(silenceMillis);
        long shortest = Math.min(
                pingMillis == 0 ? Long.MAX_VALUE : pingMillis, silenceMillis == 0 ? Long.MAX_VALUE : silenceMillis);
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(10, shortest / 4));
        this.readAt = System.nanoTime();
        this.wroteAt = readAt;
    }

    /**
     * Starts if anyone promised anything.
     *
     * @param own what the broker promises, zero for nothing
     * @param peerMillis what the peer promises, 0 for nothing
     */
    static void start(SocketConnection connection, EventLoop loop, Duration own, int peerMillis) {
        long silence = peerMillis <= 0 ? 0 : Math.max(SHORTEST_SILENCE_MILLIS, 2L * peerMillis);
        if (own.toMillis() > 0 || silence > 0) {
            new Heartbeat(connection, loop, own.toMillis() / 2, silence).again();
        }
    }

    @Override
    public void run() {
        if (connection.out().ending()) {
            return;
        }
        long now = System.nanoTime();
        if (connection.reads() != seenReads || connection.deaf()) {
            seenReads = connection.reads();
            readAt = now;
        }
        if (connection.out().writes() != seenWrites) {
            seenWrites = connection.out().writes();
            wroteAt = now;
        }
        if (silenceNanos > 0 && now - readAt > silenceNanos) {
            connection.end(
                    ErrorCode.TIMEOUT, "silent for more than " + TimeUnit.NANOSECONDS.toMillis(silenceNanos) + " ms");
            return;
        }
        if (pingNanos > 0 && now - wroteAt >= pingNanos) {
            connection.out().send(new ConnectionFrame.Ping(0));
            wroteAt = now;
        }
        again();
    }

    private void again() {
        Quietly.later(loop, this, pauseNanos, TimeUnit.NANOSECONDS);
    }
}
