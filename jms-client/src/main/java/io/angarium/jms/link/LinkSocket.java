package io.angarium.jms.link;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.WireException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket and the links on it: one as a rule, or several conversations ({@code docs/protocol.md}, Shared sockets). A {@code java.net.Socket}, as an
 * interrupt of one of its users must not close it for the others.
 *
 * <p>Callers write their own frames ({@link FrameWriter}); whoever waits reads for all ({@link ReaderRole}); the shared
 * {@link LinkTimer} sees to heartbeats and forgotten flushes. The first failure ends the socket for all links: that wakes whoever reads or
 * writes, and the stand-by reader reports it to the listeners when nobody reads any more. The last link to leave closes it.
 *
 * <p>Who is on it is guarded by its monitor, which is held for no wait and no write.
 */
final class LinkSocket implements ReaderRole.Source, LinkTimer.Task {
    private static final Logger LOG = System.getLogger(LinkSocket.class.getName());
    /** How long a link that closes waits for the broker to say goodbye. */
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long NUDGE_TOKEN = 0x6E75_6467_65L;
    private static final LinkTimer TIMER = LinkTimer.SHARED;

    private final SocketPeer peer;
    private final ConnectionFrame.Welcome welcome;
    private final Consumer<LinkSocket> retired;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Heartbeat heartbeat;
    private final ReaderRole role;

    /** Those that the broker may say something to; changed under the monitor. */
    private final Map<Integer, SocketLink> links = new ConcurrentHashMap<>();
    /** Those of them that nobody closes; under the monitor. */
    private final List<SocketLink> lively = new ArrayList<>();
    /** Those of them that prefer push; under the monitor. */
    private final List<SocketLink> pushed = new ArrayList<>();

    private boolean claimed; // under the monitor

    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean nudged = new AtomicBoolean();
    private volatile @Nullable LinkException end;
    private volatile int begun;
    private volatile long lastRead = System.nanoTime();

    // Owned by the holder of the reader role.
    private final List<SocketLink> touched = new ArrayList<>();
    private @Nullable SocketLink current;
    private int timeoutMillis = -1;

    /**
     * @param peer connected
     * @param handshake of its first link, completed
     * @param retired told that no further link can come onto it, by the thread that brought that about
     */
    LinkSocket(SocketPeer peer, Handshake handshake, Consumer<LinkSocket> retired) {
        this.peer = peer;
        this.welcome = handshake.welcome();
        this.retired = retired;
        this.reader = handshake.reader();
        this.writer = new FrameWriter(peer.out(), welcome.maxFrameBytes(), System::nanoTime, this::writeSoon);
        this.heartbeat = new Heartbeat(handshake.hello().heartbeatMillis(), welcome.heartbeatMillis());
        this.role = new ReaderRole(this, peer.readsCanTimeOut(), peer.name());
    }

    /** Starts the stand-by reader and the heartbeats; returns the first link. */
    SocketLink start(LinkListener listener) {
        SocketLink first = new SocketLink(this, 0, listener, welcome);
        links.put(0, first);
        lively.add(first);
        current = first;
        role.start();
        TIMER.add(this);
        if (ended()) {
            TIMER.remove(this);
        }
        return first;
    }

    /** Whether the broker takes several links on it. */
    boolean canBeShared() {
        return (welcome.features() & Features.SHARED_SOCKET) != 0;
    }

    /** Whether it takes no further link, now and later. */
    synchronized boolean hasRetired() {
        return claimed || lively.isEmpty() || ended();
    }

    /** Leaves it for good to a link that is the only one on it; false if it is not. */
    boolean claim(SocketLink link) {
        synchronized (this) {
            if (links.size() != 1 || !links.containsValue(link)) {
                return false;
            }
            claimed = true;
        }
        retired.accept(this);
        return true;
    }

    /** Lets another link on, which says hello; null if there are as many already. */
    synchronized @Nullable SocketLink join(Hello hello, LinkListener listener, int limit) {
        if (hasRetired() || lively.size() >= limit) {
            return null;
        }
        int number = begun + 1;
        SocketLink joined = new SocketLink(this, number, listener, null);
        links.put(number, joined);
        lively.add(joined);
        begun = number;
        postNow(number, hello); // in the order of the numbers
        return joined;
    }

    String name() {
        return peer.name();
    }

    FrameWriter writer() {
        return writer;
    }

    ReaderRole role() {
        return role;
    }

    /** Something was gathered or posted. */
    void hurry() {
        TIMER.hurry();
    }

    /** See {@link Link#prefersPush}: it is pushed to all if one wants it. */
    synchronized void prefersPush(SocketLink link, boolean wanted) {
        pushed.remove(link);
        if (wanted && links.containsValue(link)) {
            pushed.add(link);
        }
        role.prefersPush(!pushed.isEmpty());
    }

    /** Says goodbye for a link that is closing, and waits for the broker's. */
    void part(SocketLink link) {
        boolean waits = !link.hasEnded() && !role.heldByCaller();
        retire(link);
        role.wake(); // who waits by that link
        if (waits) {
            sayGoodbye(link);
            long deadline = System.nanoTime() + GOODBYE_NANOS;
            if (!Waits.through(() -> role.await(link::hasEnded, deadline))) {
                LOG.log(Level.DEBUG, "broker {0} did not say goodbye", peer.name());
            }
            forget(link);
        } else {
            leave(link);
        }
    }

    /** Says goodbye for a link and forgets it. */
    void leave(SocketLink link) {
        retire(link);
        if (!link.hasEnded()) {
            sayGoodbye(link);
        }
        forget(link);
    }

