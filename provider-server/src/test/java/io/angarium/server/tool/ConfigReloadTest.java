package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.SettingsSource;
import io.angarium.server.config.ConfigFile;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that reads its configuration again while applications work. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConfigReloadTest {
    private static final String AT_START =
            """
            listen: {port: 0}
            destinations:
              "orders.>":
                redelivery: {attempts: 2}
                deadLetters: {attempts: dead.orders}
            """;

    private final Captured terminal = new Captured();

    @TempDir
    private Path folder;

    private Path file;
    private Broker broker;
    private String url;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("angarium.yaml");
        Files.writeString(file, AT_START);
        SettingsSource source = new SettingsSource() {
            @Override
            public BrokerSettings read() {
                return ConfigFile.read(file, folder);
            }

            @Override
            public Map<String, String> written(BrokerSettings settings) {
                return ConfigFile.written(settings);
            }

            @Override
            public boolean live(String key) {
                return ConfigFile.live(key);
            }
        };
        broker = Broker.start(ConfigFile.read(file, folder), source);
        url = "angarium://127.0.0.1:" + broker.port();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static void failTwice(Session session, MessageConsumer consumer, String text) throws JMSException {
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo(text);
            session.rollback();
        }
    }

    private String messages(String queue) {
        Captured other = new Captured();
        assertThat(other.run("queue", "show", queue, "--url", url)).isEqualTo(Angarium.OK);
        return other.out()
                .lines()
                .filter(line -> line.startsWith("messages "))
                .findFirst()
                .orElse("")
                .replaceAll("\\D", "");
    }

    @Test
    void policiesChangeUnderARunningConnection() throws Exception {
        try (Connection connection = new AngariumConnectionFactory(url).createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            MessageConsumer consumer = session.createConsumer(session.createQueue("orders.eu"));
            session.createProducer(session.createQueue("orders.eu")).send(session.createTextMessage("first"));
            session.commit();
            failTwice(session, consumer, "first");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> messages("dead.orders").equals("1"));

            Files.writeString(file, AT_START.replace("dead.orders", "graveyard") + "messages: {memory: 99MiB}\n");
            assertThat(terminal.run("config", "reload", "--url", url)).isEqualTo(Angarium.OK);
            assertThat(terminal.out().lines().map(line -> line.replaceAll(" +", " ")))
                    .contains(
                            "KEY FROM TO TAKES EFFECT",
                            "destinations.\"orders.>\".deadLetters.attempts dead.orders graveyard now")
                    .anySatisfy(
                            line -> assertThat(line).matches("messages.memory [0-9]+[A-Za-z]+ 99MiB after a restart"));

            session.createProducer(session.createQueue("orders.eu")).send(session.createTextMessage("second"));
            session.commit();
            failTwice(session, consumer, "second");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> messages("graveyard").equals("1"));
            assertThat(messages("dead.orders")).isEqualTo("1");
        }
    }

    @Test
    void aFileThatMakesNoSenseChangesNothing() throws IOException {
        Files.writeString(file, AT_START + "mesages: {}\n");
        assertThat(terminal.run("config", "reload", "--url", url)).isEqualTo(Angarium.FAILED);
        assertThat(terminal.err())
                .isEqualTo("angarium config reload: " + file
                        + ":6:1: unknown key \"mesages\" (did you mean \"messages\"?)\n");
        Captured explained = new Captured();
        assertThat(explained.run("queue", "create", "orders.eu", "--url", url)).isEqualTo(Angarium.OK);
        assertThat(explained.run("queue", "explain", "orders.eu", "--url", url)).isEqualTo(Angarium.OK);
        assertThat(explained.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "delivery nothing to deliver 0 with consumers, 0 wait for their next attempt, 0 for their delivery time",
                        "deadLetters.attempts dead.orders destinations.\"orders.>\"",
                        "redelivery.delay 0 default");
    }

    @Test
    void aFileIsComparedWithWhatIsInForce() throws IOException {
        assertThat(terminal.run("config", "diff", file.toString(), "--data", folder.toString(), "--url", url))
                .isEqualTo(Angarium.OK);
        assertThat(terminal.err()).isEqualTo("no differences\n");
        Path other = folder.resolve("other.yaml");
        Files.writeString(other, "listen: {port: 0, loops: 7}\nmessages: {maxDeliveries: 3}\n");
        Captured second = new Captured();
        assertThat(second.run("config", "diff", other.toString(), "--data", folder.toString(), "--url", url))
                .isEqualTo(Angarium.FAILED);
        assertThat(second.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "KEY BROKER FILE TAKES EFFECT",
                        "messages.maxDeliveries 10 3 with a reload",
                        "destinations.\"orders.>\".redelivery.attempts 2 (not set) with a reload")
                .anySatisfy(line -> assertThat(line).matches("listen.loops [0-9]+ 7 with a restart"));
    }

    @Test
    void aBrokerWithoutAFileSaysSo() {
        try (Broker bare = Broker.start(
                BrokerSettings.in(folder.resolve("bare")).withName("bare").withPort(0))) {
            assertThat(terminal.run("config", "reload", "--url", "angarium://127.0.0.1:" + bare.port()))
                    .isEqualTo(Angarium.FAILED);
            assertThat(terminal.err())
                    .isEqualTo("angarium config reload: this broker has no configuration to read again\n");
        }
    }
}
