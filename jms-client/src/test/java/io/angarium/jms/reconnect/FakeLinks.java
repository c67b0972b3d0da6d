package io.angarium.jms.reconnect;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConnectionFrame.Welcome;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The links below a reconnecting one, which do what a test says, and all that is around it: in one thread, on a clock of the test's own. */
final class FakeLinks {
    static final long CAP = 500_000_000;
    static final Destination ORDERS = Destination.queue("orders");

    private static final EncodedMessage MESSAGE =
            new MessageBuilder().destination(ORDERS).persistent(true).text("x").build();
    private static final Hello HELLO =
            new Hello(1, 1, Features.SUPPORTED, UUID.randomUUID(), null, null, null, "test", 0);
    private static final Welcome WELCOME = new Welcome(1, Features.SUPPORTED, UUID.randomUUID(), "test", 1, 1 << 20, 0);

    /** What the next tries find. */
    LinkSource source = this::make;
    /** Done when a link is flushed, as the last of what restores it. */
    Runnable flushing = () -> {};
    /** Whether a link is the only one on its socket. */
    boolean only;

    long now;
    /** What waits for a thread. */
    final Deque<Runnable> threads = new ArrayDeque<>();

    final List<FakeLink> opened = new ArrayList<>();
    final List<Hello> hellos = new ArrayList<>();
    /** What the client does when it is told of a loss. */
    Runnable whenLost = () -> {};

    /** What the client was told: lost, restored, broken. */
    final List<String> told = new ArrayList<>();

    private final Random random = new Random(1);

    /** One of them. */
    final class FakeLink implements Link {
        final List<Frame> sent = new ArrayList<>();
        private final LinkListener listener;
        boolean closed;
        boolean pushed;
        int claims;

        private FakeLink(LinkListener listener) {
            this.listener = listener;
            opened.add(this);
        }

        void hears(Frame frame) {
            listener.frame(frame);
        }

        void breaks() {
            listener.broken(new LinkException(null, "cut", null));
        }

        @Override
        public Welcome welcome() {
            return WELCOME;
        }

        @Override
        public boolean claim() {
            claims++;
            return only;
        }

        @Override
        public void send(Frame frame) {
            sent.add(frame);
        }

        @Override
        public void sendSoon(Frame frame) {
            sent.add(frame);
        }

        @Override
        public void flush() {
            flushing.run();
        }

        @Override
        public void prefersPush(boolean push) {
            pushed = push;
        }

        @Override
        public boolean await(BooleanSupplier condition, long deadlineNanos) {
            return condition.getAsBoolean();
        }

        @Override
        public void wake() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    private final LinkListener client = new LinkListener() {
        @Override
        public void frame(Frame frame) {}

        @Override
        public void endOfBatch() {}

        @Override
        public void lost(LinkException cause) {
            told.add("lost");
            whenLost.run();
        }

        @Override
        public void restored() {
            told.add("restored");
        }

        @Override
        public void broken(LinkException cause) {
            told.add("broken");
        }
    };

    Link make(Hello hello, LinkListener listener) {
        return new FakeLink(listener);
    }

    Link open(long timeoutNanos, boolean shares) {
        return ReconnectingLink.open(
                (hello, listener) -> {
                    hellos.add(hello);
                    return source.open(hello, listener);
                },
                HELLO,
                client,
                new ReconnectSettings(0, timeoutNanos, CAP, "h:1", shares),
                new Surroundings(() -> now, random::nextDouble, (monitor, nanos) -> now += nanos, threads::add));
    }

    /** Opens session 1 with producer 1, which has sent nothing. */
    void openProducer(Link link) {
        link.send(new SessionFrame.OpenSession(1));
        link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        last().hears(new ReplyFrame.Ok(1));
    }

    static ProducerFrame.Send send(long sequence) {
        return new ProducerFrame.Send(1, sequence, 0, 0, 0, MESSAGE);
    }

    static LinkException refused() {
        return new LinkException(null, "cannot reach broker h:1: connection refused", null);
    }

    FakeLink last() {
        return opened.get(opened.size() - 1);
    }

    /** Does what waits for a thread. */
    void run() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }
}
