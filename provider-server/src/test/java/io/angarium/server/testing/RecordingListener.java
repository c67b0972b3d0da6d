package io.angarium.server.testing;

import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Keeps what comes in, and notices calls that overlap. Any thread may ask. */
public final class RecordingListener implements LinkListener {
    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final AtomicBoolean inside = new AtomicBoolean();
    private volatile boolean overlapped;
    private volatile long confirmed;
    private volatile @Nullable LinkException broken;

    @Override
    public void frame(Frame frame) {
        enter();
        frames.add(frame);
        if (frame instanceof ProducerFrame.Confirmed upTo) {
            confirmed = upTo.upTo();
        }
        inside.set(false);
    }

    @Override
    public void endOfBatch() {
        enter();
        inside.set(false);
    }

    @Override
    public void broken(LinkException cause) {
        enter();
        broken = cause;
        inside.set(false);
    }

    /** Highest confirmed sequence. */
    public long confirmed() {
        return confirmed;
    }

    /** How many frames of a type have come. */
    public long count(Class<? extends Frame> type) {
        return frames.stream().filter(type::isInstance).count();
    }

    /** All frames so far. */
    public List<Frame> frames() {
        return frames;
    }

    /** Why the link broke, or null. */
    public @Nullable LinkException broken() {
        return broken;
    }

    /** Whether two calls were ever made at once. */
    public boolean overlapped() {
        return overlapped;
    }

    private void enter() {
        if (!inside.compareAndSet(false, true)) {
            overlapped = true;
        }
    }
}
