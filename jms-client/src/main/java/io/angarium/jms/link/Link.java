package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One open conversation with a broker: frames out, frames in, in order. The narrow waist of the client: the socket link and the in-VM
 * link implement it, the reconnecting link decorates it.
 *
 * <p>Any thread may call any method. Incoming frames go to the {@link LinkListener} one at a time and in order, on whichever thread
 * reads: a thread inside {@link #await} or a stand-by reader.
 */
public interface Link extends AutoCloseable {

    /** The broker's answer to the handshake. */
    ConnectionFrame.Welcome welcome();

    /**
     * Sends a frame now: when it returns, the bytes have been given to the operating system (or to the engine's inbox).
     *
     * @throws LinkException if the link is closed or broken
     */
    void send(Frame frame);

    /**
     * Sends a frame now whose effect the caller awaits next: as {@link #send}, but it may be left to a thread that is just writing, so that many that
     * send at once are one write.
     *
     * @throws LinkException if the link is closed or broken
     */
    default void sendAwaited(Frame frame) {
        send(frame);
    }

    /**
     * Sends a frame soon: it may wait for company until the next {@link #send}, {@link #flush} or {@link #await} of any thread, but
     * never longer than a millisecond or so.
     *
     * @throws LinkException if the link is closed or broken
     */
    void sendSoon(Frame frame);

    /** Sends what {@link #sendSoon} has gathered. */
    void flush();

    /**
     * Waits until a condition holds that the {@link LinkListener} or another thread makes true; the caller may read frames for all
     * meanwhile. Whoever makes the condition true on another thread calls {@link #wake}.
     *
     * @param condition cheap, free of side effects and of locks that are held around calls of this link, reads volatile state only;
     *     asked again after each batch of frames, on the calling thread or the one that reads
     * @param deadlineNanos value of {@link System#nanoTime} at which to give up, {@link Long#MAX_VALUE} for never
     * @return whether the condition holds; false after the deadline
     * @throws LinkException if the link is closed or breaks while the condition does not hold
     * @throws InterruptedException if the calling thread is interrupted; the link is unharmed
     */
    boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException;

    /**
     * Says whether deliveries are awaited by message listeners or completion listeners, that is by no thread inside {@link #await}. Then
     * frames are read at once at all times; else reading is left to callers first, which makes their round trips faster, and what comes
     * in while no caller waits may be read some milliseconds late.
     */
    default void prefersPush(boolean push) {}

    /** What keeps this link from its broker at the moment, in one line; null if nothing does. */
    default @Nullable String trouble() {
        return null;
    }

    /** Whether what it travels over is this link's alone from now on; false, and nothing happens, if others use it. */
    default boolean claim() {
        return true;
    }

    /** Nobody waits for the reply with this correlation any more: a link that repeats requests does not repeat that one. */
    default void abandon(int correlation) {}

    /** Makes all threads inside {@link #await} look at their conditions again. */
    void wake();

    /** Says goodbye, sends what was gathered, waits briefly for the broker's goodbye, and closes. Idempotent. */
    @Override
    void close();
}
