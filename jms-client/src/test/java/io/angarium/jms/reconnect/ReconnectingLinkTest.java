package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConnectionFrame.Welcome;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link over links of the test's own, on a clock of the test's own, in one thread. */
@Timeout(30)
class ReconnectingLinkTest {
    private static final long CAP = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Destination ORDERS = Destination.queue("orders");
    private static final EncodedMessage MESSAGE =
            new MessageBuilder().destination(ORDERS).persistent(true).text("x").build();
    private static final Hello HELLO = new Hello(1, 1, 0, UUID.randomUUID(), null, null, null, "test", 0);
    private static final Welcome WELCOME = new Welcome(1, 0, UUID.randomUUID(), "test", 1, 1 << 20, 0);

    private long now;
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final Random random = new Random(1);
    private final Surroundings surroundings =
            new Surroundings(() -> now, random::nextDouble, (monitor, nanos) -> now += nanos, threads::add);
    private final List<FakeLink> opened = new ArrayList<>();
    private final List<LinkException> ends = new ArrayList<>();
    private int losses;
    private int returns;
    private LinkSource source = (hello, listener) -> new FakeLink(listener);

    private final LinkListener client = new LinkListener() {
        @Override
        public void frame(Frame frame) {}

        @Override
        public void endOfBatch() {}

        @Override
        public void lost(LinkException cause) {
            losses++;
        }

        @Override
        public void restored() {
            returns++;
        }

        @Override
        public void broken(LinkException cause) {
            ends.add(cause);
        }
    };

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

    private Link open(long timeoutNanos) {
        return ReconnectingLink.open(
                (hello, listener) -> source.open(hello, listener),
                HELLO,
                client,
                new ReconnectSettings(0, timeoutNanos, CAP, "h:1", false),
                surroundings);
    }

    private static LinkException refused() {
        return new LinkException(null, "cannot reach broker h:1: connection refused", null);
    }

    private void breakLink() {
        opened.get(opened.size() - 1).listener.broken(new LinkException(null, "cut", null));
    }

    private void openThings(Link link) {
        link.send(new SessionFrame.OpenSession(1));
        link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        link.send(new ConsumerFrame.OpenConsumer(2, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
        opened.get(0).listener.frame(new ReplyFrame.Ok(1));
        opened.get(0).listener.frame(new ReplyFrame.Ok(2));
    }

    @Test
    void anHourWithoutABrokerTakesFewTriesAndNothingGrows() throws Exception {
        Link link = open(Long.MAX_VALUE);
        openThings(link);
        long hour = TimeUnit.HOURS.toNanos(1);
        int[] tries = {0};
        int[] calls = {0};
        source = (hello, listener) -> {
            tries[0]++;
            if (now < hour) {
                if (now / TimeUnit.MINUTES.toNanos(1) > calls[0]) {
                    callInVain(link, 100 + 3 * calls[0]++);
                }
                throw refused();
            }
            return new FakeLink(listener);
        };
        breakLink();
        threads.remove().run();

        assertThat(tries[0]).isBetween((int) (hour / CAP), (int) (hour / CAP) * 2 + 20);
        assertThat(calls[0]).isGreaterThanOrEqualTo(58);
        assertThat(threads).isEmpty();
        assertThat(losses).isEqualTo(1);
        assertThat(returns).isEqualTo(1);
        assertThat(link.trouble()).isNull();
        List<Frame> restored = opened.get(1).sent;
        System.out.println("an hour without a broker: " + tries[0] + " tries, " + calls[0] + " rounds of calls, "
                + restored.size() + " frames at the return");
        assertThat(restored)
                .hasExactlyElementsOfTypes(
                        SessionFrame.ResumeSession.class,
                        ProducerFrame.OpenProducer.class,
                        ConsumerFrame.OpenConsumer.class);
    }

    /** Calls that end by their time-out, one that opens something among them. */
    private static void callInVain(Link link, int correlation) {
        link.send(new SessionFrame.Recover(correlation, 1, List.of()));
        link.send(new ConsumerFrame.OpenConsumer(
                correlation + 1, 1, correlation, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
        for (int each = correlation; each < correlation + 2; each++) {
            try {
                assertThat(link.await(() -> false, System.nanoTime() - 1)).isFalse();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            link.abandon(each);
        }
        assertThat(link.trouble()).contains("h:1: connection refused");
        link.send(new ConsumerFrame.CloseConsumer(correlation + 2, correlation, 0));
    }

    @Test
    void aThousandClientsComeBackOneAfterTheOtherAndWithinTheCap() {
        long broker = TimeUnit.SECONDS.toNanos(30);
        int[] perBucket = new int[11];
        long latest = 0;
        for (int client = 0; client < 1_000; client++) {
            Backoff backoff = new Backoff(CAP, new Random(client)::nextDouble);
            long at = 0;
            while (at < broker) {
                at += backoff.next();
            }
            latest = Math.max(latest, at - broker);
            perBucket[(int) ((at - broker) / TimeUnit.MILLISECONDS.toNanos(50))]++;
        }
        System.out.println("1,000 clients, by 50 ms after their broker: " + java.util.Arrays.toString(perBucket));
        assertThat(latest).isLessThanOrEqualTo(CAP);
        assertThat(java.util.Arrays.stream(perBucket).max().orElseThrow())
                .isLessThan(200); // all at once would be 1,000
    }

    @Test
    void whatHasNoAnswerIsRepeatedInOrder() {
        Link link = open(Long.MAX_VALUE);
        openThings(link);
        for (int i = 1; i <= 3; i++) {
            link.send(new ProducerFrame.Send(1, i, 0, 0, 0, MESSAGE));
        }
        opened.get(0).listener.frame(new ProducerFrame.Confirmed(1, 1));
        breakLink();
        link.send(new ProducerFrame.Send(1, 4, 0, 0, 0, MESSAGE));
        threads.remove().run();
        link.send(new ProducerFrame.Send(1, 5, 0, 0, 0, MESSAGE));
        assertThat(opened.get(1).sent.stream()
                        .filter(ProducerFrame.Send.class::isInstance)
                        .map(frame -> ((ProducerFrame.Send) frame).sequence()))
                .containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aRefusalThatAnotherTryWouldRepeatEndsIt() {
        Link link = open(Long.MAX_VALUE);
        source = (hello, listener) -> {
            throw new LinkException(ErrorCode.AUTHENTICATION, "broker h:1: wrong password", null);
        };
        breakLink();
        threads.remove().run();
        assertThat(ends).hasSize(1);
        assertThatThrownBy(() -> link.send(new SessionFrame.OpenSession(2))).hasMessageContaining("wrong password");
    }

    @Test
    void reconnectTimeoutIsNotExceeded() {
        open(TimeUnit.SECONDS.toNanos(5));
        source = (hello, listener) -> {
            throw refused();
        };
        breakLink();
        threads.remove().run();
        assertThat(ends).hasSize(1);
        assertThat(now).isBetween(TimeUnit.SECONDS.toNanos(5) - CAP, TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void aCloseWhileALinkIsBeingMadeClosesThatToo() {
        Link link = open(Long.MAX_VALUE);
        source = (hello, listener) -> {
            link.close();
            return new FakeLink(listener);
        };
        breakLink();
        threads.remove().run();
        assertThat(opened).hasSize(2);
        assertThat(opened.get(1).closed).isTrue();
        assertThat(ends).isEmpty();
        assertThat(returns).isZero();
    }
}
