package io.angarium.server.transport;

import io.angarium.wire.Limits;
import java.time.Duration;

/**
 * How the broker listens and what it bears.
 *
 * @param host name or address to listen on
 * @param port TCP port, 0 for any free one
 * @param loops number of event loops, at least 1
 * @param handshakeTimeout how long a peer may take to say hello
 * @param heartbeat how often the broker promises a frame, zero for no promise
 * @param maxFrameBytes largest frame that is accepted after the handshake
 * @param maxOutboundBytes how much may wait for a peer that does not read before it is disconnected, twice the largest frame at least
 * @param maxBacklogBytes how much may wait for the engine before sockets are not read for a moment
 * @param localSocket whether clients that come over loopback are sent to a Unix domain socket in the data folder, where the system has them
 */
public record TransportSettings(
        String host,
        int port,
        int loops,
        Duration handshakeTimeout,
        Duration heartbeat,
        int maxFrameBytes,
        long maxOutboundBytes,
        long maxBacklogBytes,
        boolean localSocket) {
    /** The port of a broker that was given none. */
    public static final int DEFAULT_PORT = 7171;

    private static final long MIB = 1024 * 1024;

    /** The loopback interface, port 7171, a loop for every two processors, five seconds for a hello, a heartbeat every thirty. */
    public static final TransportSettings DEFAULT = new TransportSettings(
            "localhost",
            DEFAULT_PORT,
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Limits.MAX_FRAME_BYTES,
            16 * MIB + 2L * Limits.MAX_FRAME_BYTES,
            64 * MIB,
            true);

    /** On another address. */
    public TransportSettings withHost(String newHost) {
        return new TransportSettings(
                newHost,
                port,
                loops,
                handshakeTimeout,
                heartbeat,
                maxFrameBytes,
                maxOutboundBytes,
                maxBacklogBytes,
                localSocket);
    }

    /** On another port. */
    public TransportSettings withPort(int newPort) {
        return new TransportSettings(
                host,
                newPort,
                loops,
                handshakeTimeout,
                heartbeat,
                maxFrameBytes,
                maxOutboundBytes,
                maxBacklogBytes,
                localSocket);
    }

    /** With other times. */
    public TransportSettings withTimes(Duration newHandshakeTimeout, Duration newHeartbeat) {
        return new TransportSettings(
                host,
                port,
                loops,
                newHandshakeTimeout,
                newHeartbeat,
                maxFrameBytes,
                maxOutboundBytes,
                maxBacklogBytes,
                localSocket);
    }

    /** With another limit of what waits for a peer that does not read. */
    public TransportSettings withMaxOutboundBytes(long bytes) {
        return new TransportSettings(
                host, port, loops, handshakeTimeout, heartbeat, maxFrameBytes, bytes, maxBacklogBytes, localSocket);
    }

    /** With or without a Unix domain socket beside the port. */
    public TransportSettings withLocalSocket(boolean offered) {
        return new TransportSettings(
                host,
                port,
                loops,
                handshakeTimeout,
                heartbeat,
                maxFrameBytes,
                maxOutboundBytes,
                maxBacklogBytes,
                offered);
    }
}
