package io.angarium.server.host;

import io.angarium.server.engine.Configuration;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The real engine behind the seam that the host's tests replace. */
final class EngineMachine implements Machine {
    private final Engine engine;

    EngineMachine(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void time(long nowMillis) {
        engine.time(nowMillis);
    }

    @Override
    public void heard(long upToMillis) {
        engine.heard(upToMillis);
    }

    @Override
    public void connected(long connection, ConnectionFrame.Hello hello, Identity identity) {
        engine.connected(connection, hello, identity);
    }

    @Override
    public void frame(long connection, Frame frame) {
        engine.frame(connection, frame);
    }

    @Override
    public void configured(Configuration.Content content) {
        engine.configured(content);
    }

    @Override
    public void disconnected(long connection) {
        engine.disconnected(connection);
    }

    @Override
    public void partsWritten(long connection, long bytes) {
        engine.partsWritten(connection, bytes);
    }

    @Override
    public void drained(long connection) {
        engine.drained(connection);
    }

    @Override
    public void durable(long position) {
        engine.durable(position);
    }

    @Override
    public void checkpointed(boolean counts) {
        engine.checkpointed(counts);
    }

    @Override
    public void fetched(long place, int type, ByteBuffer payload) {
        engine.fetched(place, type, payload);
    }

    @Override
    public void unreadable(long place, String reason) {
        engine.unreadable(place, reason);
    }

    @Override
    public void journalFailed(String reason) {
        engine.journalFailed(reason);
    }

    @Override
    public @Nullable String failure() {
        return engine.failure();
    }

    @Override
    public boolean work() {
        return engine.work();
    }

    @Override
    public long wakeAt() {
        return engine.wakeAt();
    }

    @Override
    public int heldOutputs() {
        return engine.heldOutputs();
    }

    @Override
    public boolean wantsForce() {
        return engine.wantsForce();
    }

    @Override
    public void stop() {
        engine.stop();
    }
}
