package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Limits;
import io.angarium.wire.TextLimits;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** A connection's client identifier: may be set once, before anything else (Jakarta Messaging 3.1 section 6.1.2). Guarded by its own lock. */
final class ClientIdentity {
    private final Channel channel;
    private @Nullable String id; // guarded by this
    private boolean used; // guarded by this

    /** @param configured the identifier that came with the handshake, or null */
    ClientIdentity(Channel channel, @Nullable String configured) {
        this.channel = channel;
        this.id = configured;
    }

    synchronized @Nullable String id() {
        return id;
    }

    /** The connection has been used for something: too late for another identifier. */
    synchronized void use() {
        used = true;
    }

    synchronized void set(@Nullable String newId) throws JMSException {
        if (id != null) {
            throw new IllegalStateException("the client identifier is already " + id);
        }
        if (used) {
            throw new IllegalStateException("the client identifier has to be set before the connection is used");
        }
        if (newId == null || newId.isEmpty()) {
            throw new InvalidClientIDException("the client identifier must not be null or empty");
        }
        String problem = TextLimits.problem("a client identifier", newId, Limits.MAX_NAME_BYTES);
        if (problem != null) {
            throw new InvalidClientIDException(problem, ErrorCode.INVALID_CLIENT_ID.name());
        }
        channel.call(correlation -> new ConnectionFrame.SetClientId(correlation, newId));
        id = newId;
    }
}
