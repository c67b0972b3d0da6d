package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.ReplyFrame;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links that share a socket notice nothing of each other. */
@Timeout(60)
class SharedSocketsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final SharedSockets sockets = new SharedSockets();
    private final Recorder one = new Recorder();
    private final Recorder two = new Recorder();
    private final Recorder three = new Recorder();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
        assertThat(List.of(one, two, three)).noneMatch(Recorder::overlapped);
    }

    private Link open(ScriptedBroker broker, LinkListener listener, String... options) {
        return openAs("anna", broker, listener, options);
    }

    private Link openAs(String user, ScriptedBroker broker, LinkListener listener, String... options) {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "connectionsPerSocket=3";
        return sockets.open(BrokerUri.parse(broker.uri(all)), hello(user), listener);
    }

    private static ConnectionFrame.Hello hello(String user) {
        return new ConnectionFrame.Hello(1, 1, Features.SUPPORTED, UUID.randomUUID(), null, user, "secret", "test", 0);
    }

    private static boolean call(Link link, Recorder recorder) throws InterruptedException {
        return TestLinks.call(link, recorder, LONG);
    }

    @Test
    void asManyAsTheOptionSaysAreOnOneSocket() throws Exception {
        List<Link> links = new ArrayList<>();
        try (SharingBroker broker = new SharingBroker()) {
            for (int i = 0; i < 7; i++) {
                links.add(open(broker.broker(), one));
            }
            assertThat(broker.sockets()).isEqualTo(3);
            await().until(() -> broker.welcomes() == 7);
            links.remove(0).close();
            links.add(open(broker.broker(), one)); // has room again
            assertThat(broker.sockets()).isEqualTo(3);
            for (Link each : links) {
                assertThat(call(each, one)).isTrue();
                each.close();
            }
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("angarium-")));
        }
        assertThat(one.endings()).isZero();
    }

    @Test
    void withoutTheOptionVeryManyShareFewerSocketsThanSixteenEach() throws Exception {
        List<Link> links = new ArrayList<>();
        try (SharingBroker broker = new SharingBroker()) {
            for (int i = 0; i < 200; i++) {
                links.add(sockets.open(BrokerUri.parse(broker.broker().uri()), hello("anna"), one));
                int expected = i < 64 ? 1 + i / 16 : i < 100 ? 5 : i < 144 ? 6 : i < 196 ? 7 : 8;
                assertThat(broker.sockets()).as("sockets of %d links", i + 1).isEqualTo(expected);
            }
            for (Link each : links) {
                each.close();
            }
        }
        assertThat(one.endings()).isZero();
    }

    @Test
    void aSocketIsForgottenWithItsLastLink() {
        try (SharingBroker broker = new SharingBroker()) {
            WeakReference<LinkSocket> socket = openAndClose(broker);
            await().until(() -> {
                System.gc();
                return socket.get() == null;
            });
        }
    }

    private WeakReference<LinkSocket> openAndClose(SharingBroker broker) {
        try (Link first = open(broker.broker(), one);
                Link second = open(broker.broker(), two)) {
            LinkSocket socket = ((SocketLink) first).socket();
            assertThat(((SocketLink) second).socket()).isSameAs(socket);
            return new WeakReference<>(socket);
        }
    }

    @Test
    void anotherFactoryAnotherOptionOrNoOptionIsAnotherSocket() {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one);
                Link other = open(broker.broker(), one, "connectTimeout=9s");
                Link alone = sockets.open(BrokerUri.parse(broker.broker().uri()), TestLinks.hello(0), one);
                Link foreign = new SharedSockets()
                        .open(
                                BrokerUri.parse(broker.broker().uri("connectionsPerSocket=3")),
                                TestLinks.hello(0),
                                one)) {
            assertThat(List.of(first, other, alone, foreign)).hasSize(4);
            assertThat(broker.sockets()).isEqualTo(4);
        }
    }

    @Test
    void manyThreadsCallByThreeLinksAndEachGetsItsOwnAnswers() throws Exception {
        List<Recorder> recorders = List.of(one, two, three);
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one);
                Link second = open(broker.broker(), two);
                Link third = open(broker.broker(), three)) {
            List<Link> links = List.of(first, second, third);
            List<Future<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                Link link = links.get(i % 3);
                Recorder recorder = recorders.get(i % 3);
                callers.add(threads.submit(() -> {
                    int answered = 0;
                    for (int n = 0; n < 300; n++) {
                        answered += call(link, recorder) ? 1 : 0;
                    }
                    return answered;
                }));
            }
            for (Future<Integer> each : callers) {
                assertThat(each.get(40, TimeUnit.SECONDS)).isEqualTo(300);
            }
            assertThat(broker.sockets()).isEqualTo(1);
            ConnectionFrame.SetClientId request = TestLinks.request();
            second.send(request);
            assertThat(second.await(() -> two.answered(request.correlation()), TestLinks.in(LONG)))
                    .isTrue();
            assertThat(one.answered(request.correlation())).isFalse();
            assertThat(three.answered(request.correlation())).isFalse();
        }
    }

    @Test
    void aRefusalConcernsTheRefusedOneOnly() throws Exception {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one)) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> openAs("bad", broker.broker(), two))
                    .withMessageMatching("broker 127.0.0.1:\\d+ refused the connection: password wrong")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION));
            try (Link third = open(broker.broker(), three);
                    Link fourth = open(broker.broker(), three)) {
                assertThat(call(third, three)).isTrue();
                assertThat(call(fourth, three)).isTrue();
            }
            assertThat(call(first, one)).isTrue();
            assertThat(broker.sockets()).isEqualTo(1);
        }
        assertThat(two.endings()).isZero();
    }

    @Test
    void closingOneEndsItsWaitsAndNoOther() throws Exception {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one)) {
            Link second = open(broker.broker(), two);
            Future<Boolean> ends = threads.submit(() -> second.await(() -> false, Long.MAX_VALUE));
            ConnectionFrame.SetClientId request = TestLinks.request();
            Future<Boolean> goesOn =
                    threads.submit(() -> first.await(() -> one.answered(request.correlation()), TestLinks.in(LONG)));
            assertThat(call(second, two)).isTrue();
            second.close();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> ends.get(5, TimeUnit.SECONDS))
                    .withCauseInstanceOf(LinkException.class)
                    .withMessageContaining("is closed");
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> second.send(TestLinks.request()))
                    .withMessageEndingWith("is closed");
            first.send(request);
            assertThat(goesOn.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(call(first, one)).isTrue();
        }
        assertThat(one.endings()).isZero();
        assertThat(two.endings()).isZero();
    }

    @Test
    void aGoodbyeOfTheBrokerEndsOneConversation() throws Exception {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one);
                Link second = open(broker.broker(), two)) {
            second.send(TestLinks.request("end"));
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> second.await(() -> false, TestLinks.in(LONG)))
                    .withMessageEndingWith("ended the connection: by hand")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STOPPING));
            await().until(() -> two.endings() == 1);
            assertThat(call(first, one)).isTrue();
            assertThat(one.endings()).isZero();
            first.send(TestLinks.request("end"));
            await().until(() -> one.endings() == 1);
            assertThat(one.end().orElseThrow()).hasMessageEndingWith("ended the connection: by hand");
        }
        assertThat(two.endings()).isEqualTo(1);
    }

    @Test
    void aCutSocketIsToldToEachOnceAndOneSocketTakesThemAgain() throws Exception {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one);
                Link second = open(broker.broker(), two)) {
            first.send(TestLinks.request("cut"));
            await().until(() -> one.endings() == 1 && two.endings() == 1);
            assertThat(two.end().orElseThrow()).hasMessageContaining(" broke: ");
            assertThatExceptionOfType(LinkException.class).isThrownBy(() -> second.send(TestLinks.request()));
            try (Link again = open(broker.broker(), three);
                    Link too = open(broker.broker(), three)) {
                assertThat(call(again, three)).isTrue();
                assertThat(call(too, three)).isTrue();
            }
            assertThat(broker.sockets()).isEqualTo(2);
        }
        assertThat(one.endings()).isEqualTo(1);
        assertThat(two.endings()).isEqualTo(1);
    }

    @Test
    void aSwitchToWhatHasNotBegunBreaksTheProtocolForAll() {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one);
                Link second = open(broker.broker(), two)) {
            second.send(TestLinks.request("foreign"));
            await().until(() -> one.endings() == 1 && two.endings() == 1);
            assertThat(one.end().orElseThrow())
                    .hasMessageEndingWith("broke the protocol: a switch to conversation 99, which has not begun");
            assertThat(first.toString()).isEqualTo(second.toString());
        }
    }

    @Test
    void aBrokerThatDoesNotKnowItGetsASocketForEach() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    count.incrementAndGet();
                    client.shakeHands();
                    TestLinks.echo(client);
                });
                Link first = open(broker, one);
                Link second = open(broker, two)) {
            assertThat(call(first, one)).isTrue();
            assertThat(call(second, two)).isTrue();
            assertThat(count).hasValue(2);
        }
    }

    @Test
    void aHelloWithoutAnAnswerIsGivenUpInItsTimeAndALateAnswerIgnored() throws Exception {
        try (SharingBroker broker = new SharingBroker();
                Link first = open(broker.broker(), one, "connectTimeout=2s")) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> openAs("mute", broker.broker(), two, "connectTimeout=2s"))
                    .withMessageContaining("said nothing within 2000 ms");
            assertThat(call(first, one)).isTrue(); // and the welcome for the other
            try (Link third = open(broker.broker(), three, "connectTimeout=2s")) {
                assertThat(call(third, three)).isTrue();
            }
            assertThat(broker.sockets()).isEqualTo(1);
        }
        assertThat(one.endings()).isZero();
        assertThat(two.endings()).isZero();
    }

    @Test
    void thoseWhoWaitForASocketThatCannotBeHadFailWithIt() throws Exception {
        CountDownLatch fail = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        List<Thread> openers = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            count.incrementAndGet();
            client.expect(ConnectionFrame.Hello.class);
            fail.await();
        })) {
            for (int i = 0; i < 5; i++) {
                Thread opener = new Thread(() -> {
                    try {
                        open(broker, one);
                    } catch (LinkException e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                });
                opener.start();
                openers.add(opener);
                int expected = i;
                await().until(() -> openers.stream()
                                .filter(each -> each.getState() == Thread.State.TIMED_WAITING)
                                .count()
                        == expected);
            }
            fail.countDown();
            for (Thread each : openers) {
                each.join(10_000);
            }
            assertThat(failures).hasSize(5).allSatisfy(e -> assertThat(e)
                    .hasMessageContaining("is not an Angarium broker: it closed the connection"));
            assertThat(count).hasValue(1);
        }
    }

    @Test
    void aSocketThatEndsUnderAHelloIsReplaced() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.shakeHands(SharingBroker.welcome(Features.SUPPORTED));
                    if (count.incrementAndGet() == 1) {
                        client.expect(ConnectionFrame.Switch.class);
                        client.expect(ConnectionFrame.Hello.class);
                    } else {
                        TestLinks.echo(client);
                    }
                });
                Link first = open(broker, one);
                Link second = open(broker, two)) {
            assertThat(call(second, two)).isTrue();
            await().until(() -> one.endings() == 1);
            assertThat(two.endings()).isZero();
            assertThat(first.welcome()).isNotNull();
        }
        assertThat(count).hasValue(2);
    }

    @Test
    void aStreamThatIsCutAfterAnyByteHangsNobody() throws Exception {
        byte[] said = bytes(
                SharingBroker.welcome(Features.SUPPORTED),
                new ConnectionFrame.Switch(1),
                SharingBroker.welcome(Features.SUPPORTED),
                new ConnectionFrame.Switch(0),
                new ReplyFrame.Ok(1),
                new ConnectionFrame.Switch(1),
                new ReplyFrame.Ok(2));
        int first = FrameCodec.size(SharingBroker.welcome(Features.SUPPORTED));
        int seen = 0;
        for (int cut = first; cut <= said.length; cut++) {
            seen += cutAfter(Arrays.copyOf(said, cut), first);
        }
        System.out.println("streams cut: " + (said.length - first + 1) + ", second links welcome: " + seen);
        assertThat(seen).isPositive().isLessThan(said.length - first + 1);
    }

    /** Returns how many second links there were. */
    private int cutAfter(byte[] said, int first) throws Exception {
        Recorder left = new Recorder();
        Recorder right = new Recorder();
        AtomicInteger sockets = new AtomicInteger();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            client.expect(ConnectionFrame.Hello.class);
            if (sockets.incrementAndGet() == 1) {
                client.sendBytes(Arrays.copyOf(said, first));
                client.expect(ConnectionFrame.Switch.class);
                client.expect(ConnectionFrame.Hello.class);
                client.sendBytes(Arrays.copyOfRange(said, first, said.length));
            }
        })) {
            int welcome = 0;
            Link one = open(broker, left);
            try (Link two = open(broker, right)) {
                welcome++;
                assertThat(two.welcome().version()).isEqualTo(1);
            } catch (LinkException e) {
                assertThat(e).hasMessageContaining("it closed the connection"); // the second socket
            }
            await().until(() -> left.endings() == 1);
            one.close();
            return welcome;
        }
    }

    private static byte[] bytes(Frame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameCodec.size(frame));
            FrameCodec.encode(frame, bytes);
            all.writeBytes(bytes.array());
        }
        return all.toByteArray();
    }
}
