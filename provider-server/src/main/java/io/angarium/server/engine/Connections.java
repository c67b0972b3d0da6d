package io.angarium.server.engine;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Limits;
import io.angarium.wire.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The connections: handshake, client identifiers, the end. Owner: the engine's holder. */
final class Connections {
    private final EngineSettings settings;
    private final Outputs outputs;
    private final Sessions sessions;
    private final Branches branches;
    private final Temporaries temporaries;
    private final PartReader parts;
    private final Map<Long, ConnectionState> connections = new LinkedHashMap<>();
    private final Map<String, ConnectionState> clientIds = new HashMap<>();
    private final Map<UUID, ConnectionState> incarnations = new HashMap<>();
    private @Nullable ConnectionState recent; // whose frames come one after another
    private UUID broker;

    Connections(
            EngineSettings settings,
            Outputs outputs,
            Sessions sessions,
            Branches branches,
            Temporaries temporaries,
            PartReader parts) {
        this.parts = parts;
        this.settings = settings;
        this.outputs = outputs;
        this.sessions = sessions;
        this.branches = branches;
        this.temporaries = temporaries;
        this.broker = settings.newBrokerId();
    }

    /** The identity of the data, once recovery or the first start has settled it. */
    void broker(UUID identity) {
        broker = identity;
    }

    UUID broker() {
        return broker;
    }

    Collection<ConnectionState> all() {
        return connections.values();
    }

    @Nullable
    ConnectionState get(long id) {
        ConnectionState found = recent;
        if (found == null || found.id() != id) {
            found = connections.get(id);
            recent = found;
        }
        return found;
    }

    void open(long id, ConnectionFrame.Hello hello, Identity identity) {
        if (hello.minVersion() > ProtocolVersion.CURRENT || hello.maxVersion() < ProtocolVersion.LOWEST) {
            outputs.close(
                    id,
                    ErrorCode.VERSION,
                    "client speaks protocol versions " + hello.minVersion() + " to " + hello.maxVersion()
                            + ", this broker " + ProtocolVersion.LOWEST + " to " + ProtocolVersion.CURRENT);
            return;
        }
        ConnectionState connection = new ConnectionState(id, hello, identity);
        String clientId = hello.clientId();
        try {
            replace(connection);
            if (clientId != null) {
                claim(clientId, connection);
            }
        } catch (Refusal refusal) {
            outputs.close(id, refusal.code(), refusal.reason());
            return;
        }
        connections.put(id, connection);
        incarnations.put(hello.incarnation(), connection);
        outputs.send(
                id,
                new ConnectionFrame.Welcome(
                        Math.min(hello.maxVersion(), ProtocolVersion.CURRENT),
                        Features.negotiate(hello.features()),
                        broker,
                        settings.product(),
                        id,
                        settings.maxFrameBytes(),
                        settings.heartbeatMillis()));
    }

    /** The client has connected again before the broker has noticed that its connection was lost. */
    private void replace(ConnectionState again) {
        ConnectionState before = incarnations.get(again.incarnation());
        if (before != null) {
            if (!before.identity().user().equals(again.identity().user())) {
                throw new Refusal(ErrorCode.NOT_AUTHORIZED, "this connection belongs to another user");
            }
            end(before, false, null, "the client has connected again");
        }
    }

    /** Gives a connection without one a client identifier. */
    void setClientId(ConnectionState connection, String clientId) {
        if (connection.clientId() != null) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE, "the connection has client identifier '" + connection.clientId() + "'");
        }
        claim(clientId, connection);
        connection.clientId(clientId);
    }

    private void claim(String clientId, ConnectionState connection) {
        if (clientId.isBlank()) {
            throw new Refusal(ErrorCode.INVALID_CLIENT_ID, "a client identifier is not blank");
        }
        if (clientId.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES) {
            throw new Refusal(
                    ErrorCode.INVALID_CLIENT_ID, "a client identifier has at most " + Limits.MAX_NAME_BYTES + " bytes");
        }
        ConnectionState holder = clientIds.putIfAbsent(clientId, connection);
        if (holder != null) {
            throw new Refusal(
                    ErrorCode.INVALID_CLIENT_ID,
                    "client identifier '" + clientId + "' is in use by the connection from "
                            + holder.identity().address());
        }
    }

    /**
     * Ends a connection with all it had, and closes it whatever happens.
     *
     * @param clean whether the client said goodbye, and so told what was handed over
     * @param code why, or null for an ordinary close
     * @param reason one line for the peer and the log
     */
    void end(ConnectionState connection, boolean clean, @Nullable ErrorCode code, String reason) {
        try {
            forget(connection, clean);
        } finally {
            outputs.close(connection.id(), code, reason);
        }
    }

    /** Ends a connection whose link is lost. */
    void lost(ConnectionState connection) {
        forget(connection, false);
    }

    private void forget(ConnectionState connection, boolean clean) {
        if (connections.remove(connection.id()) == null) {
            return;
        }
        recent = null;
        for (SessionState session : connection.sessions().values().toArray(new SessionState[0])) {
            sessions.close(session, clean);
        }
        branches.ended(connection);
        temporaries.deleteAll(connection);
        parts.left(connection);
        incarnations.remove(connection.incarnation(), connection);
        String clientId = connection.clientId();
        if (clientId != null) {
            clientIds.remove(clientId, connection);
        }
    }
}
