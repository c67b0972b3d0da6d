package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.UserStore;
import io.angarium.server.testing.LogCapture;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several conversations on one socket, frame by frame. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedSocketTest {
    private static final Destination ORDERS = Destination.queue("orders");

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private Broker broker;
    private SocketPeer peer;

    @BeforeEach
    void start() {
        TransportSettings transport =
                TransportSettings.DEFAULT.withPort(0).withTimes(Duration.ofSeconds(5), Duration.ZERO);
        broker = Broker.start(BrokerSettings.in(folder).withName("tested").withTransport(transport));
        peer = connect();
    }

    @AfterEach
    void stop() {
        peer.close();
        broker.stop();
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    private SocketPeer connect() {
        SocketPeer connected = SocketPeer.connect(broker.port());
        connected.send(hello(null, null, null));
        connected.expect(ConnectionFrame.Welcome.class);
        return connected;
    }

    private static ConnectionFrame.Hello hello(String user, String password, String clientId) {
        return new ConnectionFrame.Hello(
                1, 1, Features.SUPPORTED, UUID.randomUUID(), clientId, user, password, "test peer", 0);
    }

    private static ConnectionFrame.Hello hello() {
        return hello(null, null, null);
    }

    private static Frame to(int conversation) {
        return new ConnectionFrame.Switch(conversation);
    }

    private void expect(Frame... frames) {
        for (Frame frame : frames) {
            assertThat(peer.read()).isEqualTo(frame);
        }
    }

    private void begin(int conversation) {
        peer.send(to(conversation), hello());
        expect(to(conversation));
        assertThat(peer.read()).isInstanceOf(ConnectionFrame.Welcome.class);
    }

    private static Frame consumer(int correlation) {
        return new ConsumerFrame.OpenConsumer(
                correlation, 1, correlation, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false);
    }

    private List<Map<String, Object>> connections() {
        List<Map<String, Object>> rows = new ArrayList<>(
                ManagementPeer.rows("angarium://127.0.0.1:" + broker.port(), "connection.list", Map.of()));
        rows.remove(rows.size() - 1); // who asks
        return rows;
    }

    private void assertServed(int conversation) {
        peer.send(to(conversation), new ConnectionFrame.Ping(700 + conversation));
        Frame answer = peer.read();
        while (answer instanceof ConnectionFrame.Switch) {
            answer = peer.read();
        }
        assertThat(answer).isEqualTo(new ConnectionFrame.Pong(700 + conversation));
    }

    @Test
    void eachConversationIsAConnectionWithNumbersOfItsOwn() {
        begin(1);
        peer.send(
                new SessionFrame.OpenSession(1),
                consumer(1),
                to(0),
                new SessionFrame.OpenSession(1),
                consumer(1),
                consumer(2),
                to(1),
                consumer(2));
        expect( // what one round says to each is together
                new ReplyFrame.Ok(1), new ReplyFrame.Ok(2), to(0), new ReplyFrame.Ok(1), new ReplyFrame.Ok(2));
        assertThat(connections()).hasSize(2);
    }

    @Test
    void aSwitchThatWasNotAgreedOnBreaksTheProtocol() {
        try (SocketPeer old = SocketPeer.welcomed(broker.port())) {
            old.send(to(1), hello());
            ConnectionFrame.Goodbye goodbye = old.expect(ConnectionFrame.Goodbye.class);
            assertThat(goodbye.code()).isEqualTo(ErrorCode.PROTOCOL);
            assertThat(old.readOrEnd()).isEmpty();
        }
    }

    @Test
    void aConversationThatBeginsWithoutAHelloEndsAll() {
        begin(1);
        peer.send(to(2), new SessionFrame.OpenSession(1));
        assertAllEnded("the first frame is not a hello");
    }

    @Test
    void aConversationThatIsLeftBeforeItsHelloEndsAll() {
        begin(1);
        peer.send(to(2), to(0), new SessionFrame.OpenSession(1));
        assertAllEnded("conversation 2 was left without a hello");
    }

    @Test
    void aDamagedSwitchEndsAll() {
        begin(1);
        byte[] bytes = encoded(to(0));
        bytes[FrameCodec.LENGTH_BYTES + 1] = (byte) 0x80; // a negative number
        peer.sendBytes(bytes);
        assertAllEnded("SWITCH.conversation");
    }

    @Test
    void aHelloBeyondTheLimitOfHandshakesEndsAll() {
        begin(1);
        peer.send(to(2));
        peer.sendBytes((byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 1);
        assertAllEnded("frame length 65536 is not 1 to 16384");
    }

    private void assertAllEnded(String reason) {
        List<Frame> last = new ArrayList<>();
        for (var frame = peer.readOrEnd(); frame.isPresent(); frame = peer.readOrEnd()) {
            last.add(frame.get());
        }
        assertThat(last)
                .filteredOn(ConnectionFrame.Goodbye.class::isInstance)
                .hasSize(2)
                .allSatisfy(frame -> {
                    assertThat(((ConnectionFrame.Goodbye) frame).code()).isEqualTo(ErrorCode.PROTOCOL);
                    assertThat(((ConnectionFrame.Goodbye) frame).reason()).contains(reason);
                });
        await().until(() -> connections().isEmpty());
    }

    @Test
    void aGoodbyeEndsItsConversationAndTheLastOneTheSocket() {
        begin(1);
        begin(2);
        peer.send(to(1), new ConnectionFrame.Goodbye(null, ""), new SessionFrame.OpenSession(1), hello(), to(2));
        expect(to(1), new ConnectionFrame.Goodbye(null, ""));
        peer.send(new ConnectionFrame.Ping(1), to(1), new SessionFrame.OpenSession(5), new ConnectionFrame.Ping(2));
        expect(new ConnectionFrame.Pong(2)); // no conversation answers it: at once
        expect(to(2), new ConnectionFrame.Pong(1));
        assertThat(connections()).hasSize(2);
        peer.send(to(0), new ConnectionFrame.Goodbye(null, ""));
        expect(to(0), new ConnectionFrame.Goodbye(null, ""));
        assertServed(2);
        peer.send(to(2), new ConnectionFrame.Goodbye(null, ""));
        expect(new ConnectionFrame.Goodbye(null, ""));
        assertThat(peer.readOrEnd()).isEmpty();
    }

    @Test
    void aPingInAConversationThatHasJustEndedIsAnswered() {
        begin(1);
        peer.send(new ConnectionFrame.Goodbye(null, ""));
        expect(new ConnectionFrame.Goodbye(null, ""));
        peer.send(new SessionFrame.OpenSession(1), new ConnectionFrame.Ping(8)); // still in conversation 1
        expect(new ConnectionFrame.Pong(8));
        assertServed(0);
    }

    @Test
    void whatTheEngineFindsWrongEndsOneConversation() {
        begin(1);
        peer.send(new SessionFrame.OpenSession(1), new SessionFrame.OpenSession(1));
        ConnectionFrame.Goodbye goodbye = peer.expect(ConnectionFrame.Goodbye.class);
        assertThat(goodbye.code()).isEqualTo(ErrorCode.PROTOCOL);
        assertServed(0);
        assertThat(connections()).hasSize(1);
    }

    @Test
    void aClientIdentifierIsInUseAlsoOnItsOwnSocketAndFreeWhenItsConversationEnds() {
        peer.send(to(1), hello(null, null, "desk"), to(2), hello(null, null, "desk"));
        expect(to(1));
        assertThat(peer.read()).isInstanceOf(ConnectionFrame.Welcome.class);
        expect(to(2));
        assertThat(peer.expect(ConnectionFrame.Goodbye.class).code()).isEqualTo(ErrorCode.INVALID_CLIENT_ID);
        peer.send(to(1), new ConnectionFrame.Goodbye(null, ""), to(3), hello(null, null, "desk"));
        expect(to(1), new ConnectionFrame.Goodbye(null, ""), to(3));
        assertThat(peer.read()).isInstanceOf(ConnectionFrame.Welcome.class);
        peer.close();
        await().until(() -> connections().isEmpty());
        peer = SocketPeer.connect(broker.port());
        peer.send(hello(null, null, "desk"));
        peer.expect(ConnectionFrame.Welcome.class);
    }

    @Test
    void aHelloThatIsJudgedSlowlyHoldsUpNobodyAndARefusalEndsNobody() {
        peer.close();
        new UserStore(folder.resolve("users")).put("ann", "right".toCharArray(), new TreeSet<>());
        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            try (SocketPeer wrong = SocketPeer.connect(broker.port())) {
                wrong.send(hello("ann", "wrong", null));
                return wrong.read() instanceof ConnectionFrame.Goodbye; // the users file has been read
            }
        });
        peer = SocketPeer.connect(broker.port());
        peer.send(hello("ann", "right", null));
        peer.expect(ConnectionFrame.Welcome.class);
        int many = 20; // judging them takes longer than the answer to a ping
        List<Frame> frames = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            frames.add(to(i));
            frames.add(hello("ann", "wrong", null));
        }
        frames.add(to(0));
        frames.add(new ConnectionFrame.Ping(5));
        peer.send(frames.toArray(Frame[]::new));
        int before = refusals(Integer.MAX_VALUE);
        assertThat(before).isLessThan(many);
        assertThat(before + refusals(many - before)).isEqualTo(many);
        assertServed(0);
        peer.send(to(22), hello("ann", "wrong too", null), new ConnectionFrame.Goodbye(null, ""));
        expect(to(22), new ConnectionFrame.Goodbye(null, ""));
        assertServed(0);
        peer.send(to(23), hello("ann", "also wrong", null), new SessionFrame.OpenSession(1));
        ConnectionFrame.Goodbye goodbye = peer.expect(ConnectionFrame.Goodbye.class);
        assertThat(goodbye.reason()).isEqualTo("a frame before the answer to the hello");
    }

    /** How many hellos are refused until there is a pong, or so many. */
    private int refusals(int most) {
        int count = 0;
        while (count < most) {
            Frame next = peer.read();
            if (next instanceof ConnectionFrame.Pong) {
                return count;
            }
            if (next instanceof ConnectionFrame.Goodbye goodbye) {
                assertThat(goodbye.code()).isEqualTo(ErrorCode.AUTHENTICATION);
                assertThat(goodbye.reason()).isEqualTo("user unknown or password wrong");
                count++;
            }
        }
        return count;
    }

    @Test
    void oneConversationTooManyIsRefusedAndTheOthersGoOn() {
        for (int i = 1; i < Conversations.MAX_OPEN; i++) {
            begin(i);
        }
        peer.send(to(Conversations.MAX_OPEN), hello());
        expect(to(Conversations.MAX_OPEN));
        ConnectionFrame.Goodbye goodbye = peer.expect(ConnectionFrame.Goodbye.class);
        assertThat(goodbye.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        assertThat(goodbye.reason()).isEqualTo("a socket carries 1000 connections at most");
        assertServed(999);
        peer.send(to(7), new ConnectionFrame.Goodbye(null, ""));
        expect(to(7), new ConnectionFrame.Goodbye(null, ""));
        begin(Conversations.MAX_OPEN + 1);
    }

    @Test
    void theStopOfTheBrokerIsToldInEachConversation() {
        begin(1);
        broker.stop();
        List<Frame> last = new ArrayList<>();
        for (var frame = peer.readOrEnd(); frame.isPresent(); frame = peer.readOrEnd()) {
            last.add(frame.get());
        }
        assertThat(last)
                .filteredOn(ConnectionFrame.Goodbye.class::isInstance)
                .hasSize(2)
                .allSatisfy(frame ->
                        assertThat(((ConnectionFrame.Goodbye) frame).code()).isEqualTo(ErrorCode.STOPPING));
    }

    @Test
    void aSocketThatIsCutAfterAnyByteLeavesNoConnection() {
        byte[] all = encoded(
                hello(),
                to(1),
                hello(null, null, "one"),
                new SessionFrame.OpenSession(1),
                to(0),
                new SessionFrame.OpenSession(1),
                consumer(1),
                to(1),
                consumer(1),
                new ConnectionFrame.Goodbye(null, ""),
                to(0),
                consumer(2));
        for (int cut = 1; cut <= all.length; cut++) {
            try (SocketPeer torn = SocketPeer.connect(broker.port())) {
                torn.sendBytes(Arrays.copyOf(all, cut));
            }
        }
        System.out.println("sockets cut: " + all.length);
        await().atMost(20, TimeUnit.SECONDS).until(() -> connections().size() == 1);
        assertServed(0);
    }

    private static byte[] encoded(Frame... frames) {
        ByteBuffer buffer = ByteBuffer.allocate(
                Arrays.stream(frames).mapToInt(FrameCodec::size).sum());
        Arrays.stream(frames).forEach(frame -> FrameCodec.encode(frame, buffer));
        return buffer.array();
    }
}
