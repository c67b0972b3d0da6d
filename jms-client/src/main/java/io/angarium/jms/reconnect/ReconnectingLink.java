package io.angarium.jms.reconnect;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.WireException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
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

    private final LinkSource source;
    private final ConnectionFrame.Hello hello;
    private final LinkListener listener;
    private final Surroundings surroundings;
    private final Conversation conversation;
    private final CurrentLink current = new CurrentLink();
    private final Tries tries;
    private final ReentrantReadWriteLock switching = new ReentrantReadWriteLock();

    private volatile ConnectionFrame.@Nullable Welcome welcome;
    private volatile @Nullable Link opening; // being restored, by the thread that connects
    private volatile boolean push;
    private final boolean mayShare;
    private volatile boolean shares; // while nothing much comes in; changed under switching
    private @Nullable Leg leg; // guarded by switching
    private long losses; // guarded by switching

    private ReconnectingLink(
            LinkSource source,
            ConnectionFrame.Hello hello,
            LinkListener listener,
            ReconnectSettings settings,
            Surroundings surroundings) {
        this.source = source;
        this.hello = hello;
        this.listener = listener;
        this.surroundings = surroundings;
        conversation = new Conversation(hello.clientId(), surroundings.nanoClock());
        tries = new Tries(settings, surroundings, current);
        mayShare = settings.shares();
        shares = mayShare;
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

    /** The same with time, chance and threads of the caller's. */
    public static Link open(
            LinkSource source,
            ConnectionFrame.Hello hello,
            LinkListener listener,
            ReconnectSettings settings,
            Surroundings surroundings) {
        ReconnectingLink link = new ReconnectingLink(source, hello, listener, settings, surroundings);
        try {
            link.tries.first(link::connect);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException(null, "interrupted while waiting for a broker", e);
        }
        return link;
    }

    // -- connecting

    private void connect() {
        Leg next = new Leg(listener, conversation, this::begin);
        establish(next, source.open(helloAgain(), next));
    }

    private ConnectionFrame.Hello helloAgain() {
        long features = mayShare && !shares ? hello.features() & Features.ALONE : hello.features();
        return new ConnectionFrame.Hello(
                hello.minVersion(),
                hello.maxVersion(),
                features,
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
            opening = opened;
            current.checkOpen();
            ConnectionFrame.Welcome before = welcome;
            if (before != null) {
                ConnectionFrame.Welcome now = opened.welcome();
                boolean same = before.broker().equals(now.broker());
                conversation.restore(losses, same, now.features(), opened::sendSoon);
                opened.flush();
            }
            current.checkOpen();
            boolean lost = before != null && current.get() == null;
            welcome = opened.welcome();
            leg = next;
            current.set(opened);
            done = true;
            opened.prefersPush(push); // now that who changes it sees this link
            if (lost) {
                listener.restored();
            }
        } finally {
            opening = null;
            switching.writeLock().unlock();
            if (!done) {
                opened.close();
            }
        }
        current.signal();
        LinkException already = next.end();
        if (already != null) {
            begin(next, already);
        }
    }

    /** Never on the thread that brings the news: it may be in the middle of a send. */
    private void begin(Leg lost, LinkException cause) {
        surroundings.threads().execute(() -> lose(lost, cause));
    }

    private void lose(Leg lost, LinkException cause) {
        switching.writeLock().lock();
        try {
            if (leg != lost || current.get() == null || current.hasEnded()) {
                return;
            }
            current.lost(cause);
            losses++;
        } finally {
            switching.writeLock().unlock();
        }
        if (Tries.areInVain(cause, false)) {
            finish(cause);
            return;
        }
        reconnect(cause);
    }

    /**
     * Something will come in: from now on over a socket that no others use, if that can be without a loss. To the broker the new link is that of a
     * client which has connected again, so that it hands over the client identifier and ends the shared one; until then that goes on, and goes
     * on for good if there is no other. Who sends meanwhile waits, as nothing may be remembered for a link that was not lost.
     */
    private void goAlone() {
        Link left = null;
        switching.writeLock().lock();
        try {
            if (!shares || current.hasEnded()) {
                return;
            }
            shares = false; // whatever comes of it: it is asked once, and after a loss the next link is its own
            Link shared = current.get();
            if (shared != null && !shared.claim() && conversation.isUnused()) {
                connect();
                left = shared;
            }
        } catch (LinkException e) {
            LOG.log(Level.DEBUG, "stays on a socket with others", e);
        } finally {
            switching.writeLock().unlock();
        }
        if (left != null) {
            left.close();
        }
    }

    private void reconnect(LinkException cause) {
        try {
            LOG.log(Level.DEBUG, "connection lost: {0}", cause.getMessage());
            List<Frame> last = conversation.lost();
            listener.lost(cause);
            last.forEach(listener::frame);
            listener.endOfBatch();
            current.signal();
            tries.again(this::connect);
        } catch (LinkException e) {
            finish(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(new LinkException(null, "interrupted while connecting", e));
        } catch (RuntimeException | Error e) {
            finish(new LinkException(ErrorCode.INTERNAL, "the client failed to restore its connection: " + e, e));
        }
    }

    /** Gives up for good. */
    private void finish(LinkException cause) {
        if (current.end(cause)) {
            listener.broken(cause);
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
        LinkException last = current.trouble();
        return last == null ? null : "no connection to a broker: " + last.getMessage();
    }

    @Override
    public void abandon(int correlation) {
        conversation.forget(correlation);
    }

    @Override
    public void send(Frame frame) {
        write(frame, Link::send);
    }

    @Override
    public void sendAwaited(Frame frame) {
        write(frame, Link::sendAwaited);
    }

    @Override
    public void sendSoon(Frame frame) {
        write(frame, Link::sendSoon);
    }

    private void write(Frame frame, BiConsumer<Link, Frame> way) {
        if (shares && Conversation.consumes(frame)) {
            goAlone();
        }
        switching.readLock().lock();
        try {
            current.checkOpen();
            Link link = current.get();
            if (Conversation.concerns(frame)) {
                conversation.sends(frame, link != null);
            }
            if (link == null) {
                return;
            }
            way.accept(link, frame);
        } catch (WireException e) {
            conversation.withdraws(frame);
            throw e;
        } catch (LinkException e) {
            current.checkOpen();
            LOG.log(Level.TRACE, "to be repeated on the next link", e);
        } finally {
            switching.readLock().unlock();
        }
    }

    @Override
    public void flush() {
        current.checkOpen();
        Link link = current.get();
        if (link != null) {
            try {
                link.flush();
            } catch (LinkException e) {
                LOG.log(Level.TRACE, "to be repeated on the next link", e);
            }
        }
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        while (true) {
            Link link = current.get();
            if (link != null) {
                try {
                    return link.await(condition, deadlineNanos);
                } catch (LinkException e) {
                    LOG.log(Level.TRACE, "to be awaited on the next link", e);
                }
            }
            if (!current.awaitOther(link, condition, deadlineNanos)) {
                return condition.getAsBoolean();
            }
            if (condition.getAsBoolean()) {
                return true;
            }
        }
    }

    @Override
    public void prefersPush(boolean wanted) {
        push = wanted;
        Link link = current.get();
        if (link != null) {
            link.prefersPush(wanted);
        }
    }

    @Override
    public void wake() {
        Link link = current.get();
        if (link != null) {
            link.wake();
        }
        current.signalIfAwaited();
    }

    @Override
    public void close() {
        current.end(new LinkException(null, "the connection is closed", null));
        Link half = opening;
        if (half != null) {
            half.close();
        }
        Link link = current.get();
        if (link != null && link != half) {
            link.close();
        }
    }

    @Override
    public String toString() {
        return "reconnecting " + current.get();
    }
}
