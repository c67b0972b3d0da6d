package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.WireException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A link over a stream socket. A {@code java.net.Socket}, as an interrupt of one of its users must not close it for the others.
 *
 * <p>Callers write their own frames ({@link FrameWriter}); whoever waits reads for all ({@link ReaderRole}); the shared
 * {@link LinkTimer} sees to heartbeats and forgotten flushes. The first failure ends the link for all: it closes the socket, which wakes
 * whoever reads or writes, and the stand-by reader reports it to the listener when nobody reads any more.
 */
final class SocketLink implements Link, ReaderRole.Source, LinkTimer.Task {
    /** How long {@link #close} waits for the broker to say goodbye, in nanoseconds. */
    static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = System.getLogger(SocketLink.class.getName());
    private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long NUDGE_TOKEN = 0x6E75_6467_65L;

    private final SocketPeer peer;
    private final ConnectionFrame.Welcome welcome;
    private final LinkListener listener;
    private final LinkTimer timer;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Heartbeat heartbeat;
    private final ReaderRole role;

    private final AtomicReference<@Nullable LinkException> end = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean nudged = new AtomicBoolean();
    private volatile long closeDeadline = Long.MAX_VALUE;
    private volatile long lastRead = System.nanoTime();
    /** Owned by the holder of the reader role. */
    private int timeoutMillis = -1;

    /**
     * @param peer connected
     * @param handshake completed on it
     * @param listener takes what comes in
     * @param timer looks after the link
     */
    SocketLink(SocketPeer peer, Handshake handshake, LinkListener listener, LinkTimer timer) {
        this.peer = peer;
        this.welcome = handshake.welcome();
        this.listener = listener;
        this.timer = timer;
        this.reader = handshake.reader();
        this.writer = new FrameWriter(peer.out(), welcome.maxFrameBytes(), System::nanoTime);
        this.heartbeat = new Heartbeat(handshake.hello().heartbeatMillis(), welcome.heartbeatMillis());
        this.role = new ReaderRole(this, peer.readsCanTimeOut(), peer.name());
    }

    /** Starts the stand-by reader and the heartbeats. */
    void start() {
        role.start();
        timer.add(this);
        if (ended()) {
            timer.remove(this);
        }
    }

    @Override
    public ConnectionFrame.Welcome welcome() {
        return welcome;
    }

    @Override
    public void send(Frame frame) {
        if (role.heldByCaller()) {
            sendSoon(frame);
            return;
        }
        checkOpen();
        try {
            writer.send(frame);
        } catch (IOException e) {
            throw writeFailed(e);
        }
    }

    @Override
    public void sendSoon(Frame frame) {
        if (role.heldByCaller()) {
            writer.post(frame);
        } else {
            checkOpen();
            try {
                writer.gather(frame);
            } catch (IOException e) {
                throw writeFailed(e);
            }
        }
        timer.hurry();
    }

