package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.testing.Conversation;
import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandshakeTest {
    private final Recorder recorder = new Recorder();

    @Test
    void theBrokerIsToldWhatTheClientSaysAndTheClientWhatTheBrokerSays() {
        ConnectionFrame.Hello hello = TestLinks.hello(0);
        CompletableFuture<ConnectionFrame.Hello> heard = new CompletableFuture<>();
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
            heard.complete(client.shakeHands());
            client.partInPeace();
        })) {
            try (Link link = Links.open(BrokerUri.parse(broker.uri()), hello, recorder)) {
                assertThat(link.welcome()).isEqualTo(ScriptedBroker.welcome(0));
                assertThat(heard.join())
                        .usingRecursiveComparison()
                        .ignoringFields("features")
                        .isEqualTo(hello);
                assertThat(Features.negotiate(heard.join().features())).isEqualTo(hello.features());
            }
        }
    }

    @Test
    void localhostIsTriedOnAllItsAddresses() {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = Links.open(
                        BrokerUri.parse("angarium://localhost:" + broker.port()), TestLinks.hello(0), recorder)) {
            assertThat(link.welcome().version()).isEqualTo(1);
        }
    }

    @Test
    void aWelcomeThatComesByteByByteIsAWelcome() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.expect(ConnectionFrame.Hello.class);
                    client.dribble(ScriptedBroker.welcome(0));
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            assertThat(link.welcome()).isEqualTo(ScriptedBroker.welcome(0));
        }
    }

    @Test
    void framesThatComeTogetherWithTheWelcomeAreNotLost() {
        try (ScriptedBroker broker = ScriptedBroker.play(client -> {
                    client.expect(ConnectionFrame.Hello.class);
                    client.send(ScriptedBroker.welcome(0), new ConsumerFrame.BrowseEnd(7));
                    client.partInPeace();
                });
                Link link = TestLinks.open(broker, recorder)) {
            await().until(() -> recorder.frames().size() == 1);
            assertThat(recorder.frames()).containsExactly(new ConsumerFrame.BrowseEnd(7));
            assertThat(link.welcome().version()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalCarriesTheReasonOfTheBroker() {
        try (ScriptedBroker broker = answering(client ->
                client.send(new ConnectionFrame.Goodbye(ErrorCode.AUTHENTICATION, "wrong password for anna")))) {
            failsToOpen(broker)
                    .withMessage("broker 127.0.0.1:%d refused the connection: wrong password for anna", broker.port())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION));
        }
    }

    @Test
    void aVersionThatTheClientDoesNotSpeakIsRefused() {
        try (ScriptedBroker broker = answering(client -> client.send(
                new ConnectionFrame.Welcome(9, 0, new UUID(1, 1), "future", 1, Limits.MAX_FRAME_BYTES, 0)))) {
            failsToOpen(broker)
                    .withMessageContaining("speaks version 9 of the protocol, this client version 1")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION));
        }
    }

    @Test
    void aSilentServerTimesOut() {
        try (ScriptedBroker broker = ScriptedBroker.play(Conversation::stayUntilTheClientLeaves)) {
            failsToOpen(broker, "connectTimeout=200ms")
                    .withMessageContaining("said nothing within 200 ms: is it an Angarium broker?");
        }
    }

    @Test
    void aServerThatDribblesForEverTimesOut() {
        try (ScriptedBroker broker = answering(client -> {
            client.sendStart(ScriptedBroker.welcome(0), 10);
            client.stayUntilTheClientLeaves();
        })) {
            failsToOpen(broker, "connectTimeout=200ms").withMessageContaining("said nothing within 200 ms");
        }
    }

    @Test
    void aWebServerIsNotABroker() {
        try (ScriptedBroker broker = answering(
                client -> client.sendBytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            failsToOpen(broker).withMessageContaining("127.0.0.1:%d is not an Angarium broker: ", broker.port());
        }
    }

    @Test
    void aServerThatHangsUpIsNotABroker() {
        try (ScriptedBroker broker = answering(client -> {})) {
            failsToOpen(broker).withMessageContaining("is not an Angarium broker: it closed the connection");
        }
    }

    @Test
    void anAnswerThatIsNoAnswerIsNotABroker() {
        try (ScriptedBroker broker = answering(client -> client.send(new ConnectionFrame.Pong(1)))) {
            failsToOpen(broker).withMessageContaining("is not an Angarium broker: it answered with a Pong frame");
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        assertThatExceptionOfType(LinkException.class)
                .isThrownBy(() -> open("angarium://no-such-host.invalid"))
                .withMessage("cannot reach broker no-such-host.invalid:7171: unknown host no-such-host.invalid");
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int port = freePort();
        assertThatExceptionOfType(LinkException.class)
                .isThrownBy(() -> open("angarium://127.0.0.1:" + port))
                .withMessage(
                        "cannot reach broker 127.0.0.1:%d: connection refused, nothing listens there".formatted(port));
    }

    @Test
    void aBrokerWithoutTlsIsNotReachedOverTls() {
        try (ScriptedBroker broker =
                ScriptedBroker.play(client -> client.sendBytes("hello".getBytes(StandardCharsets.US_ASCII)))) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> open("angarium+tls://127.0.0.1:" + broker.port() + "?connectTimeout=2s"))
                    .withMessageStartingWith("cannot reach broker 127.0.0.1:" + broker.port());
        }
    }

    @Test
    void theNextAddressIsTriedAndTheFirstIsForgotten() throws IOException {
        try (ScriptedBroker broker = TestLinks.echoBroker();
                Link link = open("angarium://(127.0.0.1:" + freePort() + ",127.0.0.1:" + broker.port() + ")")) {
            assertThat(link.welcome().version()).isEqualTo(1);
        }
    }

    @Test
    void allAddressesThatFailedAreNamed() throws IOException {
        int port = freePort();
        assertThatExceptionOfType(LinkException.class)
                .isThrownBy(() -> open("angarium://(127.0.0.1:" + port + ",no-such-host.invalid)"))
                .withMessageContaining("none of 2 brokers can be reached")
                .withMessageContaining("127.0.0.1:" + port + ": connection refused")
                .withMessageContaining("unknown host no-such-host.invalid")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void aWrongPasswordIsNotTriedOnTheNextAddress() {
        try (ScriptedBroker broker =
                answering(client -> client.send(new ConnectionFrame.Goodbye(ErrorCode.AUTHENTICATION, "no")))) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> open("angarium://(127.0.0.1:" + broker.port() + ",no-such-host.invalid)"))
                    .withMessageEndingWith("refused the connection: no");
        }
    }

    @Test
    void aMissingBrokerInTheSameJvmSaysWhatToAdd() {
        assertThatExceptionOfType(LinkException.class)
                .isThrownBy(() -> open("vm://here"))
                .withMessage("no broker for vm:// on the class path: add angarium-provider-server");
    }

    private Link open(String uri) {
        return Links.open(BrokerUri.parse(uri), TestLinks.hello(0), recorder);
    }

    private ThrowableAssertAlternative<LinkException> failsToOpen(ScriptedBroker broker, String... options) {
        return assertThatExceptionOfType(LinkException.class)
                .isThrownBy(() -> TestLinks.open(broker, recorder, options))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static ScriptedBroker answering(ScriptedBroker.Script answer) {
        return ScriptedBroker.play(client -> {
            client.expect(ConnectionFrame.Hello.class);
            answer.play(client);
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
