package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerException;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.SecuritySettings;
import io.angarium.server.security.UserStore;
import io.angarium.server.testing.Hellos;
import io.angarium.server.testing.LogCapture;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.Messages;
import io.angarium.server.testing.SocketPeer;
import io.angarium.server.tool.selfcheck.Relay;
import io.angarium.wire.ConnectionFrame.Goodbye;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConnectionFrame.Switch;
import io.angarium.wire.ConnectionFrame.Welcome;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.LocalPath;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes over loopback is sent to the broker's Unix domain socket, and is served over TCP where that is not to be had. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@EnabledOnOs(OS.LINUX)
class LocalSocketsTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final long SOON = 20_000;
    private static final String HERE = "local:" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private final List<Connection> connections = new ArrayList<>();
    private Path data;
    private Broker broker;

    @BeforeEach
    void nameTheFolder() {
        data = folder.resolve("data");
    }

    @AfterEach
    void stop() throws JMSException {
        for (Connection connection : connections) {
            connection.close();
        }
        if (broker != null) {
            broker.close();
        }
        log.close();
        assertThat(log.errors()).isEmpty();
    }

    private BrokerSettings settings() {
        return BrokerSettings.in(data).withName("tested").withPort(0);
    }

    private void start(BrokerSettings settings) {
        broker = Broker.start(settings);
    }

    private void start() {
        start(settings());
    }

    private String uri() {
        return uri(broker.port());
    }

    private static String uri(int port) {
        return "angarium://127.0.0.1:" + port;
    }

    private Connection connect(String uri) throws JMSException {
        return own(new AngariumConnectionFactory(uri).createConnection());
    }

    private Connection own(Connection connection) throws JMSException {
        connections.add(connection);
        connection.start();
        return connection;
    }

    /** Where its connections come from, without who asks for that. */
    private List<String> peers() {
        List<Map<String, Object>> rows = ManagementPeer.rows(uri(), "connection.list", Map.of());
        return rows.subList(0, rows.size() - 1).stream()
                .map(row -> String.valueOf(row.get("address")))
                .toList();
    }

    private static List<Path> socketsIn(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> each.getFileName().toString().endsWith(".socket"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Hello hello(long features) {
        return hello(Hellos.anonymous(), features);
    }

    private static Hello hello(Hello like, long features) {
        return new Hello(
                1,
                1,
                features,
                like.incarnation(),
                null,
                like.user(),
                like.password(),
                like.product(),
                like.heartbeatMillis());
    }

    private static Hello wishing(SocketPeer peer) {
        return hello(Features.wishingLocalSocket(Features.SUPPORTED, peer.localPort()));
    }

    private static void assertServed(Connection connection) throws JMSException {
        try (Session session = connection.createSession()) {
            Queue queue = session.createQueue("served");
            session.createProducer(queue).send(session.createTextMessage("hello"));
            Message received = session.createConsumer(queue).receive(SOON);
            assertThat(((TextMessage) received).getText()).isEqualTo("hello");
        }
    }

    @Test
    void whoComesOverLoopbackIsShownByItsProcess() throws JMSException {
        start();
        assertServed(connect(uri()));
        assertServed(connect("angarium://localhost:" + broker.port() + "?reconnect=false"));
        assertThat(peers()).containsExactly(HERE, HERE);
        assertThat(log.lines()).noneMatch(line -> line.contains("socket"));
    }

    @Test
    void theAnswerIsThePathBeforeTheHelloIsJudged() {
        new UserStore(folder.resolve("users")).put("anna", "right".toCharArray(), new TreeSet<>());
        start(settings().withSecurity(new SecuritySettings(folder.resolve("users"), false)));
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(hello(
                    Hellos.of("anna", "wrong", 0), Features.wishingLocalSocket(Features.SUPPORTED, peer.localPort())));
            Goodbye answer = peer.expect(Goodbye.class);
            assertThat(answer.code()).isEqualTo(ErrorCode.LOCAL_SOCKET);
            assertThat(LocalPath.isOne(answer.reason())).isTrue();
            assertThat(Path.of(answer.reason())).exists().hasParent(data.toAbsolutePath());
            assertThat(peer.readOrEnd()).isEmpty();
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("refused"));
    }

    @Test
    void aWishThatNamesAnotherPortHasComeThroughSomethingAndStaysWithTcp() {
        start();
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(hello(Features.wishingLocalSocket(Features.SUPPORTED, peer.localPort() ^ 1)));
            assertThat(peer.expect(Welcome.class).features()).isEqualTo(Features.SUPPORTED);
            assertThat(peers()).containsExactly("127.0.0.1:" + peer.localPort());
        }
    }

    @Test
    void whoComesThroughARelayStaysWithTcp() throws JMSException {
        start();
        try (Relay relay = new Relay(broker.port())) {
            Connection connection = connect(uri(relay.port()));
            assertServed(connection);
            assertThat(peers()).singleElement().asString().startsWith("127.0.0.1:");
            connection.close();
            assertThat(relay.connections()).isEqualTo(1);
        }
    }

    @Test
    void whoDoesNotWishItStaysWithTcp() {
        start();
        try (SocketPeer peer = SocketPeer.welcomed(broker.port())) {
            assertThat(peers()).containsExactly("127.0.0.1:" + peer.localPort());
        }
    }

    @Test
    void aWishOverTheLocalSocketIsNone() {
        start();
        try (SocketPeer peer = SocketPeer.connect(socketsIn(data).get(0))) {
            peer.send(wishing(peer));
            peer.expect(Welcome.class);
            assertThat(peers()).containsExactly(HERE);
        }
    }

    @Test
    void aWishOfALaterConversationIsNone() {
        start();
        try (SocketPeer peer = SocketPeer.connect(broker.port())) {
            peer.send(hello(Features.SUPPORTED));
            peer.expect(Welcome.class);
            peer.send(new Switch(1), wishing(peer));
            assertThat(peer.expect(Switch.class)).isEqualTo(new Switch(1));
            peer.expect(Welcome.class);
        }
    }

    @Test
    void aBrokerThatIsToHaveNoneHasNone() throws JMSException {
        start(settings().withTransport(TransportSettings.DEFAULT.withPort(0).withLocalSocket(false)));
        assertThat(socketsIn(data)).isEmpty();
        assertServed(connect(uri()));
        assertThat(peers()).singleElement().asString().startsWith("127.0.0.1:");
    }

    @Test
    void theFileEndsWithTheBroker() {
        start();
        assertThat(socketsIn(data)).hasSize(1);
        broker.close();
        assertThat(socketsIn(data)).isEmpty();
    }

    @Test
    void aBrokerThatCannotStartLeavesNoFile() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerSettings there = settings().withHost("127.0.0.1").withPort(taken.getLocalPort());
            assertThatThrownBy(() -> Broker.start(there))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("cannot listen on");
        }
        assertThat(socketsIn(data)).isEmpty();
    }

    @Test
    void whatKilledPredecessorsLeftIsRemovedAndNothingElse() throws IOException {
        Files.createDirectories(data);
        Path left = boundAt(data.resolve(LocalPath.name()));
        Path older = boundAt(data.resolve(LocalPath.name()));
        Path other = boundAt(data.resolve("other.socket"));
        Path deeper = boundAt(Files.createDirectory(data.resolve("mine")).resolve(LocalPath.name()));
        Path notes = Files.writeString(data.resolve("notes.txt"), "mine");
        Path likely = Files.writeString(data.resolve(LocalPath.name().replace(".socket", ".txt")), "mine");
        start();
        assertThat(left).doesNotExist();
        assertThat(older).doesNotExist();
        assertThat(other).exists();
        assertThat(deeper).exists();
        assertThat(notes).hasContent("mine");
        assertThat(likely).hasContent("mine");
        assertThat(socketsIn(data)).hasSize(2);
    }

    private static Path boundAt(Path path) throws IOException {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        return path;
    }

    @Test
    void whereOneThatWasLeftCannotBeRemovedTheBrokerStarts() throws IOException {
        Path left = Files.createDirectories(data.resolve(LocalPath.name()));
        Files.writeString(left.resolve("notes.txt"), "mine");
        start();
        assertThat(left.resolve("notes.txt")).hasContent("mine");
        assertThat(log.lines()).anyMatch(line -> line.contains("cannot remove the socket " + left));
    }

    @ParameterizedTest
    @ValueSource(ints = {62, 63, 150})
    void aFolderWhosePathIsTooLongHasNone(int length) throws JMSException {
        String parent = folder.toAbsolutePath() + "/";
        data = Path.of(parent + "x".repeat(length - parent.length()));
        start();
        assertServed(connect(uri()));
        boolean fits = length <= 62; // as the configuration page says
        assertThat(socketsIn(data)).hasSize(fits ? 1 : 0);
        assertThat(peers()).singleElement().asString().startsWith(fits ? HERE : "127.0.0.1:");
        assertThat(log.lines().stream().filter(line -> line.contains(" bytes too long for it")))
                .hasSize(fits ? 0 : 1);
    }

    @Test
    void namesAndPasswordsAreAskedForThereToo() throws JMSException {
        Path users = folder.resolve("users");
        new UserStore(users).put("anna", "right".toCharArray(), new TreeSet<>(List.of("admin")));
        start(settings().withSecurity(new SecuritySettings(users, true)));
        AngariumConnectionFactory factory = new AngariumConnectionFactory(uri());
        assertServed(own(factory.createConnection("anna", "right")));
        assertThat(peers()).containsExactly(HERE);
        assertThatThrownBy(() -> factory.createConnection("anna", "wrong"))
                .isInstanceOf(JMSSecurityException.class)
                .hasMessageContaining(
                        "127.0.0.1:" + broker.port() + " refused the connection: user unknown or password wrong");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoComesByItComesFromThisMachine(boolean anonymous) {
        Path users = folder.resolve("users");
        new UserStore(users).put("anna", "right".toCharArray(), new TreeSet<>());
        start(settings().withSecurity(new SecuritySettings(users, anonymous)));
        try (SocketPeer peer = SocketPeer.connect(socketsIn(data).get(0))) {
            peer.send(Hellos.anonymous());
            if (anonymous) {
                peer.expect(Welcome.class);
            } else {
                assertThat(peer.expect(Goodbye.class).code()).isEqualTo(ErrorCode.AUTHENTICATION);
            }
        }
    }

    @Test
    void withoutTheFileWhoIsConnectedGoesOnAndOthersComeByTcp() throws Exception {
        start();
        Connection before = connect(uri());
        Files.delete(socketsIn(data).get(0));
        assertServed(before);
        Connection after = connect(uri());
        assertServed(after);
        assertThat(peers()).hasSize(2).first().isEqualTo(HERE);
        assertThat(peers().get(1)).startsWith("127.0.0.1:");
    }

    @Test
    void smallMessagesAndLargeOnesGoBothWays() throws JMSException {
        start();
        byte[] body = new byte[20_000_000];
        new Random(7).nextBytes(body);
        Session sending = connect(uri()).createSession();
        Session receiving = connect(uri()).createSession();
        MessageConsumer consumer = receiving.createConsumer(receiving.createQueue("mixed"));
        MessageProducer producer = sending.createProducer(sending.createQueue("mixed"));
        for (int i = 0; i < 300; i++) {
            producer.send(sending.createTextMessage("m" + i));
            if (i % 100 == 50) {
                BytesMessage large = sending.createBytesMessage();
                large.writeBytes(body);
                producer.send(large);
            }
        }
        for (int i = 0; i < 300; i++) {
            assertThat(((TextMessage) consumer.receive(SOON)).getText()).isEqualTo("m" + i);
            if (i % 100 == 50) {
                assertThat(consumer.receive(SOON).getBody(byte[].class)).isEqualTo(body);
            }
        }
        assertThat(peers()).containsExactly(HERE, HERE);
    }

    @Test
    void whoComesBackAfterARestartComesByTheNewSocket() throws JMSException {
        start();
        Connection connection = connect(uri());
        Path before = socketsIn(data).get(0);
        int port = broker.port();
        broker.close();
        start(settings().withPort(port));
        assertServed(connection);
        assertThat(peers()).containsExactly(HERE);
        assertThat(socketsIn(data)).hasSize(1).doesNotContain(before);
    }

    @Test
    void whoTriesWhileTheBrokerStartsIsSentThereAsSoonAsThePortIsOpen() throws Exception {
        start();
        int port = broker.port();
        for (int i = 0; i < 20; i++) {
            broker.close();
            CompletableFuture<ErrorCode> first = CompletableFuture.supplyAsync(() -> firstAnswer(port));
            start(settings().withPort(port));
            assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.LOCAL_SOCKET);
        }
    }

    private static ErrorCode firstAnswer(int port) {
        while (true) {
            try (SocketPeer peer = SocketPeer.connect(port)) {
                peer.send(wishing(peer));
                return peer.read() instanceof Goodbye goodbye ? goodbye.code() : null;
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof ConnectException)) {
                    throw e;
                }
            }
        }
    }

    @Test
    void whoIsConnectedHearsThatTheBrokerStops() {
        start();
        try (SocketPeer peer = SocketPeer.connect(socketsIn(data).get(0))) {
            peer.send(Hellos.anonymous());
            peer.expect(Welcome.class);
            broker.close();
            assertThat(peer.expect(Goodbye.class).code()).isEqualTo(ErrorCode.STOPPING);
            assertThat(peer.readOrEnd()).isEmpty();
        }
    }

    /** Also more than is read in one turn, after which the broker finds that it cannot answer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 50, 500})
    void whatAKilledClientHasWrittenCountsAlthoughItHasNotReadAll(int messages) {
        start();
        try (SocketPeer peer = SocketPeer.connect(socketsIn(data).get(0))) {
            peer.send(Hellos.anonymous());
            peer.expect(Welcome.class);
            peer.send(new SessionFrame.OpenSession(1), new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
            peer.expect(ReplyFrame.Ok.class);
            assertThat(peer.expect(ProducerFrame.ProducerCredit.class).messages())
                    .isGreaterThan(messages);
            peer.send(new ConsumerFrame.OpenConsumer(2, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
            peer.send(new ConsumerFrame.Credit(1, 1, 1 << 20), send(1));
            await().until(() -> orders("inFlight") == 1);
            peer.send(IntStream.rangeClosed(2, messages + 1)
                    .mapToObj(LocalSocketsTest::send)
                    .toArray(Frame[]::new));
        }
        await().until(() -> peers().isEmpty());
        assertThat(orders("messages")).isEqualTo(messages + 1);
    }

    private static Frame send(int number) {
        return new ProducerFrame.Send(1, number, 0, 0, 0, Messages.bytes("orders", false, new byte[1000]));
    }

    private int orders(String column) {
        Map<String, Object> row = ManagementPeer.ask(uri(), "queue.show", Map.of("name", "orders"));
        return ((Number) row.get(column)).intValue();
    }

    @Test
    void whoHasGoneIsForgotten() throws JMSException {
        start();
        try (SocketPeer peer = SocketPeer.connect(socketsIn(data).get(0))) {
            peer.send(Hellos.anonymous());
            peer.expect(Welcome.class);
            assertThat(peers()).containsExactly(HERE);
        }
        await().until(() -> peers().isEmpty());
    }
}
