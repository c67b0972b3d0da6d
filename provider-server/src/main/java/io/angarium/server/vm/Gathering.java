package io.angarium.server.vm;

import io.angarium.server.host.Caller;
import io.angarium.server.host.Input;
import io.angarium.server.host.InputDoor;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Frames of one link on their way to the engine. In a burst they go together, so that the engine is run once for many; a single one goes at
 * once. Any thread may call any method; frames reach the engine in the order of the calls.
 */
final class Gathering {
    /** Frames that come closer together than this are a burst. */
    private static final long BURST_NANOS = 50_000;

    private static final int MOST_FRAMES = 64;
    private static final int MOST_BYTES = 256 * 1024;

    private final InputDoor door;
    private final long connection;
    private final LongSupplier nanoTime;
    private final AtomicBoolean reminded = new AtomicBoolean();
    private List<Frame> frames = new ArrayList<>(); // guarded by this
    private int bytes; // guarded by this
    private long lastNanos; // guarded by this

    /**
     * @param connection whose frames they are
     * @param nanoTime as {@link System#nanoTime}
     */
    Gathering(InputDoor door, long connection, LongSupplier nanoTime) {
        this.door = door;
        this.connection = connection;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - BURST_NANOS;
    }

    /** Brings a frame to the engine, and what was gathered before it. */
    void send(Frame frame) {
        synchronized (this) {
            add(frame);
            hand();
        }
        door.serve(Caller.APPLICATION);
    }

    /** Brings a frame to the engine, at the latest in a millisecond or two. */
    void sendSoon(Frame frame) {
        long now = nanoTime.getAsLong();
        synchronized (this) {
            boolean burst = now - lastNanos < BURST_NANOS;
            lastNanos = now;
            add(frame);
            if (burst && frames.size() < MOST_FRAMES && bytes < MOST_BYTES) {
                remind();
                return;
            }
            hand();
        }
        door.serve(Caller.APPLICATION);
    }

    /** Brings what was gathered. */
    void flush() {
        flush(Caller.APPLICATION);
    }

    private void flush(Caller caller) {
        synchronized (this) {
            if (frames.isEmpty()) {
                return;
            }
            hand();
        }
        door.serve(caller);
    }

    private void remind() {
        if (!reminded.get() && reminded.compareAndSet(false, true)) {
            door.remind(this::late);
        }
    }

    /** On the broker's thread. */
    private void late() {
        reminded.set(false);
        flush(Caller.BROKER);
    }

    private void add(Frame frame) {
        frames.add(frame);
        bytes += weight(frame);
    }

    private void hand() {
        door.enqueue(new Input.Frames(connection, frames, bytes));
        frames = new ArrayList<>();
        bytes = 0;
    }

    private static int weight(Frame frame) {
        return frame instanceof ProducerFrame.Send send
                ? send.message().size()
                : frame instanceof ProducerFrame.StorePart part ? part.bytes().remaining() : 0;
    }
}
