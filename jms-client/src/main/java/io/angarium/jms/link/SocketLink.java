package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.WireException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A link over a socket, which it may share with others: one conversation, with its own beginning and end. Callers write their own frames and read for all
 * links of the socket while they wait, see {@link LinkSocket}.
 */
final class SocketLink implements Link {
    private final LinkSocket socket;
    private final int number;
    private final LinkListener listener;

    private final AtomicReference<@Nullable LinkException> end = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    /** What the broker said to the hello; set once, by the thread that reads. */
    private volatile @Nullable Frame answer;
    /** Something has been passed on since the last end of a batch; owned by the thread that reads. */
    private boolean touched;

    /**
     * @param number of the conversation on that socket
     * @param answer to its hello, null if that is to come
     */
    SocketLink(LinkSocket socket, int number, LinkListener listener, ConnectionFrame.@Nullable Welcome answer) {
        this.socket = socket;
        this.number = number;
        this.listener = listener;
        this.answer = answer;
    }

    LinkSocket socket() {
        return socket;
    }

    int number() {
        return number;
    }

    @Override
    public ConnectionFrame.Welcome welcome() {
        if (answer instanceof ConnectionFrame.Welcome welcome) {
            return welcome;
        }
        throw new IllegalStateException("not welcome");
    }

    @Override
    public void send(Frame frame) {
        if (socket.role().heldByCaller()) {
            sendSoon(frame);
            return;
        }
        checkOpen();
        try {
            socket.writer().send(number, frame);
        } catch (IOException e) {
            throw writeFailed(e);
        }
    }

    @Override
    public void sendAwaited(Frame frame) {
        if (socket.role().heldByCaller()) {
            sendSoon(frame);
            return;
        }
        checkOpen();
        try {
            socket.writer().leave(number, frame);
        } catch (IOException e) {
            throw writeFailed(e);
        }
    }

    @Override
    public void sendSoon(Frame frame) {
        if (socket.role().heldByCaller()) {
            socket.writer().post(number, frame);
        } else {
            checkOpen();
            try {
                socket.writer().gather(number, frame);
            } catch (IOException e) {
                throw writeFailed(e);
            }
        }
        socket.hurry();
    }

    @Override
    public void flush() {
        checkOpen();
        try {
            socket.writer().flush();
        } catch (IOException e) {
            throw writeFailed(e);
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        checkOpen();
        try {
            socket.writer().leave();
        } catch (IOException e) {
            throw writeFailed(e);
        }
        boolean inTime = socket.role().await(() -> condition.getAsBoolean() || isOver(), deadlineNanos);
        if (inTime && !condition.getAsBoolean()) {
            checkOpen();
        }
        return inTime;
    }

    @Override
    public void wake() {
        socket.role().wake();
    }

    @Override
    public void prefersPush(boolean push) {
        socket.prefersPush(this, push);
    }

    @Override
    public boolean claim() {
        return socket.claim(this);
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            socket.part(this);
        }
    }

    @Override
    public String toString() {
        return "link to " + socket.name();
    }

    // The handshake on a socket that others use too.

    /** Waits until the broker has answered, or the socket has ended. */
    boolean awaitAnswer(long deadlineNanos) throws InterruptedException {
        return socket.role().await(() -> answer != null || hasEnded(), deadlineNanos);
    }

    /**
     * Looks at the answer.
     *
     * @return whether there is one; if not, the socket has ended
     * @throws LinkException if it is a refusal
     */
    boolean isAnswered(ConnectionFrame.Hello hello) {
        Frame said = answer;
        return said != null && Handshake.welcome(socket.name(), hello, said) == said;
    }

    /** Leaves without waiting for the broker, who may still answer. */
    void giveUp() {
        closing.set(true);
        socket.leave(this);
    }

    // What the thread that reads calls.

    /** Takes a frame; returns whether it is the first of this batch. */
    boolean take(Frame frame) {
        if (hasEnded()) {
            return false;
        }
        if (answer == null) {
            throw new WireException("a " + frame.getClass().getSimpleName() + " frame before the answer to the hello");
        }
        boolean first = !touched;
        touched = true;
        listener.frame(frame);
        return first;
    }

    /** Takes a frame as the answer to its hello; false if it has one. */
    boolean takeAnswer(ConnectionFrame frame) {
        if (answer != null) {
            return false;
        }
        answer = frame;
        return true;
    }

    void endOfBatch() {
        if (touched) {
            touched = false;
            listener.endOfBatch();
        }
    }

    /** Tells the listener of the end, unless the client wanted it or never had the link. */
    void tellEnd() {
        LinkException cause = end.get();
        if (cause != null && answer instanceof ConnectionFrame.Welcome && !closing.get()) {
            listener.broken(cause);
        }
    }

    // The end.

    /** The first call ends the link; if the client is closing it, for that reason. */
    void end(LinkException reason) {
        end.compareAndSet(null, closing.get() ? socket.closed() : reason);
    }

    /** Whether nothing comes in any more. */
    boolean hasEnded() {
        return end.get() != null;
    }

    private boolean isOver() {
        return closing.get() || hasEnded();
    }

    private void checkOpen() {
        LinkException cause = end.get();
        if (cause != null) {
            throw new LinkException(cause.code(), String.valueOf(cause.getMessage()), cause);
        }
        if (closing.get()) {
            throw socket.closed();
        }
    }

    private LinkException writeFailed(IOException e) {
        LinkException lost = socket.writeFailed(e);
        checkOpen();
        return lost;
    }
}