    @Override
    public void flush() {
        checkOpen();
        try {
            writer.flush();
        } catch (IOException e) {
            throw writeFailed(e);
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        flush();
        return role.await(condition, deadlineNanos);
    }

    @Override
    public void wake() {
        role.wake();
    }

    @Override
    public void prefersPush(boolean push) {
        role.prefersPush(push);
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        if (!ended() && !role.heldByCaller()) {
            role.refuse(closed());
            sayGoodbye();
        }
        end(closed());
    }

    @Override
    public String toString() {
        return "link to " + peer.name();
    }

    // What the reader role calls.

    @Override
    public boolean read(int timeout) {
        try {
            if (dispatch()) {
                return true;
            }
            if (timeout != timeoutMillis) {
                peer.readTimeout(timeout);
                timeoutMillis = timeout;
            }
            if (!reader.fill()) {
                end(broken(
                        reader.midFrame()
                                ? "it was cut in the middle of a frame"
                                : "the broker closed it without a word",
                        null));
                return false;
            }
            lastRead = System.nanoTime();
            dispatch();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            end(broken(String.valueOf(e.getMessage()), e));
        } catch (WireException e) {
            end(new LinkException(
                    ErrorCode.PROTOCOL, "broker " + peer.name() + " broke the protocol: " + e.getMessage(), e));
        } catch (LinkException e) {
            end(e);
        } catch (RuntimeException | Error e) {
            end(new LinkException(
                    ErrorCode.INTERNAL, "the client failed on a frame of broker " + peer.name() + ": " + e, e));
        }
        return false;
    }

    @Override
    public boolean ended() {
        return end.get() != null;
    }

    @Override
    public void finished() {
        LinkException cause = end.get();
        if (cause != null && !closing.get()) {
            listener.broken(cause);
        }
    }

    @Override
    public void nudge() {
        if (nudged.compareAndSet(false, true)) {
            writer.post(new ConnectionFrame.Ping(NUDGE_TOKEN));
            writeInBackground();
        }
    }

    /** Passes on the frames that are there; returns whether there was one. */
    private boolean dispatch() {
        boolean any = false;
        boolean passed = false;
        for (Frame frame = reader.next(); frame != null && !ended(); frame = reader.next()) {
            any = true;
            if (frame instanceof ConnectionFrame own) {
                take(own);
            } else {
                passed = true;
                listener.frame(frame);
            }
        }
        if (passed) {
            listener.endOfBatch();
        }
        return any;
    }

    private void take(ConnectionFrame frame) {
        if (frame instanceof ConnectionFrame.Ping ping) {
            writer.post(new ConnectionFrame.Pong(ping.token()));
            timer.hurry();
        } else if (frame instanceof ConnectionFrame.Pong pong) {
            if (pong.token() == NUDGE_TOKEN) {
                nudged.set(false);
            }
        } else if (frame instanceof ConnectionFrame.Goodbye goodbye) {
            String why = goodbye.reason().isEmpty() ? "" : ": " + goodbye.reason();
            end(new LinkException(goodbye.code(), "broker " + peer.name() + " ended the connection" + why, null));
        } else {
            throw new WireException("a " + frame.getClass().getSimpleName() + " frame in the middle of a conversation");
        }
    }

    // What the timer calls, and the writes that no caller waits for.

    @Override
    public long tick(long now) {
        if (now - closeDeadline >= 0 && closing.get()) {
            peer.abort();
        }
        if (heartbeat.dead(now, lastRead)) {
            String silence = String.format("%.1f s", (now - lastRead) / 1e9);
            end(new LinkException(ErrorCode.TIMEOUT, "broker " + peer.name() + " was silent for " + silence, null));
        }
        if ((writer.owes() || heartbeat.pingDue(now, writer.lastWritten())) && !writer.busy()) {
            writeInBackground();
        }
        boolean gathering = writer.owes() || now - writer.lastGathered() < GATHERING_NANOS;
        long pause = gathering ? LinkTimer.FAST_NANOS : heartbeat.pause();
        return closing.get() ? Math.min(pause, GOODBYE_NANOS / 20) : pause;
    }

    private void writeInBackground() {
        if (writing.compareAndSet(false, true)) {
            LinkThreads.WRITER.execute(this::writeWhatIsDue);
        }
    }

    private void writeWhatIsDue() {
        try {
            if (heartbeat.pingDue(System.nanoTime(), writer.lastWritten())) {
                writer.send(new ConnectionFrame.Ping(0));
            } else {
                writer.flush();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a write in the background ended the link", writeFailed(e));
        } finally {
            writing.set(false);
        }
    }

    // The end.

    private void checkOpen() {
        LinkException cause = end.get();
        if (cause != null) {
            throw again(cause);
        }
        if (closing.get()) {
            throw closed();
        }
    }

    /** Ends the link after a failed write; the broker may have said why before it closed, so what it sent is read first. */
    private LinkException writeFailed(IOException e) {
        LinkException lost = broken(String.valueOf(e.getMessage()), e);
        if (!role.heldByCaller()) {
            try {
                role.await(this::ended, System.nanoTime() + LAST_WORDS_NANOS);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            } catch (LinkException ending) {
                LOG.log(Level.DEBUG, "closed while a write failed", ending);
            }
        }
        end(lost);
        LinkException cause = end.get();
        return cause == null ? lost : again(cause);
    }

    private void sayGoodbye() {
        closeDeadline = System.nanoTime() + GOODBYE_NANOS;
        timer.hurry();
        try {
            writer.send(new ConnectionFrame.Goodbye(null, ""));
            if (!ended.await(closeDeadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, "broker {0} did not say goodbye", peer.name());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "broker " + peer.name() + " was gone before the goodbye", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first call ends the link; if the client is closing it, for that reason. */
    private void end(LinkException reason) {
        LinkException cause = closing.get() ? closed() : reason;
        if (end.compareAndSet(null, cause)) {
            peer.abort();
            timer.remove(this);
            role.refuse(cause);
            ended.countDown();
        }
    }

    private LinkException closed() {
        return new LinkException(null, "the connection to broker " + peer.name() + " is closed", null);
    }

    private LinkException broken(String why, @Nullable Throwable cause) {
        return new LinkException(null, "the connection to broker " + peer.name() + " broke: " + why, cause);
    }

    private static LinkException again(LinkException cause) {
        return new LinkException(cause.code(), String.valueOf(cause.getMessage()), cause);
    }
}
