package io.angarium.server.vm;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.server.engine.Identity;
import io.angarium.server.host.Caller;
import io.angarium.server.host.EngineHost;
import io.angarium.server.host.Input;
import io.angarium.server.host.Outlet;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A link inside the JVM. A sender's thread brings its frame to the engine and may run it. What comes back is queued in order and handed to the
 * listener by whoever ended the round, one thread at a time, when the engine is free again; that thread holds nothing, so the listener may send.
 */
final class VmLink implements Link {
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EngineHost host;
    private final String name;
    private final long number;
    private final LinkListener listener;
    private final Release release;
    private final Gathering gathering;
    private final Queue<Round> incoming = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean delivering = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Waiters waiters =
            new Waiters(System::nanoTime, Runtime.getRuntime().availableProcessors());
    private volatile ConnectionFrame.@Nullable Welcome welcome;
    private volatile @Nullable LinkException broken;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean saidGoodbye;
    private volatile @Nullable Thread deliverer;
    /** Bytes of parts of bodies that were handed on; the deliverer's. */
    private long partsTaken;

    private record Round(List<Frame> frames) {}

    /** Hears that the link has ended, once. */
    interface Release {
        /** Ended by the broker, on one of its threads, which must not be kept; or else by the client. */
        void released(boolean byBroker);
    }

    /**
     * @param name the broker's name, for messages
     * @param release told when the link has ended for any reason
     */
    VmLink(EngineHost host, String name, LinkListener listener, Release release) {
        this.host = host;
        this.name = name;
        this.number = host.newConnection();
        this.listener = listener;
        this.release = release;
        this.gathering = new Gathering(host, number, System::nanoTime);
    }

    /** Says hello and waits for the welcome. */
    void open(ConnectionFrame.Hello hello, Identity identity, long deadlineNanos) {
        host.submit(new Input.Connected(number, new Incoming(), hello, identity), Caller.APPLICATION);
        boolean answered = false;
        try {
            answered = await(() -> welcome != null, deadlineNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException(null, this + ": interrupted while connecting", e);
        } finally {
            if (!answered) {
                close();
            }
        }
        if (!answered) {
            throw new LinkException(ErrorCode.TIMEOUT, this + ": the broker did not answer in time", null);
        }
    }

    @Override
    public ConnectionFrame.Welcome welcome() {
        ConnectionFrame.Welcome answer = welcome;
        if (answer == null) {
            throw new IllegalStateException("no welcome yet");
        }
        return answer;
    }

    @Override
    public void send(Frame frame) {
        check();
        gathering.send(frame);
    }

    @Override
    public void sendSoon(Frame frame) {
        check();
        gathering.sendSoon(frame);
    }

    @Override
    public void flush() {
        gathering.flush();
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        gathering.flush();
        boolean holds = waiters.await(() -> condition.getAsBoolean() || over(), deadlineNanos);
        if (holds && !condition.getAsBoolean()) {
            check();
        }
        return holds;
    }

    @Override
    public void wake() {
        waiters.wake();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        waiters.wake();
        if (!saidGoodbye) {
            gathering.send(new ConnectionFrame.Goodbye(null, ""));
            awaitGoodbye();
        }
        host.submit(new Input.Disconnected(number), Caller.APPLICATION);
        end(false);
    }

    @Override
    public String toString() {
        return "vm://" + name;
    }

    /** What the engine says to the client. */
    private final class Incoming implements Outlet {
        @Override
        public void offer(List<Frame> frames, boolean last) {
            incoming.add(new Round(frames));
        }

        @Override
        public void flush() {
            deliver();
        }

        @Override
        public String toString() {
            return VmLink.this.toString();
        }
    }

    /** Hands on what has come in, unless another thread is at it. */
    private void deliver() {
        while (!incoming.isEmpty() && delivering.compareAndSet(false, true)) {
            deliverer = Thread.currentThread();
            long parts = 0;
            try {
                deliverQueued();
            } finally {
                parts = partsTaken;
                partsTaken = 0;
                deliverer = null;
                delivering.set(false);
            }
            waiters.wake();
            if (parts > 0) {
                host.submit(new Input.PartsWritten(number, parts), Caller.APPLICATION);
            }
        }
    }

    private void deliverQueued() {
        boolean any = false;
        for (Round round = incoming.poll(); round != null; round = incoming.poll()) {
            for (Frame frame : round.frames()) {
                any |= take(frame);
            }
        }
        if (any) {
            listener.endOfBatch();
        }
    }

    /** True if the listener was given something. */
    private boolean take(Frame frame) {
        if (frame instanceof ConnectionFrame.Welcome answer) {
            welcome = answer;
            return false;
        }
        if (frame instanceof ConnectionFrame.Goodbye goodbye) {
            goodbye(goodbye);
            return false;
        }
        if (frame instanceof ReplyFrame.Part part) {
            partsTaken += part.bytes().remaining();
        }
        listener.frame(frame);
        return true;
    }

    private void goodbye(ConnectionFrame.Goodbye goodbye) {
        saidGoodbye = true;
        if (closing.get()) {
            return;
        }
        LinkException cause = new LinkException(goodbye.code(), this + ": " + goodbye.reason(), null);
        broken = cause;
        if (welcome != null) {
            listener.broken(cause);
        }
        end(true);
    }

    /** Not from within the listener: the goodbye would come through it. */
    private void awaitGoodbye() {
        if (deliverer == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + CLOSE_NANOS;
        boolean done = false;
        while (!done) {
            try {
                waiters.await(() -> saidGoodbye, deadline);
                done = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean over() {
        return broken != null || closing.get();
    }

    private void check() {
        LinkException cause = broken;
        if (cause != null) {
            throw new LinkException(cause.code(), String.valueOf(cause.getMessage()), cause);
        }
        if (closing.get()) {
            throw new LinkException(null, this + ": the connection is closed", null);
        }
    }

    private void end(boolean byBroker) {
        if (ended.compareAndSet(false, true)) {
            waiters.wake();
            release.released(byBroker);
        }
    }
}
