package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConnectionFrame.Welcome;
import io.angarium.wire.ConsumerFrame;
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
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What shares a socket while it only sends, and has one of its own from its first consumer on. */
@Timeout(30)
class MovingLinkTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final EncodedMessage MESSAGE =
            new MessageBuilder().destination(ORDERS).persistent(true).text("x").build();
    private static final Hello HELLO =
            new Hello(1, 1, Features.SUPPORTED, UUID.randomUUID(), null, null, null, "test", 0);
    private static final Welcome WELCOME = new Welcome(1, Features.SUPPORTED, UUID.randomUUID(), "test", 1, 1 << 20, 0);

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<FakeLink> opened = new ArrayList<>();
    private final List<Hello> hellos = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean alone;
    private boolean away;

    private final class FakeLink implements Link {
        private final LinkListener listener;
        private final List<Frame> sent = new ArrayList<>();
        private boolean closed;

        FakeLink(LinkListener listener) {
            this.listener = listener;
            opened.add(this);
        }

        @Override
        public Welcome welcome() {
            return WELCOME;
        }

        @Override
        public boolean claim() {
            return alone;
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
        public void flush() {}

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

    private Link open() {
        return ReconnectingLink.open(
                (hello, listener) -> {
                    if (away) {
                        away = false;
                        throw new LinkException(null, "cannot reach broker h:1: connection refused", null);
                    }
                    hellos.add(hello);
                    return new FakeLink(listener);
                },
                HELLO,
                client,
                new ReconnectSettings(0, Long.MAX_VALUE, 1_000_000, "h:1", true),
                new Surroundings(() -> 0, () -> 0.5, (monitor, nanos) -> {}, threads::add));
    }

    /** A session with a producer, which has sent nothing. */
    private Link idle() {
        Link link = open();
        link.send(new SessionFrame.OpenSession(1));
        link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        opened.get(0).listener.frame(new ReplyFrame.Ok(1));
        return link;
    }

    private static Frame consumer(ConsumerFrame.Kind kind) {
        return new ConsumerFrame.OpenConsumer(2, 1, 1, kind, ORDERS, null, null, false);
    }

    private void run() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    private static boolean shares(Hello hello) {
        return (hello.features() & Features.SHARED_SOCKET) != 0;
    }

    @Test
    void theFirstConsumerTakesAConversationToALinkOfItsOwn() {
        Link link = idle();
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(opened).hasSize(2);
        assertThat(opened.get(0).closed).isTrue();
        assertThat(opened.get(1).sent)
                .hasExactlyElementsOfTypes(
                        SessionFrame.ResumeSession.class,
                        ProducerFrame.OpenProducer.class,
                        ConsumerFrame.OpenConsumer.class);
        assertThat(hellos).extracting(MovingLinkTest::shares).containsExactly(true, false);
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        run();
        assertThat(opened).hasSize(2);
        assertThat(told).isEmpty();
    }

    @Test
    void aTemporaryDestinationAnnouncesAConsumer() {
        Link link = idle();
        link.send(new ConnectionFrame.CreateTemporary(3, new Destination(Destination.Kind.TEMPORARY_QUEUE, "t")));
        assertThat(opened.get(1).sent).hasAtLeastOneElementOfType(ConnectionFrame.CreateTemporary.class);
    }

    @Test
    void whoIsTheOnlyOneStays() {
        Link link = idle();
        alone = true;
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        alone = false;
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).closed).isFalse();
    }

    @Test
    void whoHasBrowsedStays() {
        Link link = idle();
        link.send(consumer(ConsumerFrame.Kind.BROWSER));
        opened.get(0).listener.frame(new ReplyFrame.Ok(2));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(opened).hasSize(1);
    }

    @Test
    void whoHasSentStays() {
        Link link = idle();
        link.send(new ProducerFrame.Send(1, 1, 0, 0, 0, MESSAGE));
        opened.get(0).listener.frame(new ProducerFrame.Confirmed(1, 1));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(opened).hasSize(1);
    }

    @Test
    void whoAwaitsAnAnswerStays() {
        Link link = open();
        link.send(new SessionFrame.OpenSession(1));
        link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        assertThat(opened).hasSize(1);
    }

    @Test
    void aBrokerThatIsGoneMeanwhileIsALossLikeAnyOther() {
        Link link = idle();
        away = true;
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        run();
        assertThat(told).containsExactly("lost", "restored");
        assertThat(opened.get(1).sent).hasAtLeastOneElementOfType(ConsumerFrame.OpenConsumer.class);
        opened.get(1).listener.broken(new LinkException(null, "cut", null));
        run();
        assertThat(hellos).extracting(MovingLinkTest::shares).containsExactly(true, false, false);
    }

    @Test
    void aCloseWhileTheBrokerIsGoneIsTheEnd() {
        Link link = idle();
        away = true;
        link.send(consumer(ConsumerFrame.Kind.QUEUE));
        link.close();
        run();
        assertThat(opened).hasSize(1);
        assertThat(told).isEmpty();
    }
}
