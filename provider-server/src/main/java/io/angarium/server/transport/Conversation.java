package io.angarium.server.transport;

import io.angarium.server.host.Outlet;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the conversations that a socket carries: how far it is, and the engine's way out to it. Belongs to the socket's loop, but for what the engine's
 * holder offers.
 */
final class Conversation implements Outlet {
    private final int number;
    private final long connection;
    private final Outflow out;
    private Stage stage = Stage.HELLO;
    private volatile boolean leaving;
    private boolean saidGoodbye;
    private boolean served; // the engine's holder's

    /** How far it is. */
    enum Stage {
        /** Nothing has been said. */
        HELLO,
        /** The hello is being judged. */
        JUDGED,
        /** The engine knows the connection. */
        OPEN,
        /** What still comes in is discarded. */
        ENDED
    }

    /**
     * @param number on its socket
     * @param connection the engine's number for it
     */
    Conversation(int number, long connection, Outflow out) {
        this.number = number;
        this.connection = connection;
        this.out = out;
    }

    int number() {
        return number;
    }

    long connection() {
        return connection;
    }

    Stage stage() {
        return stage;
    }

    void stage(Stage next) {
        stage = next;
    }

    /** Whether its last frame has been offered. Any thread. */
    boolean leaving() {
        return leaving;
    }

    /** Whether its last frame is on its way. */
    boolean saidGoodbye() {
        return saidGoodbye;
    }

    void sayGoodbye() {
        saidGoodbye = true;
    }

    /** Says goodbye after everything offered before. */
    void end(@Nullable ErrorCode code, String reason) {
        offer(List.of(new ConnectionFrame.Goodbye(code, reason)), true);
        out.write();
    }

    @Override
    public void offer(List<Frame> frames, boolean last) {
        if (last) {
            leaving = true;
        }
        out.offer(this, frames, last);
    }

    @Override
    public boolean hasRoom(int bytes) {
        return out.hasRoom(this, bytes);
    }

    /** It is given a delivery. */
    void served() {
        served = true;
    }

    /** Whether it has been given one since the last call. */
    boolean wasServed() {
        boolean was = served;
        served = false;
        return was;
    }

    @Override
    public void flush() {
        out.flush();
    }
}
