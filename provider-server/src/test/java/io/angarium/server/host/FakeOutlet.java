package io.angarium.server.host;

import io.angarium.wire.Frame;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is given; a frame counts as written when it was flushed. */
final class FakeOutlet implements Outlet {
    private final Queue<Frame> offered = new ConcurrentLinkedQueue<>();
    private final List<Frame> written = new CopyOnWriteArrayList<>();
    private volatile boolean last;
    private volatile Runnable onFlush = () -> {};

    void onFlush(Runnable action) {
        onFlush = action;
    }

    List<Frame> written() {
        return written;
    }

    boolean ended() {
        return last;
    }

    @Override
    public void offer(List<Frame> frames, boolean isLast) {
        offered.addAll(frames);
        last |= isLast;
    }

    @Override
    public synchronized void flush() {
        for (Frame frame = offered.poll(); frame != null; frame = offered.poll()) {
            written.add(frame);
        }
        onFlush.run();
    }
}
