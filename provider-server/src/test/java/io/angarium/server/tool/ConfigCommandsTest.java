package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConfigCommandsTest {
    private final Captured terminal = new Captured();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("angarium.yaml");
        Files.writeString(file, "listen:\n  heartbeat: 10s\n  port: 7272\n");
    }

    @Test
    void aValidFileIsSaidToBeValid() {
        assertThat(terminal.run("config", "validate", file.toString())).isEqualTo(Angarium.OK);
        assertThat(terminal.out()).matches("\\Q" + file + "\\E is valid and sets 2 of [0-9]+ keys\n");
    }

    @Test
    void anInvalidFileIsOneLineThatNamesThePlace() throws IOException {
        Files.writeString(file, "listen:\n  prt: 7272\n");
        assertThat(terminal.run("config", "validate", file.toString())).isEqualTo(Angarium.FAILED);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .isEqualTo(
                        "angarium config validate: " + file + ":2:3: unknown key \"prt\" (did you mean \"port\"?)\n");
    }

    @Test
    void explainListsAllKeysWithWhoSetThem() {
        assertThat(terminal.run("config", "explain", "--config", file.toString()))
                .isEqualTo(Angarium.OK);
        assertThat(terminal.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains("KEY VALUE FROM", "listen.port 7272 " + file + ":3:9", "messages.maxDeliveries 10 default");
    }

    @Test
    void explainTellsEverythingAboutAKey() {
        assertThat(terminal.run("config", "explain", "listen.heartbeat", "--config", file.toString()))
                .isEqualTo(Angarium.OK);
        assertThat(terminal.out())
                .startsWith(
                        """
                        key      listen.heartbeat
                        value    10s
                        from     %s:2:14
                        default  30s
                        takes    a time span with its unit (ms, s, min or h) from 0 to 1h
                        meaning  the broker sends something at least this often"""
                                .formatted(file));
    }

    @Test
    void explainTakesTheBeginningOfKeysAndKnowsJson() {
        assertThat(terminal.run("config", "explain", "messages", "--json")).isEqualTo(Angarium.OK);
        assertThat(terminal.out())
                .startsWith("[{\"key\":\"messages.memory\"")
                .contains("\"key\":\"messages.deadLetterQueue\",\"value\":\"DLQ\",\"from\":\"default\"")
                .doesNotContain("listen.");
    }

    @Test
    void anUnknownKeyIsOneLineWithTheNearest() {
        assertThat(terminal.run("config", "explain", "listen.prt")).isEqualTo(Angarium.FAILED);
        assertThat(terminal.err())
                .isEqualTo("angarium config explain: unknown key listen.prt, did you mean listen.port?;"
                        + " 'angarium config explain' lists all\n");
    }
}
