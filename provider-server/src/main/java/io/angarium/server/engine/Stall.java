package io.angarium.server.engine;

import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What of one session waits, the first of it for room. Owner: the engine's holder. */
final class Stall {
    private final Deque<Waiting> frames = new ArrayDeque<>();
    private Admission.@Nullable Wait on;
    private long partBytes;

    /**
     * A frame that waits.
     *
     * @param since when it came
     */
    record Waiting(Frame frame, long since) {}

    void add(Frame frame, long now) {
        frames.addLast(new Waiting(frame, now));
        if (frame instanceof ProducerFrame.StorePart part) {
            partBytes += WaitingParts.bytes(part);
        }
    }

    /** How many bytes the parts of bodies among them have. */
    long partBytes() {
        return partBytes;
    }

    /** Whether a part of this body is among them, or word of it. */
    boolean hasPart(int body) {
        for (Waiting waiting : frames) {
            if (waiting.frame() instanceof ProducerFrame.StorePart part && part.body() == body) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    Waiting first() {
        return frames.peekFirst();
    }

    /** Whether a send among them names this body. */
    boolean names(int body) {
        for (Waiting waiting : frames) {
            if (waiting.frame() instanceof ProducerFrame.Send send
                    && send.message().inParts()
                    && send.message().partsBody() == body) {
                return true;
            }
        }
        return false;
    }

    void removeFirst() {
        if (frames.removeFirst().frame() instanceof ProducerFrame.StorePart part) {
            partBytes -= WaitingParts.bytes(part);
        }
    }

    /** What the first one waits for, null for its turn only. */
    void on(Admission.@Nullable Wait wait) {
        if (on != null) {
            Fill.of(on.on()).waiting(-1);
        }
        on = wait;
        if (wait != null) {
            Fill.of(wait.on()).waiting(1);
        }
    }

    /** The queue in which the first one found no room, null if it waits for its turn only. */
    @Nullable
    MessageQueue queue() {
        return on == null ? null : on.on();
    }

    /** When the first one has waited long enough. */
    long until() {
        Waiting first = frames.peekFirst();
        return on == null || first == null ? Long.MAX_VALUE : first.since() + on.patience();
    }
}
