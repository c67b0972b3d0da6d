package io.angarium.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.server.BrokerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class ConfigFileTest {
    private static final Path DATA = Path.of("data");

    @Test
    void anEmptyFileGivesTheDefaults() {
        assertThat(ConfigFile.parse("f", "", DATA)).isEqualTo(BrokerSettings.in(DATA));
        assertThat(ConfigFile.parse("f", "# nothing\n", DATA)).isEqualTo(BrokerSettings.in(DATA));
        assertThat(ConfigFile.parse("f", "listen:\n", DATA)).isEqualTo(BrokerSettings.in(DATA));
    }

    @Test
    void everyKeyIsRead() {
        BrokerSettings settings = ConfigFile.parse(
                "f",
                """
                name: north
                listen: {host: 0.0.0.0, port: 0, loops: 3, handshakeTimeout: 250ms, heartbeat: 2 min,
                  maxFrame: 1MiB, maxOutbound: 2MiB, maxBacklog: 3MiB}
                messages:
                  memory: 100 MiB
                  maxDeliveries: 4
                  deadLetterQueue: graveyard
                  createDestinations: false
                journal:
                  segmentSize: 1MiB
                security:
                  usersFile: /etc/users
                  anonymousLoopback: true
                """,
                DATA);
        assertThat(settings.name()).isEqualTo("north");
        assertThat(settings.transport()).satisfies(listen -> {
            assertThat(listen.host()).isEqualTo("0.0.0.0");
            assertThat(listen.port()).isZero();
            assertThat(listen.loops()).isEqualTo(3);
            assertThat(listen.handshakeTimeout()).isEqualTo(Duration.ofMillis(250));
            assertThat(listen.heartbeat()).isEqualTo(Duration.ofMinutes(2));
            assertThat(listen.maxFrameBytes()).isEqualTo(1 << 20);
            assertThat(listen.maxOutboundBytes()).isEqualTo(2 << 20);
            assertThat(listen.maxBacklogBytes()).isEqualTo(3 << 20);
        });
        assertThat(settings.messaging().memoryBytes()).isEqualTo(100 << 20);
        assertThat(settings.messaging().maxDeliveries()).isEqualTo(4);
        assertThat(settings.messaging().deadLetterQueue()).isEqualTo("graveyard");
        assertThat(settings.messaging().createDestinations()).isFalse();
        assertThat(settings.segmentBytes()).isEqualTo(1 << 20);
        assertThat(settings.security().usersFile()).isEqualTo(Path.of("/etc/users"));
        assertThat(settings.security().anonymousLoopback()).isTrue();
    }

    @Test
    void memoryMayBeAShareOfTheHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(ConfigFile.parse("f", "messages: {memory: 25%}", DATA)
                        .messaging()
                        .memoryBytes())
                .isEqualTo(heap / 100 * 25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            listen:\\n  prot: 7171                | f:2:3: unknown key "prot" (did you mean "port"?)
            lisen: {port: 1}                      | f:1:1: unknown key "lisen" (did you mean "listen"?)
            journal: {xyzzy: 1}                   | f:1:11: unknown key "xyzzy"; known here: segmentSize
            listen: {port: 70000}                 | f:1:16: listen.port takes a whole number from 0 to 65535, not "70000"
            listen: {port: many}                  | f:1:16: listen.port takes a whole number from 0 to 65535, not "many"
            listen: {port: [1]}                   | f:1:16: listen.port takes a whole number from 0 to 65535, not a list
            listen: 5                             | f:1:9: listen takes keys with values, not a value
            listen: {heartbeat: 30}               | f:1:21: listen.heartbeat takes a time span with its unit (ms, s, min or h) from 0 to 1h, not "30"
            listen: {heartbeat: 3d}               | f:1:21: listen.heartbeat takes a time span with its unit (ms, s, min or h) from 0 to 1h, not "3d"
            messages: {memory: 512}               | f:1:20: messages.memory takes a size with its unit (B, KiB, MiB or GiB) or a percentage of the heap, not "512"
            messages: {memory: 512MB}             | f:1:20: messages.memory takes a size with its unit (B, KiB, MiB or GiB) or a percentage of the heap, not "512MB"
            messages: {memory: 140%}              | f:1:20: messages.memory takes a size with its unit (B, KiB, MiB or GiB) or a percentage of the heap, not "140%"
            messages: {createDestinations: yes}   | f:1:32: messages.createDestinations takes true or false, not "yes"
            messages: {maxDeliveries: 0}          | f:1:27: messages.maxDeliveries takes a whole number from 1 to 1000000, not "0"
            journal: {segmentSize: 1KiB}          | f:1:24: journal.segmentSize takes a size with its unit (B, KiB, MiB or GiB) from 64KiB to 1GiB, not "1KiB"
            name: a\\nname: b                      | f:2:1: key "name" is there twice
            just text                             | f:1:1: expected keys with values
            """)
    void whatMakesNoSenseIsRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> ConfigFile.parse("f", text.replace("\\n", "\n"), DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void brokenYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> ConfigFile.parse("f", "listen: {port: 1\nname: x", DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f:2:")
                .hasMessageContaining("not valid YAML");
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("angarium.yaml");
        assertThatThrownBy(() -> ConfigFile.read(file, DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessage("there is no configuration file " + file);
        Files.writeString(file, "name: south");
        assertThat(ConfigFile.read(file, DATA).name()).isEqualTo("south");
    }
}
