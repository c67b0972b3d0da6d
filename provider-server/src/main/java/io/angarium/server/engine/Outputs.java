package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import org.jspecify.annotations.Nullable;

/** Where the engine's frames go. Called by the engine's holder only; the host gathers them per connection and writes after the round. */
public interface Outputs {

    /** A frame for a connection, after all earlier ones of that connection. Unknown connections are ignored. */
    void send(long connection, Frame frame);

    /**
     * Whether a delivery of so many bytes may be sent to a connection, which then has to follow. If not, as enough waits for its peer to read it, {@link Engine#drained}
     * says when that is over.
     */
    default boolean hasRoom(long connection, int bytes) {
        return true;
    }

    /**
     * Says goodbye and closes after everything sent before. The engine has forgotten the connection already; {@link
     * Engine#disconnected} may still be called and does nothing.
     *
     * @param code why, or null for an ordinary close
     * @param reason one line for the peer and the log
     */
    void close(long connection, @Nullable ErrorCode code, String reason);

    /** Something the operator should know; the host logs it. */
    void notice(Notice notice);

    /** What the engine reports to the log. */
    record Notice(boolean warning, String text) {}
}
