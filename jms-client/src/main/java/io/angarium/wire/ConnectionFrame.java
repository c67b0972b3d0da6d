package io.angarium.wire;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Frames that concern the connection as a whole. */
public sealed interface ConnectionFrame extends Frame {

    /**
     * First frame of a client. Its payload begins with the four bytes "ANGR", so that other protocols can share the port.
     *
     * @param minVersion lowest protocol version the client speaks
     * @param maxVersion highest protocol version the client speaks
     * @param features feature bits the client understands
     * @param incarnation identifies this client connection, also across its reconnects; sends are numbered within it
     * @param clientId JMS client identifier, or null
     * @param user user name, or null for anonymous
     * @param password password, or null
     * @param product name and version of the client, for logs
     * @param heartbeatMillis the client promises a frame at least this often, 0 for no promise
     */
    record Hello(
            int minVersion,
            int maxVersion,
            long features,
            UUID incarnation,
            @Nullable String clientId,
            @Nullable String user,
            @Nullable String password,
            String product,
            int heartbeatMillis)
            implements ConnectionFrame {}

    /**
     * The broker's answer to a {@link Hello} that it accepts; otherwise it answers {@link Goodbye} and closes.
     *
     * @param version the protocol version both will speak
     * @param features feature bits both understand
     * @param broker identity of the broker's data
     * @param product name and version of the broker, for logs and management
     * @param connection number of this connection, unique within a run of the broker
     * @param maxFrameBytes largest frame the broker accepts, length field excluded
     * @param heartbeatMillis the broker promises a frame at least this often, 0 for no promise
     */
    record Welcome(
            int version,
            long features,
            UUID broker,
            String product,
            long connection,
            int maxFrameBytes,
            int heartbeatMillis)
            implements ConnectionFrame {}

    /**
     * The last frame of either side: it closes after this one, and what it sent before counts. A client that closes sends it with no
     * code, the broker answers with its own and closes.
     *
     * @param code why, or null for an ordinary close
     * @param reason one line for people, may be empty
     */
    record Goodbye(@Nullable ErrorCode code, String reason) implements ConnectionFrame {}

    /**
     * What its sender sends after it belongs to that conversation of the socket: 0 is the one whose {@link Hello} was the first frame; a number above
     * all before begins another, by a {@link Hello} of its own. Only where the first one agreed on {@link Features#SHARED_SOCKET}.
     */
    record Switch(int conversation) implements ConnectionFrame {}

    /** Asks for a {@link Pong} with the same token; also serves as a heartbeat. */
    record Ping(long token) implements ConnectionFrame {}

    /** Answers a {@link Ping}. */
    record Pong(long token) implements ConnectionFrame {}

    /** Sets the client identifier of a connection that has none: {@link ReplyFrame.Ok} or INVALID_CLIENT_ID. */
    record SetClientId(int correlation, String clientId) implements ConnectionFrame, Frame.Request {}

    /** Creates a temporary destination that lives as long as the connection; the client chooses the name, with its incarnation in it. */
    record CreateTemporary(int correlation, Destination destination) implements ConnectionFrame, Frame.Request {}

    /** Deletes a temporary destination; IN_USE while it has consumers. */
    record DeleteTemporary(int correlation, Destination destination) implements ConnectionFrame, Frame.Request {}
}
