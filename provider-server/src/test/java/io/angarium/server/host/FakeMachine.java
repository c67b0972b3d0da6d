package io.angarium.server.host;

import io.angarium.server.engine.Configuration;
import io.angarium.server.engine.Identity;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An engine that journals every ping, answers it when it is durable, and notices when two threads are inside at once. A negative ping is a record that nobody waits
 * for; {@link #POISON} is a bug, and for {@link #HUNGER} there is not enough memory.
 */
final class FakeMachine implements Machine {
    static final long POISON = Long.MIN_VALUE;
    static final long HUNGER = Long.MIN_VALUE + 1;

    private final OutputCollector outputs;
    private final FakeForcePoint journal;
    private final Queue<Held> held = new ArrayDeque<>();
    private final List<Long> connections = new ArrayList<>();
    private final AtomicBoolean inside = new AtomicBoolean();
    volatile boolean overlapped;
    volatile boolean answeredTooEarly;
    volatile boolean stopped;
    volatile long applied;
    volatile int fetched;
    volatile String lastThread = "";
    volatile long time;
    volatile long heardUpTo = -1;
    volatile long wakeAt = Long.MAX_VALUE;
    volatile int workLeft;
    volatile @Nullable String givenUp;

    private record Held(long position, long connection, long token) {}

    FakeMachine(OutputCollector outputs, FakeForcePoint journal) {
        this.outputs = outputs;
        this.journal = journal;
    }

    @Override
    public void time(long nowMillis) {
        enter();
        time = nowMillis;
        if (nowMillis >= wakeAt) {
            wakeAt = Long.MAX_VALUE;
        }
        leave();
    }

    @Override
    public void heard(long upToMillis) {
        enter();
        heardUpTo = upToMillis;
        leave();
    }

    @Override
    public void configured(Configuration.Content content) {
        throw new AssertionError("not here");
    }

    @Override
    public void partsWritten(long connection, long bytes) {
        throw new AssertionError("not here");
    }

    @Override
    public void drained(long connection) {
        throw new AssertionError("not here");
    }

    @Override
    public void connected(long connection, ConnectionFrame.Hello hello, Identity identity) {
        enter();
        connections.add(connection);
        leave();
    }

    @Override
    public void frame(long connection, Frame frame) {
        enter();
        lastThread = Thread.currentThread().getName();
        applied = applied + 1;
        if (frame instanceof ConnectionFrame.Ping ping) {
            if (ping.token() == POISON) {
                throw new IllegalStateException("poison");
            }
            if (ping.token() == HUNGER) {
                throw new OutOfMemoryError("test");
            }
            long position = journal.append();
            if (ping.token() >= 0) {
                held.add(new Held(position, connection, ping.token()));
            }
        }
        leave();
    }

    @Override
    public void disconnected(long connection) {
        enter();
        leave();
    }

    @Override
    public void durable(long position) {
        enter();
        while (!held.isEmpty() && held.element().position() < position) {
            Held ready = held.remove();
            answeredTooEarly |= ready.position() >= journal.durablePosition();
            outputs.send(ready.connection(), new ConnectionFrame.Pong(ready.token()));
        }
        leave();
    }

    @Override
    public void checkpointed(boolean counts) {
        throw new AssertionError("there is no checkpoint");
    }

    @Override
    public void fetched(long place, int type, java.nio.ByteBuffer payload) {
        enter();
        lastThread = Thread.currentThread().getName();
        fetched = fetched + 1;
        applied = applied + 1;
        leave();
    }

    @Override
    public void unreadable(long place, String reason) {
        throw new AssertionError("nothing was asked for");
    }

    @Override
    public void journalFailed(String reason) {
        outputs.closeAll(ErrorCode.JOURNAL_FAILED, reason);
    }

    @Override
    public @Nullable String failure() {
        return givenUp;
    }

    @Override
    public boolean work() {
        enter();
        if (workLeft > 0) {
            workLeft = workLeft - 1;
        }
        leave();
        return workLeft > 0;
    }

    @Override
    public long wakeAt() {
        return wakeAt;
    }

    @Override
    public int heldOutputs() {
        return held.size();
    }

    @Override
    public boolean wantsForce() {
        return !held.isEmpty();
    }

    @Override
    public void stop() {
        connections.forEach(connection -> outputs.close(connection, ErrorCode.STOPPING, "the broker is stopping"));
        stopped = true;
    }

    private void enter() {
        if (!inside.compareAndSet(false, true)) {
            overlapped = true;
        }
    }

    private void leave() {
        inside.set(false);
    }
}
