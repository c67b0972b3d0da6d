package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.Limits;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocketLinkTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Recorder recorder = new Recorder();

    @Test
    void aCallGetsItsAnswer() throws InterruptedException {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
        assertThat(recorder.endings()).isZero();
    }

    @Test
    void framesThatComeByteByByteArriveWholeAndInOrder() throws InterruptedException {
        List<Frame> sent = IntStream.rangeClosed(1, 50)
                .<Frame>mapToObj(ConsumerFrame.BrowseEnd::new)
                .toList();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.dribble(sent.toArray(Frame[]::new));
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(link.await(() -> recorder.frames().size() == sent.size(), TestLinks.in(LONG)))
                    .isTrue();
            assertThat(recorder.frames()).isEqualTo(sent);
        }
    }

    @Test
    void framesThatComeTogetherAreOneBatch() throws InterruptedException {
        Frame[] frames = IntStream.rangeClosed(1, 100)
                .mapToObj(ConsumerFrame.BrowseEnd::new)
                .toArray(Frame[]::new);
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.send(frames);
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            link.await(() -> recorder.frames().size() == 100 && recorder.batches() > 0, TestLinks.in(LONG));
            assertThat(recorder.batches()).isEqualTo(1);
        }
    }

    @Test
    void aReadThatTimesOutInTheMiddleOfAFrameLosesNothing() throws InterruptedException {
        CountDownLatch timedOut = new CountDownLatch(1);
        Frame frame = new ConsumerFrame.BrowseEnd(0x01020304);
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.sendStart(frame, 6);
                    timedOut.await();
                    client.sendBytes(new byte[] {2, 3, 4});
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(link.await(() -> false, TestLinks.in(Duration.ofMillis(50))))
                    .isFalse();
            timedOut.countDown();
            assertThat(link.await(() -> recorder.frames().size() == 1, TestLinks.in(LONG)))
                    .isTrue();
            assertThat(recorder.frames()).containsExactly(frame);
        }
    }

    @Test
    void largeFramesComeAndGo() throws InterruptedException {
        byte[] large = new byte[5_000_000];
        large[4_999_999] = 42;
        ReplyFrame.Rows rows = new ReplyFrame.Rows(3, false, List.of(Map.of("bytes", large)));
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    ConnectionFrame.SetClientId first = client.expect(ConnectionFrame.SetClientId.class);
                    ManagementFrame.Manage manage = client.expect(ManagementFrame.Manage.class);
                    assertThat((byte[]) manage.arguments().get("bytes")).isEqualTo(large);
                    client.send(new ReplyFrame.Ok(first.correlation()), rows);
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            link.sendSoon(TestLinks.request());
            link.send(new ManagementFrame.Manage(3, "echo", Map.of("bytes", large)));
            assertThat(link.await(() -> recorder.answered(3), TestLinks.in(LONG)))
                    .isTrue();
        }
    }

    @Test
    void aFrameLargerThanTheBrokerTakesIsRefusedAndTheLinkGoesOn() throws InterruptedException {
        ConnectionFrame.Welcome small =
                new ConnectionFrame.Welcome(1, 0, new UUID(1, 1), "small", 1, Limits.MAX_HANDSHAKE_BYTES, 0);
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands(small);
                    TestLinks.echo(client);
                });
                Link link = TestLinks.open(broker, recorder)) {
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> link.send(new ManagementFrame.Manage(1, "m", Map.of("bytes", new byte[20_000]))))
                    .withMessageContaining("the broker takes up to 16384");
            assertThat(TestLinks.call(link, recorder, LONG)).isTrue();
        }
    }

    @Test
    void whatIsSentSoonIsSentWithoutFurtherDoing() {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = TestLinks.open(broker, recorder)) {
            ConnectionFrame.SetClientId request = TestLinks.request();
            link.sendSoon(request);
            await().until(() -> recorder.answered(request.correlation()));
        }
    }

    @Test
    void theOrderOfSendsIsKept() {
        BlockingQueue<Frame> got = new LinkedBlockingQueue<>();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            client.shakeHands();
            for (int i = 0; i < 3_000; i++) {
                got.add(client.read().orElseThrow());
            }
            client.partInPeace();
        })) {
            List<Frame> sent = new ArrayList<>();
            try (Link link = TestLinks.open(broker, recorder)) {
                for (int i = 0; i < 1_000; i++) {
                    Frame soon = TestLinks.request("y".repeat(1 + i));
                    Frame now = TestLinks.request();
                    Frame last = new ConnectionFrame.Ping(i);
                    link.sendSoon(soon);
                    link.send(now);
                    link.sendSoon(last);
                    sent.addAll(List.of(soon, now, last));
                }
                link.flush();
                await().until(() -> got.size() == 3_000);
            }
            assertThat(new ArrayList<>(got)).isEqualTo(sent);
        }
    }

    @Test
    void theListenerMaySendAndIsNotBlockedByIt() throws InterruptedException {
        BlockingQueue<Link> self = new LinkedBlockingQueue<>();
        Recorder replying = new Recorder(frame -> {
            if (frame instanceof ConsumerFrame.BrowseEnd) {
                self.element().send(new ConsumerFrame.Credit(1, 2, 3));
            }
        });
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.expect(ConnectionFrame.SetClientId.class);
                    client.send(new ConsumerFrame.BrowseEnd(1));
                    client.expect(ConsumerFrame.Credit.class);
                    client.send(new ConsumerFrame.BrowseEnd(2));
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, replying)) {
            self.add(link);
            link.send(TestLinks.request());
            assertThat(link.await(() -> replying.frames().size() == 2, TestLinks.in(LONG)))
                    .isTrue();
        }
    }

    @Test
    void deliveriesComeThoughNobodyWaits() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.send(new ConsumerFrame.BrowseEnd(1));
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            await().until(() -> recorder.frames().size() == 1);
            assertThat(link.welcome()).isNotNull();
        }
    }

    @Test
    void aCutInTheMiddleOfAFrameBreaksTheLink() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.sendStart(new ConsumerFrame.BrowseEnd(1), 6);
                });
                Link link = TestLinks.open(broker, recorder)) {
            LinkException e = awaitsTheEnd(link);
            assertThat(e).hasMessageContaining("broke: it was cut in the middle of a frame");
            assertBrokenOnce();
        }
    }

    @Test
    void anEndWithoutAWordBreaksTheLink() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> client.shakeHands());
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(awaitsTheEnd(link)).hasMessageContaining("the broker closed it without a word");
            assertBrokenOnce();
            assertThatExceptionOfType(LinkException.class).isThrownBy(() -> link.send(TestLinks.request()));
            assertThatExceptionOfType(LinkException.class).isThrownBy(() -> link.sendSoon(TestLinks.request()));
            assertThatExceptionOfType(LinkException.class).isThrownBy(link::flush);
        }
    }

    @Test
    void aGoodbyeOfTheBrokerCarriesItsReason() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.send(new ConnectionFrame.Goodbye(ErrorCode.STOPPING, "the broker stops"));
                    client.stayUntilTheClientLeaves();
                });
                Link link = TestLinks.open(broker, recorder)) {
            LinkException e = awaitsTheEnd(link);
            assertThat(e.code()).isEqualTo(ErrorCode.STOPPING);
            assertThat(e).hasMessageEndingWith("ended the connection: the broker stops");
            assertBrokenOnce();
        }
    }

    @Test
    void aWriterThatFindsTheSocketClosedStillReadsWhy() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.expect(ConnectionFrame.SetClientId.class);
                    client.send(new ConnectionFrame.Goodbye(ErrorCode.RESOURCE_LIMIT, "disk full"));
                });
                Link link = TestLinks.open(broker, recorder)) {
            LinkException e = catchThrowableOfType(LinkException.class, () -> {
                while (true) {
                    link.send(TestLinks.request("x".repeat(1_000)));
                }
            });
            assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
            assertBrokenOnce();
        }
    }

    @Test
    void aResetBreaksTheLink() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.resetAtTheEnd();
                });
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(awaitsTheEnd(link)).hasMessageContaining("the connection to broker 127.0.0.1:" + broker.port());
            assertBrokenOnce();
        }
    }

    @Test
    void bytesThatAreNoFrameBreakTheLink() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.sendBytes(new byte[] {0x7F, 0, 0, 0, 1, 1});
                    client.stayUntilTheClientLeaves();
                });
                Link link = TestLinks.open(broker, recorder)) {
            LinkException e = awaitsTheEnd(link);
            assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL);
            assertThat(e).hasMessageContaining("is not 1 to " + Limits.MAX_FRAME_BYTES);
            assertBrokenOnce();
        }
    }

    @Test
    void aListenerThatThrowsBreaksTheLinkAndNothingElse() {
        Recorder failing = new Recorder(frame -> {
            throw new IllegalStateException("a bug");
        });
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands();
                    client.send(new ConsumerFrame.BrowseEnd(1));
                    client.stayUntilTheClientLeaves();
                });
                Link link = TestLinks.open(broker, failing)) {
            assertThat(awaitsTheEnd(link).code()).isEqualTo(ErrorCode.INTERNAL);
            await().until(() -> failing.endings() == 1);
        }
    }

    private static LinkException awaitsTheEnd(Link link) {
        return catchThrowableOfType(LinkException.class, () -> link.await(() -> false, TestLinks.in(LONG)));
    }

    private void assertBrokenOnce() {
        await().until(() -> recorder.endings() > 0);
        assertThat(recorder.endings()).isEqualTo(1);
        assertThat(recorder.overlapped()).isFalse();
    }
}
