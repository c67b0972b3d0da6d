package io.angarium.server.reconnect;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Links in memory whose frames go as bytes, and which break once, when so many bytes have passed one way: what is cut in the middle of a
 * frame arrives like nothing. The broker learns of it when the client comes again. Thread-safe.
 */
final class CutWire {
    private final BiFunction<ConnectionFrame.Hello, LinkListener, Link> links;
    private final long cutToBroker;
    private final long cutToClient;
    private long toBroker; // guarded by this
    private long toClient; // guarded by this
    private boolean cut; // guarded by this
    private final List<Link> opened = new ArrayList<>(); // guarded by this

    /**
     * @param links opens a link in memory
     * @param cutToBroker breaks when so many bytes have passed that way; negative for never
     * @param cutToClient likewise
     */
    CutWire(BiFunction<ConnectionFrame.Hello, LinkListener, Link> links, long cutToBroker, long cutToClient) {
        this.links = links;
        this.cutToBroker = cutToBroker;
        this.cutToClient = cutToClient;
    }

    synchronized long toBroker() {
        return toBroker;
    }

    synchronized long toClient() {
        return toClient;
    }

    synchronized boolean wasCut() {
        return cut;
    }

    synchronized int opened() {
        return opened.size();
    }

    /** The conversation is over: the broker learns of the end of links whose goodbye was cut off. */
    void end() {
        List<Link> all;
        synchronized (this) {
            all = List.copyOf(opened);
        }
        all.forEach(Link::close);
    }

    Link open(ConnectionFrame.Hello hello, LinkListener listener) {
        Cuttable link = new Cuttable(listener);
        Link inner = links.apply(hello, link);
        link.inner = inner;
        synchronized (this) {
            opened.add(inner);
        }
        return link;
    }

    private static byte[] bytes(Frame frame) {
        ByteBuffer buffer = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, buffer);
        return buffer.array();
    }

    private static Frame decoded(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.getInt(); // the length
        return FrameCodec.decode(buffer);
    }

    /** Whether these bytes pass as a whole. */
    private synchronized boolean passes(byte[] bytes, boolean up) {
        long before = up ? toBroker : toClient;
        long limit = up ? cutToBroker : cutToClient;
        if (!cut && limit >= 0 && before + bytes.length > limit) {
            cut = true;
            return false;
        }
        toBroker += up ? bytes.length : 0;
        toClient += up ? 0 : bytes.length;
        return true;
    }

    private final class Cuttable implements Link, LinkListener {
        private final LinkListener listener;
        private final AtomicReference<LinkException> broken = new AtomicReference<>();
        private volatile Link inner;

        Cuttable(LinkListener listener) {
            this.listener = listener;
        }

        private void breaks() {
            LinkException cause = new LinkException(null, "cut", null);
            if (broken.compareAndSet(null, cause)) {
                listener.broken(cause);
                Link link = inner;
                if (link != null) {
                    link.wake();
                }
            }
        }

        private void check() {
            LinkException cause = broken.get();
            if (cause != null) {
                throw new LinkException(null, String.valueOf(cause.getMessage()), cause);
            }
        }

        @Override
        public void send(Frame frame) {
            check();
            byte[] bytes = bytes(frame);
            if (!passes(bytes, true)) {
                breaks();
                check();
            }
            inner.send(decoded(bytes));
        }

        @Override
        public void frame(Frame frame) {
            if (broken.get() != null) {
                return;
            }
            byte[] bytes = bytes(frame);
            if (passes(bytes, false)) {
                listener.frame(decoded(bytes));
            } else {
                breaks();
            }
        }

        @Override
        public void endOfBatch() {
            listener.endOfBatch();
        }

        @Override
        public void broken(LinkException cause) {
            if (broken.compareAndSet(null, cause)) {
                listener.broken(cause);
            }
        }

        @Override
        public ConnectionFrame.Welcome welcome() {
            return inner.welcome();
        }

        @Override
        public void sendSoon(Frame frame) {
            send(frame);
        }

        @Override
        public void flush() {
            check();
            inner.flush();
        }

        @Override
        public boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
            boolean holds = inner.await(() -> condition.getAsBoolean() || broken.get() != null, deadlineNanos);
            if (holds && !condition.getAsBoolean()) {
                check();
            }
            return holds;
        }

        @Override
        public void wake() {
            inner.wake();
        }

        @Override
        public void close() {
            if (broken.get() == null) {
                inner.close();
            }
        }
    }
}
