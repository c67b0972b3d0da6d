package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.testing.Conversation;
import io.angarium.jms.testing.LocalListening;
import io.angarium.jms.testing.ScriptedBroker;
import io.angarium.jms.uri.BrokerUri;
import io.angarium.wire.ConnectionFrame.Goodbye;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConnectionFrame.Pong;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.LocalPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that is sent to a Unix domain socket goes there, and comes back where that leads nowhere. */
@Timeout(30)
class LocalSocketOfferTest {
    @TempDir
    Path folder;

    private final Recorder recorder = new Recorder();
    private final Hello hello = TestLinks.hello(0);
    private final List<Hello> overTcp = new CopyOnWriteArrayList<>();
    private final List<Hello> locally = new CopyOnWriteArrayList<>();

    private final List<ScriptedBroker> brokers = new ArrayList<>();

    @AfterEach
    void close() {
        brokers.forEach(ScriptedBroker::close);
    }

    private ScriptedBroker own(ScriptedBroker broker) {
        brokers.add(broker);
        return broker;
    }

    private Path path() {
        return folder.resolve(LocalPath.name());
    }

    /** Sends those to that path who wish it, and serves others. */
    private ScriptedBroker offering(Path path) {
        return own(ScriptedBroker.play(client -> {
            Hello heard = client.expect(Hello.class);
            overTcp.add(heard);
            if (Features.wishesLocalSocket(heard.features(), client.clientPort())) {
                client.send(new Goodbye(ErrorCode.LOCAL_SOCKET, path.toString()));
            } else {
                client.send(ScriptedBroker.welcome(0));
                TestLinks.echo(client);
            }
        }));
    }

    /** Does that with each hello at that path. */
    private ScriptedBroker listening(Path path, ScriptedBroker.Script answer) {
        return own(ScriptedBroker.playOver(new LocalListening(path), client -> {
            locally.add(client.expect(Hello.class));
            answer.play(client);
        }));
    }

    private ScriptedBroker serving(Path path) {
        return listening(path, client -> {
            client.send(ScriptedBroker.welcome(0));
            TestLinks.echo(client);
        });
    }

    private Link open(ScriptedBroker broker, String... options) {
        return Links.open(BrokerUri.parse(broker.uri(options)), hello, recorder);
    }

    private void assertServed(ScriptedBroker broker) throws InterruptedException {
        try (Link link = open(broker)) {
            for (int i = 0; i < 100; i++) {
                assertThat(TestLinks.call(link, recorder, Duration.ofSeconds(10)))
                        .isTrue();
            }
        }
        assertThat(recorder.endings()).isZero();
        assertThat(recorder.overlapped()).isFalse();
    }

    private void assertCameBackToTcp() {
        assertThat(overTcp).hasSize(2);
        assertThat(overTcp.get(0).features() & Features.LOCAL_SOCKET).isNotZero();
        assertThat(overTcp.get(1)).isEqualTo(hello);
    }

    private ThrowableAssertAlternative<LinkException> failsToOpen(ScriptedBroker broker, String... options) {
        return assertThatExceptionOfType(LinkException.class)
                .isThrownBy(() -> open(broker, options))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void itGoesThereAndWishesNoMore() throws InterruptedException {
        Path path = path();
        serving(path);
        assertServed(offering(path));
        assertThat(overTcp).hasSize(1);
        assertThat(locally).containsExactly(hello);
    }

    @Test
    void aBrokerThatKnowsNoSuchSocketServesItAtOnce() throws InterruptedException {
        assertServed(own(ScriptedBroker.play(client -> {
            overTcp.add(client.shakeHands());
            TestLinks.echo(client);
        })));
        assertThat(overTcp).hasSize(1);
    }

    @Test
    void whereNoFileIsItComesBack() throws InterruptedException {
        assertServed(offering(path()));
        assertCameBackToTcp();
    }

    @Test
    void whereNobodyListensItComesBack() throws InterruptedException {
        Path path = path();
        serving(path).close();
        assertThat(path).exists();
        assertServed(offering(path));
        assertCameBackToTcp();
    }

    @Test
    void whereAnOrdinaryFileIsItComesBack() throws Exception {
        Path path = Files.createFile(path());
        assertServed(offering(path));
        assertThat(path).isEmptyFile();
        assertCameBackToTcp();
    }

    @Test
    void itDoesNotGoWhereNoBrokerWouldListen() throws InterruptedException {
        Path path = folder.resolve("other.socket");
        serving(path);
        assertServed(offering(path));
        assertThat(locally).isEmpty();
        assertCameBackToTcp();
    }

    static Stream<ScriptedBroker.Script> answersThatAreNone() {
        return Stream.of(
                client -> {},
                client -> client.sendBytes("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                client -> client.sendStart(ScriptedBroker.welcome(0), 10),
                client -> client.send(new Pong(1)),
                client -> client.send(new Goodbye(ErrorCode.LOCAL_SOCKET, "/elsewhere/" + LocalPath.name())));
    }

    @ParameterizedTest
    @MethodSource("answersThatAreNone")
    void whereItGetsNoAnswerItComesBack(ScriptedBroker.Script answer) throws InterruptedException {
        Path path = path();
        listening(path, answer);
        assertServed(offering(path));
        assertThat(locally).containsExactly(hello);
        assertCameBackToTcp();
    }

    @Test
    void aRefusalThereIsARefusal() {
        Path path = path();
        listening(path, client -> client.send(new Goodbye(ErrorCode.AUTHENTICATION, "no such anna")));
        ScriptedBroker broker = offering(path);
        failsToOpen(broker)
                .withMessage("broker 127.0.0.1:%d refused the connection: no such anna", broker.port())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION));
        assertThat(overTcp).hasSize(1);
    }

    @Test
    void silenceThereTimesOut() {
        Path path = path();
        listening(path, Conversation::stayUntilTheClientLeaves);
        ScriptedBroker broker = offering(path);
        failsToOpen(broker, "connectTimeout=300ms")
                .withMessage(
                        "127.0.0.1:%d took the connection but said nothing within 300 ms: is it an Angarium broker?",
                        broker.port());
        assertThat(overTcp).hasSize(1);
    }

    @Test
    void whoeverInsistsIsTriedNoMore() {
        ScriptedBroker broker = own(ScriptedBroker.play(client -> {
            overTcp.add(client.expect(Hello.class));
            client.send(new Goodbye(ErrorCode.LOCAL_SOCKET, path().toString()));
        }));
        failsToOpen(broker)
                .withMessageStartingWith(
                        "cannot reach broker 127.0.0.1:%d: the broker offers the socket %s/", broker.port(), folder);
        assertCameBackToTcp();
    }

    @Test
    void theEndThereIsTheEndOfTheLink() {
        Path path = path();
        listening(path, client -> {
            client.send(ScriptedBroker.welcome(0));
            client.read(); // and hangs up
        });
        ScriptedBroker broker = offering(path);
        try (Link link = open(broker)) {
            assertThatExceptionOfType(LinkException.class)
                    .isThrownBy(() -> TestLinks.call(link, recorder, Duration.ofSeconds(10)))
                    .withMessageContaining("127.0.0.1:" + broker.port());
            await().until(() -> recorder.endings() == 1);
        }
    }
}