    private void sayGoodbye(SocketLink link) {
        postNow(link.number(), new ConnectionFrame.Goodbye(null, ""));
    }

    private void retire(SocketLink link) {
        boolean last;
        synchronized (this) {
            last = lively.remove(link) && lively.isEmpty();
        }
        if (last) {
            retired.accept(this);
        }
    }

    /** Nothing that still comes in for that link matters; the last one closes the socket. */
    private void forget(SocketLink link) {
        retire(link);
        prefersPush(link, false);
        link.end(closed());
        boolean last;
        synchronized (this) {
            links.remove(link.number());
            last = links.isEmpty();
        }
        if (last) {
            end(closed());
        }
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
        return end != null;
    }

    @Override
    public void finished() {
        links.values().forEach(SocketLink::tellEnd);
    }

    @Override
    public void nudge() {
        if (nudged.compareAndSet(false, true)) {
            postNow(FrameWriter.ANY, new ConnectionFrame.Ping(NUDGE_TOKEN));
        }
    }

    /** Passes on the frames that are there; returns whether there was one. */
    private boolean dispatch() {
        boolean any = false;
        for (Frame frame = reader.next(); frame != null && !ended(); frame = reader.next()) {
            any = true;
            SocketLink to = current;
            if (frame instanceof ConnectionFrame own) {
                take(own, to);
            } else if (to != null && to.take(frame)) {
                touched.add(to);
            }
        }
        touched.forEach(SocketLink::endOfBatch);
        touched.clear();
        return any;
    }

    private void take(ConnectionFrame frame, @Nullable SocketLink to) {
        if (frame instanceof ConnectionFrame.Ping ping) {
            writer.post(FrameWriter.ANY, new ConnectionFrame.Pong(ping.token()));
            TIMER.hurry();
        } else if (frame instanceof ConnectionFrame.Pong pong) {
            if (pong.token() == NUDGE_TOKEN) {
                nudged.set(false);
            }
        } else if (frame instanceof ConnectionFrame.Switch next) {
            if (next.conversation() > begun) {
                throw new WireException("a switch to conversation " + next.conversation() + ", which has not begun");
            }
            current = links.get(next.conversation());
        } else if (to == null) {
            LOG.log(Level.DEBUG, "{0} comes too late for its conversation", frame);
        } else if (frame instanceof ConnectionFrame.Goodbye goodbye) {
            goodbye(to, goodbye);
        } else if (!to.takeAnswer(frame)) {
            throw new WireException("a " + frame.getClass().getSimpleName() + " frame in the middle of a conversation");
        }
    }

    private void goodbye(SocketLink from, ConnectionFrame.Goodbye goodbye) {
        if (from.hasEnded()) {
            return; // it has waited for this no longer, and the others go on
        }
        String why = goodbye.reason().isEmpty() ? "" : ": " + goodbye.reason();
        LinkException cause =
                new LinkException(goodbye.code(), "broker " + peer.name() + " ended the connection" + why, null);
        if (from.takeAnswer(goodbye) || links.size() > 1) {
            from.endOfBatch();
            from.end(cause);
            from.tellEnd();
            forget(from);
        } else {
            end(cause);
        }
    }

    // What the timer calls, and the writes that no caller waits for.

    @Override
    public long tick(long now) {
        if (heartbeat.dead(now, lastRead)) {
            String silence = String.format("%.1f s", (now - lastRead) / 1e9);
            end(new LinkException(ErrorCode.TIMEOUT, "broker " + peer.name() + " was silent for " + silence, null));
        }
        if ((writer.owes() || heartbeat.pingDue(now, writer.lastWritten())) && !writer.busy()) {
            writeInBackground();
        }
        boolean gathering = writer.owes() || now - writer.lastGathered() < GATHERING_NANOS;
        return gathering ? LinkTimer.FAST_NANOS : heartbeat.pause();
    }

    /** Without waiting for anybody; the timer sees to it where a write that is ending misses it. */
    private void postNow(int conversation, Frame frame) {
        writer.post(conversation, frame);
        writeSoon();
    }

    private void writeSoon() {
        writeInBackground();
        TIMER.hurry();
    }

    private void writeInBackground() {
        if (writing.compareAndSet(false, true)) {
            LinkThreads.WRITER.execute(this::writeWhatIsDue);
        }
    }

    private void writeWhatIsDue() {
        try {
            if (heartbeat.pingDue(System.nanoTime(), writer.lastWritten())) {
                writer.send(FrameWriter.ANY, new ConnectionFrame.Ping(0));
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

    /** Ends it after a failed write; the broker may have said why before it closed, so what it sent is read first. */
    LinkException writeFailed(IOException e) {
        if (!role.heldByCaller()) {
            try {
                role.await(this::ended, System.nanoTime() + LAST_WORDS_NANOS);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            }
        }
        LinkException lost = broken(String.valueOf(e.getMessage()), e);
        end(lost);
        return lost;
    }

    /** The first call ends it, and the links on it. */
    private void end(LinkException cause) {
        synchronized (this) {
            if (ended()) {
                return;
            }
            links.values().forEach(each -> each.end(cause)); // before the stand-by reader looks what to tell
            end = cause;
        }
        peer.abort();
        TIMER.remove(this);
        retired.accept(this);
        role.refuse(cause);
    }

    /** What is said to who uses a link that the client has closed. */
    LinkException closed() {
        return new LinkException(null, "the connection to broker " + peer.name() + " is closed", null);
    }

    private LinkException broken(String why, @Nullable Throwable cause) {
        return new LinkException(null, "the connection to broker " + peer.name() + " broke: " + why, cause);
    }
}
