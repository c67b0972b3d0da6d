package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.UserStore;
import io.angarium.server.testing.Hellos;
import io.angarium.server.testing.LogCapture;
import io.angarium.server.testing.Messages;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are slow, silent, wrong or greedy are told so and closed, with a reason in the log; others do not notice. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadPeersTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final long MAX_OUTBOUND = 4_000_000;
    /** Short, but long enough for a busy machine to say it. */
    private static final Duration HELLO = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private Broker broker;

    @BeforeEach
    void start() {
        TransportSettings transport = TransportSettings.DEFAULT
                .withPort(0)
                .withTimes(HELLO, Duration.ofMillis(200))
                .withMaxOutboundBytes(MAX_OUTBOUND);
        broker = Broker.start(BrokerSettings.in(folder).withName("tested").withTransport(transport));
    }

    @AfterEach
    void stop() {
        broker.stop();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    @Test
    void aPeerThatSaysNothingIsTimedOut() {
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            assertGoodbye(peer, ErrorCode.TIMEOUT, "no hello within 2000 ms");
        }
    }

    @Test
    void aPeerThatSaysHelloByDribsAndDrabsIsTimedOut() {
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.sendBytes((byte) 0, (byte) 0, (byte) 0, (byte) 100, (byte) 1);
            assertGoodbye(peer, ErrorCode.TIMEOUT, "no hello within 2000 ms");
        }
    }

    @Test
    void aPeerThatBreaksItsPromiseOfHeartbeatsIsTimedOut() {
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(Hellos.of(null, null, 100));
            peer.expect(ConnectionFrame.Welcome.class);
            assertGoodbye(peer, ErrorCode.TIMEOUT, "silent for more than");
        }
    }

    @Test
    void aPeerThatPromisedNothingMayBeSilentAndHearsHeartbeats() {
        try (SocketPeer peer = SocketPeer.welcomed(broker.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(peer.read()).isInstanceOf(ConnectionFrame.Ping.class);
            }
            assertServed(peer);
        }
    }

    @Test
    void anotherProtocolIsTurnedAway() {
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertGoodbye(peer, ErrorCode.PROTOCOL, "frame length 1195725856 is not 1 to 16384");
        }
    }

    @Test
    void aFirstFrameThatIsNoHelloIsRefused() {
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(new ConnectionFrame.Ping(1));
            assertGoodbye(peer, ErrorCode.PROTOCOL, "the first frame is not a hello");
        }
    }

    @Test
    void aLengthBeyondTheLimitIsRefusedBeforeAnythingIsAllocated() {
        try (SocketPeer peer = SocketPeer.welcomed(broker.port());
                SocketPeer other = SocketPeer.welcomed(broker.port())) {
            peer.sendBytes(ByteBuffer.allocate(5)
                    .putInt(Integer.MAX_VALUE)
                    .put((byte) 1)
                    .array());
            assertGoodbye(peer, ErrorCode.PROTOCOL, "frame length 2147483647 is not 1 to");
            assertServed(other);
        }
    }

    @Test
    void aVersionThatNobodySpeaksIsRefused() {
        ConnectionFrame.Hello hello = Hellos.anonymous();
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(new ConnectionFrame.Hello(
                    200, 201, 0, hello.incarnation(), null, null, null, "from the future", 0));
            assertThat(peer.expect(ConnectionFrame.Goodbye.class).code()).isEqualTo(ErrorCode.VERSION);
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndTheRightOneTaken() {
        new UserStore(folder.resolve("users")).put("ann", "right".toCharArray(), new TreeSet<>());
        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            try (SocketPeer peer = SocketPeer.connect(broker.port())) {
                peer.send(Hellos.of("ann", "wrong", 0));
                assertGoodbye(peer, ErrorCode.AUTHENTICATION, "user unknown or password wrong");
            }
        });
        for (int i = 0; i < 2; i++) {
            try (SocketPeer peer = SocketPeer.connect(broker.port())) {
                peer.send(Hellos.of("ann", "right", 0), new ConnectionFrame.Ping(5));
                peer.expect(ConnectionFrame.Welcome.class);
                assertThat(peer.expect(ConnectionFrame.Pong.class).token()).isEqualTo(5);
            }
        }
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(Hellos.anonymous());
            assertGoodbye(peer, ErrorCode.AUTHENTICATION, "user name and password are needed");
        }
    }

    @Test
    void aConsumerThatDoesNotReadIsDisconnectedBeyondTheBound() {
        try (SocketPeer sleeper = promising(1_000); // who promises nothing may rest
                SocketPeer producer = SocketPeer.welcomed(broker.port())) {
            sleeper.send(
                    new SessionFrame.OpenSession(1),
                    new ConsumerFrame.OpenConsumer(1, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false),
                    new ConsumerFrame.Credit(1, 1_000_000, 1_000_000_000));
            sleeper.expect(ReplyFrame.Ok.class);
            producer.send(new SessionFrame.OpenSession(1), new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
            producer.expect(ReplyFrame.Ok.class);
            byte[] body = new byte[200_000];
            for (int i = 1; i <= 300 && !logged("does not read"); i++) {
                if (!logged("does not read")) {
                    sleeper.send(new ConnectionFrame.Ping(i));
                }
                producer.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.bytes("orders", false, body)));
                while (producer.expect(ProducerFrame.Confirmed.class).upTo() < i) {
                    assertThat(logged("cannot")).isFalse();
                }
            }
            await().until(() -> {
                if (!logged("does not read")) {
                    sleeper.send(new ConnectionFrame.Ping(1)); // it lives
                }
                return logged("does not read");
            });
            assertServed(producer);
        }
    }

    private SocketPeer promising(int heartbeatMillis) {
        SocketPeer peer = SocketPeer.connect(broker.port());
        peer.send(Hellos.of(null, null, heartbeatMillis));
        peer.expect(ConnectionFrame.Welcome.class);
        return peer;
    }

    private boolean logged(String text) {
        return log.lines().stream().anyMatch(line -> line.contains(text));
    }

    private void assertGoodbye(SocketPeer peer, ErrorCode code, String reason) {
        ConnectionFrame.Goodbye goodbye = peer.expect(ConnectionFrame.Goodbye.class);
        assertThat(goodbye.code()).isEqualTo(code);
        assertThat(goodbye.reason()).contains(reason);
        assertThat(peer.readOrEnd()).isEmpty();
        assertThat(log.lines()).anyMatch(line -> line.contains(reason));
    }

    private static void assertServed(SocketPeer peer) {
        peer.send(new ConnectionFrame.Ping(77));
        Optional<Frame> answer = peer.readOrEnd();
        while (answer.isPresent() && !answer.get().equals(new ConnectionFrame.Pong(77))) {
            answer = peer.readOrEnd();
        }
        assertThat(answer).isPresent();
    }
}
