package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The parts of bodies that one connection has asked for. Owner: {@link PartReader}. */
final class PartFlow {
    /** A part that is wanted. */
    record Wanted(BodyPart part, ConnectionState connection, int correlation) {}

    private final Deque<Wanted> waiting = new ArrayDeque<>(0);
    private @Nullable MessageRef last;
    private long out;
    private int unanswered;

    /** Whether a message with a body is in a queue or subscription: most often where it was for the part before. */
    boolean finds(LargeBody body, MessageQueue queue) {
        MessageRef found = last;
        if (found == null
                || found.state() == MessageRef.State.GONE
                || found.queue() != queue
                || found.stored().largeBody() != body) {
            found = body.in(queue);
            last = found;
        }
        return found != null;
    }

    /** How many it has asked for and not been given. */
    int unanswered() {
        return unanswered;
    }

    void want(Wanted wanted) {
        waiting.addLast(wanted);
        unanswered++;
    }

    /** The next one that has not been begun, or null. */
    @Nullable
    Wanted next() {
        return waiting.peekFirst();
    }

    /** The next one is being read from now on, and so in memory until it has been written to its client. */
    void begin() {
        out += waiting.removeFirst().part().size();
    }

    void answered() {
        unanswered--;
    }

    /** Some of it is in memory no more; returns how much. */
    long written(long bytes) {
        long less = Math.min(bytes, out);
        out -= less;
        return less;
    }

    /** The connection is gone: nothing is wanted any more. Returns how much of it was in memory. */
    long end() {
        waiting.clear();
        return written(out);
    }

    /** How many bytes for it are being read, or wait for a client that has not taken them yet. */
    long out() {
        return out;
    }
}
