package io.angarium.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.server.BrokerSettings;
import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.ExpiryPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.policy.SlowPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class ConfigFileTest {
    private static final Path DATA = Path.of("data");
    private static final Map<String, String> ENVIRONMENT = Map.of("NAME", "east", "PORT", "7272", "EMPTY", "");

    private static BrokerSettings parse(String file, String text, Path data) {
        return ConfigFile.parse(file, text, data, ENVIRONMENT::get).broker();
    }

    @Test
    void anEmptyFileGivesTheDefaults() {
        assertThat(parse("f", "", DATA)).isEqualTo(BrokerSettings.in(DATA));
        assertThat(parse("f", "# nothing\n", DATA)).isEqualTo(BrokerSettings.in(DATA));
        assertThat(parse("f", "listen:\n", DATA)).isEqualTo(BrokerSettings.in(DATA));
    }

    @Test
    void everyKeyIsRead() {
        BrokerSettings settings = parse(
                "f",
                """
                name: north
                listen: {host: 0.0.0.0, port: 0, loops: 3, handshakeTimeout: 250ms, heartbeat: 2 min,
                  maxFrame: 1MiB, maxOutbound: 2MiB, maxBacklog: 3MiB, localSocket: false}
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
            assertThat(listen.localSocket()).isFalse();
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
        assertThat(parse("f", "messages: {memory: 25%}", DATA).messaging().memoryBytes())
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
            listen: {maxOutbound: 2MiB}           | f:1:23: listen.maxOutbound (2MiB) must not be less than twice listen.maxFrame (65600KiB), or a client that reads well could be disconnected for a large message
            name: ${MISSING}                      | f:1:7: the environment has no MISSING; set it, or write ${MISSING:otherwise}
            name: ${7}                            | f:1:7: "${7}" is no reference; there are ${NAME}, ${NAME:otherwise} and ${file:PATH}, and $$ is a dollar sign
            destinations: {a.>.b: {}}              | f:1:16: no pattern of destination names: in "a.>.b" something follows >, which stands for all that follows
            destinations: {a: {redelivry: {}}}     | f:1:20: unknown key "redelivry" (did you mean "redelivery"?)
            destinations: {a: {redelivery: {order: stop}}}  | f:1:40: destinations."a".redelivery.order takes one of pass, block, not "stop"
            destinations: {a: {redelivery: {multiplier: 0.5}}}  | f:1:45: destinations."a".redelivery.multiplier takes a number from 1 to 100, not "0.5"
            destinations: {a: {redelivery: {delay: 2h}}}    | f:1:40: redelivery.delay (2h) is longer than redelivery.maxDelay (1h)
            destinations: {a: {expiry: {min: 2h, max: 1h}}} | f:1:34: expiry.min (2h) is longer than expiry.max (1h)
            destinations: {a: {consumers: {slow: kill}}}     | f:1:38: destinations."a".consumers.slow takes one of log, disconnect, not "kill"
            destinations: {a: 5}                   | f:1:19: destinations."a" takes keys with values, not a value
            name: a\\nname: b                      | f:2:1: key "name" is there twice
            just text                             | f:1:1: expected keys with values
            """)
    void whatMakesNoSenseIsRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> parse("f", text.replace("\\n", "\n"), DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void referencesToTheEnvironmentAreFollowed() {
        BrokerSettings settings = parse(
                "f",
                """
                name: north-${NAME}-${OTHER:west}$$
                listen: {port: "${PORT}", host: "${HOST:::1}"}
                messages: {deadLetterQueue: "${EMPTY}dead${EMPTY}"}
                """,
                DATA);
        assertThat(settings.name()).isEqualTo("north-east-west$");
        assertThat(settings.withPort(0).transport())
                .isEqualTo(settings.withHost("::1").withPort(0).transport());
        assertThat(settings.transport())
                .satisfies(listen -> assertThat(listen.port()).isEqualTo(7272));
        assertThat(settings.messaging().deadLetterQueue()).isEqualTo("dead");
    }

    @Test
    void aSecretComesFromAFileAndIsNotShown(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("secret"), "graveyard\n");
        ConfigFile.Content content =
                ConfigFile.parse("f", "messages: {deadLetterQueue: \"${file:secret}\"}", folder, ENVIRONMENT::get);
        assertThat(content.broker().messaging().deadLetterQueue()).isEqualTo("graveyard");
        assertThat(content.settings())
                .filteredOn(setting -> setting.key().equals("messages.deadLetterQueue"))
                .singleElement()
                .satisfies(setting -> {
                    assertThat(setting.value()).isEqualTo("(secret)");
                    assertThat(setting.origin()).isEqualTo("f:1:29, file secret");
                    assertThat(setting.standard()).isEqualTo("DLQ");
                });
        assertThatThrownBy(() -> parse("f", "name: ${file:nothing}", folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f:1:7: cannot read file " + folder.resolve("nothing"));
        Files.write(folder.resolve("large"), new byte[100_000]);
        assertThatThrownBy(() -> parse("f", "name: ${file:large}", folder))
                .isInstanceOf(ConfigException.class)
                .hasMessage("f:1:7: file " + folder.resolve("large") + " has 100000 bytes, more than 65536");
    }

    @Test
    void destinationsHavePolicies() {
        BrokerSettings settings = parse(
                "f",
                """
                messages: {maxDeliveries: 7}
                destinations:
                  "orders.>":
                    redelivery: {delay: 1s, multiplier: 2.5, maxDelay: 30s, jitter: 20%, order: block}
                    deadLetters: {attempts: dead.orders, rejected: none, expired: late}
                    expiry: {default: 1h, min: 1s, max: 2h}
                    consumers: {slowAfter: 90s, slow: log, lease: 1min}
                  orders.eu:
                    redelivery: {attempts: 3, jitter: 0%}
                    consumers: {slow: disconnect}
                """,
                DATA);
        DestinationPolicy policy = settings.policies().to(false, "orders.eu").policy();
        assertThat(policy.redelivery())
                .isEqualTo(new RedeliveryPolicy(
                        3, Duration.ofSeconds(1), 2.5, Duration.ofSeconds(30), 0, RedeliveryPolicy.Order.BLOCK));
        assertThat(policy.deadLetters())
                .isEqualTo(new DeadLetterPolicy("dead.orders", "none", "late", DeadLetterPolicy.NONE));
        assertThat(policy.expiry())
                .isEqualTo(new ExpiryPolicy(Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofHours(2)));
        assertThat(policy.consumers())
                .isEqualTo(new ConsumerPolicy(
                        false,
                        false,
                        Duration.ofMinutes(1),
                        new SlowPolicy(Duration.ofSeconds(90), SlowPolicy.Act.DISCONNECT)));
        assertThat(settings.policies().to(false, "other").policy()).isEqualTo(DestinationPolicy.standard(7, "DLQ"));
    }

    @Test
    void aConsumerMayTakeASecondAtLeast() {
        for (String good : List.of("0", "1s", "1000ms", "1h")) {
            assertThat(slowAfter(good)).isLessThanOrEqualTo(Duration.ofHours(1));
        }
        for (String off : List.of("0", "0ms", "0s", "0min", "0h")) {
            assertThat(slowAfter(off)).as(off).isZero();
        }
        assertThatThrownBy(() -> slowAfter("999ms"))
                .hasMessage("f:2:35: destinations.\"orders\".consumers.slowAfter takes 0 or a time span with its unit"
                        + " (ms, s, min or h) from 1s to 720h, not \"999ms\"");
    }

    private Duration slowAfter(String text) {
        return parse("f", "destinations:\n  orders: {consumers: {slowAfter: " + text + "}}\n", DATA)
                .policies()
                .to(false, "orders")
                .policy()
                .consumers()
                .slow()
                .after();
    }

    @Test
    void policiesAreNamedAndWrittenTheSameEverywhere() {
        for (DestinationPolicy policy : List.of(
                DestinationPolicy.standard(10, "DLQ"),
                new DestinationPolicy(
                        new RedeliveryPolicy(
                                3, Duration.ofMillis(1500), 2.5, Duration.ofHours(2), 20, RedeliveryPolicy.Order.BLOCK),
                        new DeadLetterPolicy("a", "b", "c", DeadLetterPolicy.NONE),
                        new ExpiryPolicy(Duration.ofMinutes(90), Duration.ofSeconds(1), Duration.ofDays(1)),
                        LimitPolicy.NONE,
                        new ConsumerPolicy(true).with(new SlowPolicy(Duration.ofMinutes(2), SlowPolicy.Act.DISCONNECT)),
                        new GroupPolicy(false, false, 7)))) {
            assertThat(policy.settings().entrySet())
                    .extracting(entry -> entry.getKey() + "=" + entry.getValue())
                    .containsExactlyElementsOf(PolicyKeys.ALL.stream()
                            .map(key -> key.path() + "=" + key.written(policy))
                            .toList());
        }
    }

    @Test
    void everyKeySaysWhereItsValueComesFrom() {
        ConfigFile.Content content =
                ConfigFile.parse("f", "listen:\n  port: \"${PORT}\"\n  heartbeat: 60s", DATA, ENVIRONMENT::get);
        assertThat(content.settings())
                .extracting(setting -> setting.key() + "=" + setting.value() + " " + setting.origin())
                .contains(
                        "listen.port=7272 f:2:9, environment",
                        "listen.heartbeat=1min f:3:14",
                        "messages.maxDeliveries=10 default")
                .hasSameSizeAs(BrokerKeys.ALL);
    }

    @Test
    void brokenYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> parse("f", "listen: {port: 1\nname: x", DATA))
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

    @Test
    void rulesByWhichMessagesGoOnAreRead() {
        BrokerSettings settings = parse(
                "f",
                """
                routes:
                  gold: {from: "topic:orders.>", where: "priority = 'gold'", to: "vip, topic:news", keep: false}
                  all: {from: "*", to: queue:archive.all}
                """,
                DATA);
        assertThat(settings.policies().routes().all()).hasSize(2).satisfies(routes -> {
            assertThat(routes.get(0).name()).isEqualTo("gold");
            assertThat(routes.get(0).from().matches(true, "orders.eu")).isTrue();
            assertThat(routes.get(0).from().matches(false, "orders.eu")).isFalse();
            assertThat(routes.get(0).written()).isEqualTo("queue:vip, topic:news");
            assertThat(routes.get(0).keep()).isFalse();
            assertThat(routes.get(1).where()).isNull();
            assertThat(routes.get(1).keep()).isTrue();
        });
        assertThat(ConfigFile.written(settings))
                .containsEntry("routes.gold.where", "priority = 'gold'")
                .containsEntry("routes.all.to", "queue:archive.all");
        assertThat(ConfigFile.live("routes.gold.to")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: {from: x, to: x}               | f:2:3: the rules a -> a lead messages round for ever",
                "a: {from: x, too: y}              | unknown key \"too\" (did you mean \"to\"?)",
                "a: {to: y}                        | f:2:3: in routes.a: \"from\" is missing",
                "a: {from: x}                      | f:2:3: in routes.a: \"to\" is missing",
                "a: {from: x, to: 'y,'}            | \"\" is no destination that messages can go to",
                "a: {from: x, to: topic:y.*}       | \"topic:y.*\" is no destination that messages can go to",
                "a: {from: x.>.y, to: z}           | something follows >",
                "a: {from: x, to: y, where: 'a ='} | f:2:3: in routes.a: ",
            })
    void rulesThatMakeNoSenseAreRefused(String rule, String message) {
        assertThatThrownBy(() -> parse("f", "routes:\n  " + rule + "\n", DATA))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
