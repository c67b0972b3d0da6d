package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkException;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link over links of the test's own, on a clock of the test's own, in one thread. */
@Timeout(30)
class ReconnectingLinkTest {
    private final FakeLinks links = new FakeLinks();

    private Link open(long timeoutNanos) {
        return links.open(timeoutNanos, false);
    }

    private void loseLink() {
        links.last().breaks();
        links.run();
    }

    private void openThings(Link link) {
        links.openProducer(link);
        link.send(consumer(2, 1));
        links.last().hears(new ReplyFrame.Ok(2));
    }

    private static Frame consumer(int correlation, int number) {
        return new ConsumerFrame.OpenConsumer(
                correlation, 1, number, ConsumerFrame.Kind.QUEUE, FakeLinks.ORDERS, null, null, false);
    }

    @Test
    void anHourWithoutABrokerTakesFewTriesAndNothingGrows() throws Exception {
        Link link = open(Long.MAX_VALUE);
        openThings(link);
        long hour = TimeUnit.HOURS.toNanos(1);
        int[] tries = {0};
        int[] calls = {0};
        links.source = (hello, listener) -> {
            tries[0]++;
            if (links.now < hour) {
                if (links.now / TimeUnit.MINUTES.toNanos(1) > calls[0]) {
                    callInVain(link, 100 + 3 * calls[0]++);
                }
                throw FakeLinks.refused();
            }
            return links.make(hello, listener);
        };
        loseLink();

        assertThat(tries[0]).isBetween((int) (hour / FakeLinks.CAP), (int) (hour / FakeLinks.CAP) * 2 + 20);
        assertThat(calls[0]).isGreaterThanOrEqualTo(58);
        assertThat(links.told).containsExactly("lost", "restored");
        assertThat(link.trouble()).isNull();
        List<Frame> restored = links.opened.get(1).sent;
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
        link.send(consumer(correlation + 1, correlation));
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
            Backoff backoff = new Backoff(FakeLinks.CAP, new Random(client)::nextDouble);
            long at = 0;
            while (at < broker) {
                at += backoff.next();
            }
            latest = Math.max(latest, at - broker);
            perBucket[(int) ((at - broker) / TimeUnit.MILLISECONDS.toNanos(50))]++;
        }
        System.out.println("1,000 clients, by 50 ms after their broker: " + java.util.Arrays.toString(perBucket));
        assertThat(latest).isLessThanOrEqualTo(FakeLinks.CAP);
        assertThat(java.util.Arrays.stream(perBucket).max().orElseThrow())
                .isLessThan(200); // all at once would be 1,000
    }

    @Test
    void whatHasNoAnswerIsRepeatedInOrder() {
        Link link = open(Long.MAX_VALUE);
        openThings(link);
        for (int i = 1; i <= 3; i++) {
            link.send(FakeLinks.send(i));
        }
        links.opened.get(0).hears(new ProducerFrame.Confirmed(1, 1));
        links.last().breaks();
        link.send(FakeLinks.send(4));
        links.run();
        link.send(FakeLinks.send(5));
        assertThat(links.opened.get(1).sent.stream()
                        .filter(ProducerFrame.Send.class::isInstance)
                        .map(frame -> ((ProducerFrame.Send) frame).sequence()))
                .containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aRefusalThatAnotherTryWouldRepeatEndsIt() {
        Link link = open(Long.MAX_VALUE);
        links.source = (hello, listener) -> {
            throw new LinkException(ErrorCode.AUTHENTICATION, "broker h:1: wrong password", null);
        };
        loseLink();
        assertThat(links.told).containsExactly("lost", "broken");
        assertThatThrownBy(() -> link.send(new SessionFrame.OpenSession(2))).hasMessageContaining("wrong password");
    }

    @Test
    void anErrorWhileALinkIsBeingMadeIsToldAndNotWaitedForForEver() {
        Link link = open(Long.MAX_VALUE);
        links.source = (hello, listener) -> {
            throw new InternalError("no thread");
        };
        loseLink();
        assertThat(links.told).containsExactly("lost", "broken");
        assertThatThrownBy(() -> link.send(new SessionFrame.OpenSession(2))).hasMessageContaining("no thread");
    }

    @Test
    void aLossThatTheClientCannotBearForWantOfMemoryIsTheEndAndNotWaitedOutForEver() {
        Link link = open(Long.MAX_VALUE);
        links.whenLost = () -> {
            throw new OutOfMemoryError("test");
        };
        loseLink();
        assertThat(links.told).containsExactly("lost", "broken");
        assertThatThrownBy(() -> link.send(new SessionFrame.OpenSession(2))).hasMessageContaining("OutOfMemoryError");
    }

    @Test
    void reconnectTimeoutIsNotExceeded() {
        open(TimeUnit.SECONDS.toNanos(5));
        links.source = (hello, listener) -> {
            throw FakeLinks.refused();
        };
        loseLink();
        assertThat(links.told).containsExactly("lost", "broken");
        assertThat(links.now).isBetween(TimeUnit.SECONDS.toNanos(5) - FakeLinks.CAP, TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void aCloseWhileALinkIsBeingMadeClosesThatToo() {
        Link link = open(Long.MAX_VALUE);
        links.source = (hello, listener) -> {
            link.close();
            return links.make(hello, listener);
        };
        loseLink();
        assertThat(links.opened).hasSize(2);
        assertThat(links.opened.get(1).closed).isTrue();
        assertThat(links.told).containsExactly("lost");
    }

    @Test
    void whatIsWantedOfTheReaderWhileALinkIsBeingRestoredIsSaidToIt() {
        Link link = open(Long.MAX_VALUE);
        links.flushing = () -> link.prefersPush(true);
        loseLink();
        assertThat(links.last().pushed).isTrue();
    }
}
