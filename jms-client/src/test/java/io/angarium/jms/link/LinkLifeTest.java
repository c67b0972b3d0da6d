package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.testing.Conversation;
import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heartbeats, closing, and what is left behind. */
@Timeout(30)
class LinkLifeTest {
    private final Recorder recorder = new Recorder();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void aPingOfTheBrokerIsAnswered() {
        AtomicInteger pongs = new AtomicInteger();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    for (int i = 0; i < 5; i++) {
                        client.send(new ConnectionFrame.Ping(i));
                        assertThat(client.expect(ConnectionFrame.Pong.class).token())
                                .isEqualTo(i);
                        pongs.incrementAndGet();
                    }
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            await().until(() -> pongs.get() == 5);
            assertThat(link.welcome()).isNotNull();
        }
    }

    @Test
    void aSilentClientPings() {
        AtomicInteger pings = new AtomicInteger();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    for (int i = 0; i < 5; i++) {
                        client.send(new ConnectionFrame.Pong(
                                client.expect(ConnectionFrame.Ping.class).token()));
                        pings.incrementAndGet();
                    }
                    client.partInPeace();
                });
                Link link = Links.open(BrokerUri.parse(broker.uri()), TestLinks.hello(50), recorder)) {
            await().until(() -> pings.get() == 5);
            assertThat(recorder.frames()).isEmpty();
            assertThat(link.welcome()).isNotNull();
        }
    }

    @Test
    void aBrokerThatFallsSilentIsTakenForDead() {
        try (ScriptedBroker broker = silentBroker(100);
                Link link = TestLinks.open(broker, recorder)) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> link.await(() -> false, TestLinks.in(Duration.ofSeconds(10))))
                    .withMessageMatching("broker .* was silent for [0-9]+\\.[0-9] s")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
            await().until(() -> recorder.endings() == 1);
        }
    }

    @Test
    void aBrokerThatKeepsItsPromiseIsNotTakenForDead() throws InterruptedException {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands(ScriptedBroker.welcome(400));
                    TestLinks.echo(client);
                });
                Link link = Links.open(BrokerUri.parse(broker.uri()), TestLinks.hello(400), recorder)) {
            assertThat(link.await(() -> false, TestLinks.in(Duration.ofMillis(2_000))))
                    .isFalse();
            assertThat(recorder.endings()).isZero();
        }
    }

    @Test
    void closingSaysGoodbyeAndIsNotAFailure() {
        AtomicInteger goodbyes = new AtomicInteger();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            client.shakeHands();
            client.expect(ConnectionFrame.SetClientId.class);
            assertThat(client.expect(ConnectionFrame.Goodbye.class).code()).isNull();
            goodbyes.incrementAndGet();
            client.send(new ConnectionFrame.Goodbye(null, ""));
        })) {
            Link link = TestLinks.open(broker, recorder);
            link.sendSoon(TestLinks.request());
            link.close();
            link.close();
            assertThat(goodbyes).hasValue(1);
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> link.send(TestLinks.request()))
                    .withMessageEndingWith("is closed");
            assertThatExceptionOfType(LinkException.class).isThrownBy(() -> link.await(() -> false, Long.MAX_VALUE));
            assertNoThreadOfALinkIsLeft();
        }
        assertThat(recorder.endings()).isZero();
    }

    @Test
    void closingDoesNotWaitLongForABrokerThatSaysNothing() {
        try (ScriptedBroker broker = silentBroker(0)) {
            Link link = TestLinks.open(broker, recorder);
            long start = System.nanoTime();
            link.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
        assertThat(recorder.endings()).isZero();
    }

    @Test
    void closingEndsTheWaitsOfOthers() throws Exception {
        try (ScriptedBroker broker = TestLinks.echoBroker()) {
            Link link = TestLinks.open(broker, recorder);
            List<Future<Boolean>> waits = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waits.add(threads.submit(() -> link.await(() -> false, Long.MAX_VALUE)));
            }
            assertThat(TestLinks.call(link, recorder, Duration.ofSeconds(10))).isTrue();
            link.close();
            for (Future<Boolean> each : waits) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> each.get(5, TimeUnit.SECONDS))
                        .withCauseInstanceOf(LinkException.class)
                        .withMessageContaining("is closed");
            }
        }
        assertThat(recorder.endings()).isZero();
    }

    @Test
    void closingUnblocksAWriterThatTheBrokerDoesNotRead() throws Exception {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            client.shakeHands();
            new CountDownLatch(1).await();
        })) {
            Link link = TestLinks.open(broker, recorder);
            AtomicInteger sent = new AtomicInteger();
            Future<Void> writer = threads.submit(() -> {
                while (true) {
                    link.send(TestLinks.request("x".repeat(1_000)));
                    sent.incrementAndGet();
                }
            });
            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(200)).until(() -> before.getAndSet(sent.get()) == sent.get());
            link.close();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> writer.get(5, TimeUnit.SECONDS))
                    .withCauseInstanceOf(LinkException.class);
        }
        assertThat(recorder.endings()).isZero();
    }

    @Test
    void closingFromTheListenerDoesNotWaitForItself() {
        AtomicReference<Link> self = new AtomicReference<>();
        Recorder closing = new Recorder(frame -> self.get().close());
        try (ScriptedBroker broker = TestLinks.echoBroker()) {
            Link link = TestLinks.open(broker, closing);
            self.set(link);
            assertThatExceptionOfType(LinkException.class).isThrownBy(() -> {
                link.send(TestLinks.request());
                link.await(() -> false, Long.MAX_VALUE);
            });
            assertNoThreadOfALinkIsLeft();
        }
        assertThat(closing.endings()).isZero();
    }

    @Test
    void aBrokenLinkLeavesNoThreadBehind() {
        try (ScriptedBroker broker = ScriptedBroker.play(Conversation::shakeHands)) {
            for (int i = 0; i < 10; i++) {
                TestLinks.open(broker, recorder);
            }
            await().until(() -> recorder.endings() == 10);
            assertNoThreadOfALinkIsLeft();
        }
    }

    private static ScriptedBroker silentBroker(int heartbeatMillis) {
        return ScriptedBroker.play(client -> {
            client.shakeHands(ScriptedBroker.welcome(heartbeatMillis));
            client.stayUntilTheClientLeaves();
        });
    }

    private static void assertNoThreadOfALinkIsLeft() {
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("angarium-")));
    }
}
