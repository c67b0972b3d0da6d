package io.angarium.server.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much waits for one socket, and which of its conversations are to be told when that has become little. The engine's holder asks before each delivery, so that
 * all conversations together exceed {@code full} by one message at most; the socket's loop counts down.
 *
 * <p>Those who were refused are the only mark there is, and whoever adds one has the loop look afterwards ({@link Outflow#flush}): whatever the loop has written and
 * looked at in between, nobody is forgotten.
 */
final class FillLevel {
    private final long full;
    private final AtomicLong waiting = new AtomicLong();
    /** Those who got nothing since they were told last; they are told first, or one with much would take all the room each time. */
    private final Queue<Conversation> hungry = new ConcurrentLinkedQueue<>();

    private final Queue<Conversation> refused = new ConcurrentLinkedQueue<>();
    private long promised; // the engine's holder's
    private volatile long largest; // delivery that was admitted; written by the engine's holder

    /** @param full from so many bytes on nothing more is delivered */
    FillLevel(long full) {
        this.full = full;
    }

    /** Whether a delivery may come; then it counts from now on, and has to be offered. Engine's holder. */
    boolean admits(long bytes) {
        if (waiting.get() + promised >= full) {
            return false;
        }
        promised += bytes;
        if (bytes > largest) {
            largest = bytes;
        }
        return true;
    }

    /** It is to be told when half of it has gone: the loop has to look after this. Engine's holder. */
    void refuse(Conversation conversation) {
        (conversation.wasServed() ? refused : hungry).add(conversation);
    }

    /**
     * Something waits. Engine's holder, or the loop where nothing of it was promised.
     *
     * @param wasPromised how much of it {@link #admits} has counted
     */
    void offered(long bytes, long wasPromised) {
        waiting.addAndGet(bytes);
        if (wasPromised > 0) { // only the engine's holder may touch it
            promised = Math.max(0, promised - wasPromised);
        }
    }

    /** So much waits no more. Loop thread. */
    void left(long bytes) {
        if (bytes > 0) {
            waiting.addAndGet(-bytes);
        }
    }

    /** How much waits. Any thread. */
    long waiting() {
        return waiting.get();
    }

    /** Whether more waits than may, but for one delivery, which may be larger than all that. Any thread. */
    boolean exceeds(long most) {
        return waiting.get() - largest > most;
    }

    /** Whether somebody is to be told. Any thread. */
    boolean hasRefused() {
        return !refused.isEmpty() || !hungry.isEmpty();
    }

    /** One who is to be told now that little waits, and is not known here any more; null if there is nobody, or too much waits yet. Loop thread. */
    @Nullable
    Conversation nextToTell() {
        if (waiting.get() > full / 2) {
            return null;
        }
        Conversation first = hungry.poll();
        return first != null ? first : refused.poll();
    }
}
