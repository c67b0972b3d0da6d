package io.angarium.jms.reconnect;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.WireException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A link that connects again when it breaks. Its listener learns of the loss and of the return, and else sees one conversation without a
 * gap. States and what becomes of what: {@code docs/adr/0010-reconnecting.md}.
 *
 * <p>Senders hold {@link #switching} for reading while they remember and write a frame, so that each frame is written to one link or
 * repeated on the next, never lost between them; the thread that connects holds it for writing while it restores.
 */
public final class ReconnectingLink implements Link {
    private static final Logger LOG = System.getLogger(ReconnectingLink.class.getName());

    /** Refusals that another try would repeat, and ends that repeating would bring about again. */
    private static final Set<ErrorCode> FINAL = EnumSet.of(
            ErrorCode.AUTHENTICATION,
            ErrorCode.NOT_AUTHORIZED,
            ErrorCode.INVALID_CLIENT_ID,
            ErrorCode.VERSION,
            ErrorCode.PROTOCOL);

    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LinkSource source;
    private final ConnectionFrame.Hello hello;
    private final LinkListener listener;
    private final ReconnectSettings settings;
    private final Surroundings surroundings;
    private final Conversation conversation;
    private final Backoff backoff;
    private final ReentrantReadWriteLock switching = new ReentrantReadWriteLock();
    private final Object changes = new Object();

    private volatile @Nullable Link link; // set under the write lock
    private volatile ConnectionFrame.@Nullable Welcome welcome;
    private volatile @Nullable LinkException end; // set under changes
    private volatile @Nullable LinkException trouble;
    private volatile boolean push;
    private volatile int waiting; // changed under changes
    private long losses; // guarded by switching
    private volatile long connectedAt;

    private ReconnectingLink(
            LinkSource source,
            ConnectionFrame.Hello hello,
            LinkListener listener,
            ReconnectSettings settings,
            Surroundings surroundings) {
        this.source = source;
        this.hello = hello;
        this.listener = listener;
        this.settings = settings;
        this.surroundings = surroundings;
        this.conversation = new Conversation(hello.clientId(), surroundings.nanoClock());
        this.backoff = new Backoff(settings.capNanos(), surroundings.random());
    }

    /**
     * Connects for the first time, waiting for a broker as long as the settings say.
     *
     * @throws LinkException if there was none in time, with what the last try has found at each address
     */
    public static Link open(
            LinkSource source, ConnectionFrame.Hello hello, LinkListener listener, ReconnectSettings settings) {
        return open(source, hello, listener, settings, Surroundings.REAL);
    }

    static ReconnectingLink open(
            LinkSource source,
            ConnectionFrame.Hello hello,
            LinkListener listener,
            ReconnectSettings settings,
            Surroundings surroundings) {
        ReconnectingLink link = new ReconnectingLink(source, hello, listener, settings, surroundings);
        try {
            link.connect(settings.startNanos(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException(null, "interrupted while waiting for a broker", e);
        }
        return link;
    }

    /** Takes what comes from one of the links, until that is lost. */
    private final class Leg implements LinkListener {
        private volatile @Nullable LinkException broken;

        @Override
        public void frame(Frame frame) {
            if (frame instanceof ReplyFrame reply && reply.correlation() < 0) {
                Frame told = Conversation.restored(reply);
                if (told != null) {
                    listener.frame(conversation.receives(told));
                }
            } else if (frame instanceof ConsumerFrame.Deliver) {
                listener.frame(frame);
            } else {
                listener.frame(conversation.receives(frame));
            }
        }

        @Override
        public void endOfBatch() {
            listener.endOfBatch();
        }

        @Override
        public void broken(LinkException cause) {
            broken = cause;
            begin(this, cause);
        }
    }

    private volatile @Nullable Leg leg;

    // -- connecting

    /** Tries until it works, time is over, or no other try would help. */
    private void connect(long nanos, boolean first) throws InterruptedException {
        long begin = surroundings.nanoClock().getAsLong();
        while (end == null) {
            Leg next = new Leg();
            try {
                establish(next, source.open(helloAgain(), next));
                return;
            } catch (LinkException e) {
                trouble = e;
                long pause = backoff.next();
                boolean late =
                        nanos != Long.MAX_VALUE && surroundings.nanoClock().getAsLong() - begin + pause > nanos;
                if (late || isFinal(e, first)) {
                    throw e;
                }
                LOG.log(
                        first && pause > settings.capNanos() / 2 ? Level.INFO : Level.DEBUG,
                        "trying again: {0}",
                        e.getMessage());
                awaitEnd(pause);
            }
        }
    }

    /** Waits so long, or until the link is closed. */
    private void awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        synchronized (changes) {
            for (long left = nanos; end == null && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(changes, left);
            }
        }
    }

    private static boolean isFinal(LinkException e, boolean first) {
        return (e.code() != null && FINAL.contains(e.code())) || (first && e.getCause() instanceof WireException);
    }

    private ConnectionFrame.Hello helloAgain() {
        return new ConnectionFrame.Hello(
                hello.minVersion(),
                hello.maxVersion(),
                hello.features(),
                hello.incarnation(),
                conversation.clientId(),
                hello.user(),
                hello.password(),
                hello.product(),
                hello.heartbeatMillis());
    }

    /** Makes a new link the current one, after all that has to precede is written to it. */
    private void establish(Leg next, Link opened) {
        boolean done = false;
        switching.writeLock().lock();
        try {
            ConnectionFrame.Welcome before = welcome;
            opened.prefersPush(push);
            if (before != null) {
                boolean same = before.broker().equals(opened.welcome().broker());
                conversation.restore(losses, same, opened::sendSoon);
                opened.flush();
            }
            if (end != null) {
                throw new LinkException(null, "closed", null);
            }
            welcome = opened.welcome();
            leg = next;
            link = opened;
            connectedAt = surroundings.nanoClock().getAsLong();
            trouble = null;
            if (before != null) {
                listener.restored();
            }
            done = true;
        } finally {
            switching.writeLock().unlock();
            if (!done) {
                opened.close();
            }
        }
        signal();
        LinkException already = next.broken;
        if (already != null) {
            begin(next, already);
        }
    }

    /** Never on the thread that brings the news: it may be in the middle of a send. */
    private void begin(Leg lost, LinkException cause) {
        Thread thread = new Thread(() -> lose(lost, cause), "angarium-reconnect");
        thread.setDaemon(true);
        thread.start();
    }

    private void lose(Leg lost, LinkException cause) {
        switching.writeLock().lock();
        try {
            if (leg != lost || link == null || end != null) {
                return;
            }
            link = null;
            losses++;
            trouble = cause;
        } finally {
            switching.writeLock().unlock();
        }
        if (isFinal(cause, false)) {
            finish(cause);
            return;
        }
        LOG.log(Level.DEBUG, "connection lost: {0}", cause.getMessage());
        List<Frame> last = conversation.lost();
        listener.lost(cause);
        last.forEach(listener::frame);
        listener.endOfBatch();
        signal();
        reconnect();
    }

    private void reconnect() {
        try {
            if (surroundings.nanoClock().getAsLong() - connectedAt > STABLE_NANOS) {
                backoff.reset();
            }
            connect(settings.timeoutNanos(), false);
        } catch (LinkException e) {
            finish(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(new LinkException(null, "interrupted while connecting", e));
        } catch (RuntimeException e) {
            finish(new LinkException(ErrorCode.INTERNAL, "the client failed to restore its connection: " + e, e));
        }
    }

    /** Gives up for good. */
    private void finish(LinkException cause) {
        synchronized (changes) {
            if (end != null) {
                return;
            }
            end = cause;
            changes.notifyAll();
        }
        listener.broken(cause);
    }

    private void signal() {
        synchronized (changes) {
            changes.notifyAll();
        }
    }

    // -- the link

    @Override
    public ConnectionFrame.Welcome welcome() {
        ConnectionFrame.Welcome known = welcome;
        if (known == null) {
            throw new IllegalStateException("not connected yet");
        }
        return known;
    }

    @Override
    public @Nullable String trouble() {
        LinkException last = trouble;
        return last == null ? null : "no connection to a broker: " + last.getMessage();
    }

    @Override
    public void abandon(int correlation) {
        conversation.forget(correlation);
    }

    @Override
    public void send(Frame frame) {
        write(frame, true);
    }

    @Override
    public void sendSoon(Frame frame) {
        write(frame, false);
    }

    private void write(Frame frame, boolean now) {
        switching.readLock().lock();
        try {
            checkOpen();
            if (matters(frame)) {
                conversation.sends(frame);
            }
            Link current = link;
            if (current != null) {
                if (now) {
                    current.send(frame);
                } else {
                    current.sendSoon(frame);
                }
            }
        } catch (WireException e) {
            conversation.withdraws(frame);
            throw e;
        } catch (LinkException e) {
            LinkException over = end;
            if (over != null) {
                throw again(over);
            }
            LOG.log(Level.TRACE, "to be repeated on the next link", e);
        } finally {
            switching.readLock().unlock();
        }
    }

    /** Whether the frame has to be known after a loss: most are not, and cost nothing here. */
    private static boolean matters(Frame frame) {
        if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            return acknowledge.correlation() != 0 || acknowledge.transaction() != 0;
        }
        return !(frame instanceof ConsumerFrame.Credit || frame instanceof ConsumerFrame.HandedOver);
    }

    @Override
    public void flush() {
        checkOpen();
        Link current = link;
        if (current != null) {
            try {
                current.flush();
            } catch (LinkException e) {
                LOG.log(Level.TRACE, "to be repeated on the next link", e);
            }
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        while (true) {
            Link current = link;
            if (current == null) {
                if (!awaitChange(null, condition, deadlineNanos)) {
                    return condition.getAsBoolean();
                }
            } else {
                try {
                    return current.await(condition, deadlineNanos);
                } catch (LinkException e) {
                    if (!awaitChange(current, condition, deadlineNanos)) {
                        return condition.getAsBoolean();
                    }
                }
            }
            if (condition.getAsBoolean()) {
                return true;
            }
        }
    }

    /** Waits until there is another link than this one; false if the time is over. */
    private boolean awaitChange(@Nullable Link from, BooleanSupplier condition, long deadlineNanos)
            throws InterruptedException {
        synchronized (changes) {
            waiting++;
            try {
                while (link == from && !condition.getAsBoolean()) {
                    checkOpen();
                    long left = deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(changes, Math.min(left, TimeUnit.MINUTES.toNanos(1)));
                }
                return true;
            } finally {
                waiting--;
            }
        }
    }

    @Override
    public void prefersPush(boolean wanted) {
        push = wanted;
        Link current = link;
        if (current != null) {
            current.prefersPush(wanted);
        }
    }

    @Override
    public void wake() {
        Link current = link;
        if (current != null) {
            current.wake();
        }
        if (waiting > 0) {
            signal();
        }
    }

    @Override
    public void close() {
        synchronized (changes) {
            if (end == null) {
                end = new LinkException(null, "the connection is closed", null);
            }
            changes.notifyAll();
        }
        Link current = link;
        if (current != null) {
            current.close();
        }
    }

    private void checkOpen() {
        LinkException over = end;
        if (over != null) {
            throw again(over);
        }
    }

    private static LinkException again(LinkException cause) {
        return new LinkException(cause.code(), String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public String toString() {
        return "reconnecting " + link;
    }
}
