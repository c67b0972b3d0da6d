package io.angarium.jms.link;

import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A listener that keeps what it is told and notices if two threads call it at a time. */
final class Recorder implements LinkListener {
    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();
    private final List<LinkException> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicBoolean inside = new AtomicBoolean();
    private final Consumer<Frame> reaction;
    private volatile boolean overlapped;

    Recorder() {
        this(frame -> {});
    }

    /** @param reaction what it does on each frame, on the thread that reads */
    Recorder(Consumer<Frame> reaction) {
        this.reaction = reaction;
    }

    @Override
    public void frame(Frame frame) {
        enter();
        if (frame instanceof ReplyFrame reply) {
            answered.add(reply.correlation());
        } else {
            frames.add(frame);
        }
        try {
            reaction.accept(frame);
        } finally {
            inside.set(false);
        }
    }

    @Override
    public void endOfBatch() {
        enter();
        batches.incrementAndGet();
        inside.set(false);
    }

    @Override
    public void broken(LinkException cause) {
        enter();
        ends.add(cause);
        inside.set(false);
    }

    /** Whether the reply to a request has come; forgets it. */
    boolean answered(int correlation) {
        return answered.contains(correlation);
    }

    void forget(int correlation) {
        answered.remove(correlation);
    }

    /** What came in, but for replies. */
    List<Frame> frames() {
        return frames;
    }

    int batches() {
        return batches.get();
    }

    /** How often it was told that the link is gone. */
    int endings() {
        return ends.size();
    }

    Optional<LinkException> end() {
        return ends.stream().findFirst();
    }

    boolean overlapped() {
        return overlapped;
    }

    private void enter() {
        if (!inside.compareAndSet(false, true)) {
            overlapped = true;
        }
    }
}
