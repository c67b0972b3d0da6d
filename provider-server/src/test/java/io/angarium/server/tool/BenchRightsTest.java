package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.UserStore;
import jakarta.jms.JMSContext;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measuring a broker needs no more than sending to it and receiving from it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BenchRightsTest {
    @TempDir
    private Path folder;

    private Broker broker;
    private String url;

    @BeforeEach
    void start() {
        new UserStore(folder.resolve("users")).put("ann", "secret".toCharArray(), new TreeSet<>());
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        url = "angarium://127.0.0.1:" + broker.port();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Captured run(String line) {
        Captured terminal = new Captured();
        int status = terminal.run((line + " --user ann --password secret --url " + url).split(" "));
        assertThat(status).as(terminal.err()).isEqualTo(line.startsWith("bench") ? Angarium.OK : Angarium.FAILED);
        return terminal;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench send --producers 2",
                "bench send --async",
                "bench send --non-persistent",
                "bench pair --persistent",
                "bench pair --topic --consumers 2",
                "bench request-reply"
            })
    void aUserWithoutRolesMeasuresAndLeavesNothingBehind(String line) {
        Captured terminal = run(line + " --time 200ms --size 64 --json");

        assertThat(terminal.out()).startsWith("[{\"seconds\":").contains("\"operations\":");
        assertThat(terminal.err()).doesNotContain("may not", "role");
        try (JMSContext context = new AngariumConnectionFactory(url).createContext("ann", "secret")) {
            for (String queue : new String[] {"bench.send", "bench.pair", "bench.request"}) {
                assertThat(context.createConsumer(context.createQueue(queue)).receiveNoWait())
                        .isNull();
            }
        }
    }

    @Test
    void twoUrlsAreComparedWithoutRolesToo() {
        Captured terminal = run("bench compare --with " + url + "?connectionsPerSocket=2 --pairs 2 --window 50ms");

        assertThat(terminal.out()).contains("RATIO %");
        try (JMSContext context = new AngariumConnectionFactory(url).createContext("ann", "secret")) {
            assertThat(context.createConsumer(context.createQueue("bench.compare"))
                            .receiveNoWait())
                    .isNull();
        }
    }

    @Test
    void whatNeedsTheRoleAdminSaysSoInOneLine() {
        assertThat(run("queue list").err())
                .isEqualTo("angarium queue list: this user may not do that: user 'ann' lacks the role admin for"
                        + " queue.list\n");
    }
}
