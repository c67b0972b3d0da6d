package io.angarium.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.server.policy.RedeliveryPolicy.Order;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class PolicyTest {

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders.eu, false",
        "orders.>, orders.eu, true",
        "orders.>, orders.eu.north, true",
        "orders.>, orders, false",
        "orders.*, orders.eu, true",
        "orders.*, orders.eu.north, false",
        "*.audit, orders.audit, true",
        "*.audit, audit, false",
        "*.audit.>, orders.audit.x.y, true",
        ">, anything.at.all, true",
        ">, a, true",
        "orders.eu, orders, false",
    })
    void patternsStandForWords(String pattern, String name, boolean matches) {
        assertThat(NamePattern.of(pattern).matches(false, name)).isEqualTo(matches);
    }

    @Test
    void aPatternMayBeForQueuesOrTopicsOnly() {
        assertThat(NamePattern.of("queue:a.>").matches(false, "a.b")).isTrue();
        assertThat(NamePattern.of("queue:a.>").matches(true, "a.b")).isFalse();
        assertThat(NamePattern.of("topic:a.>").matches(true, "a.b")).isTrue();
        assertThat(NamePattern.of("topic:a.>").matches(false, "a.b")).isFalse();
    }

    @Test
    void theMoreSpecificPatternComesLater() {
        List<String> sorted = Stream.of(
                        "orders.eu", ">", "*.eu", "orders.*", "orders.>", "queue:orders.>", "*.>", "*", "orders.eu.>")
                .map(NamePattern::of)
                .sorted()
                .map(NamePattern::toString)
                .toList();
        assertThat(sorted)
                .containsExactly(
                        ">", "*", "*.>", "*.eu", "orders.>", "queue:orders.>", "orders.*", "orders.eu", "orders.eu.>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a..b | \"a..b\" has an empty word",
                "a. | \"a.\" has an empty word",
                "a.>.b | in \"a.>.b\" something follows >, which stands for all that follows",
                "a.b* | in \"a.b*\" the word \"b*\" has a * or >, which stand for whole words only",
            })
    void whatIsNoPatternIsRefused(String text, String why) {
        assertThatThrownBy(() -> NamePattern.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "3, 4000", "4, 8000", "5, 15000", "1000000, 15000"})
    void delaysGrowUpToTheCap(int attempt, long millis) {
        RedeliveryPolicy policy =
                new RedeliveryPolicy(10, Duration.ofSeconds(1), 2, Duration.ofSeconds(15), 0, Order.PASS);
        assertThat(policy.delayMillis(attempt, 7)).isEqualTo(millis);
    }

    @Test
    void jitterSpreadsDelaysEvenlyAroundTheirMiddle() {
        RedeliveryPolicy policy =
                new RedeliveryPolicy(10, Duration.ofSeconds(1), 1, Duration.ofSeconds(15), 20, Order.PASS);
        long[] delays = LongStream.range(0, 10_000)
                .map(chance -> policy.delayMillis(1, chance))
                .toArray();
        assertThat(LongStream.of(delays).min().orElse(0)).isBetween(800L, 810L);
        assertThat(LongStream.of(delays).max().orElse(0)).isBetween(1190L, 1200L);
        assertThat(LongStream.of(delays).average().orElse(0)).isBetween(990.0, 1010.0);
        assertThat(LongStream.of(delays).distinct().count()).isGreaterThan(390);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0",
        "0, 0, 0, 500, 500",
        "30, 0, 0, 0, 30000",
        "30, 0, 0, 500, 500",
        "0, 10, 0, 500, 10000",
        "0, 10, 0, 0, 0",
        "0, 0, 60, 0, 60000",
        "0, 0, 60, 90000, 60000",
        "0, 10, 60, 20000, 20000",
    })
    void timeToLiveIsOfTheSenderWithinBounds(long standard, long min, long max, long ofSender, long millis) {
        ExpiryPolicy policy =
                new ExpiryPolicy(Duration.ofSeconds(standard), Duration.ofSeconds(min), Duration.ofSeconds(max));
        assertThat(policy.timeToLive(ofSender)).isEqualTo(millis);
    }

    @Test
    void eachSettingComesFromTheMostSpecificPatternThatSaysIt() {
        Policies policies = new Policies(
                DestinationPolicy.standard(10, "DLQ"),
                List.of(attempts("orders.eu", 2), expired("orders.>", "late"), attempts(">", 5)),
                LimitPolicy.NONE);
        Policies.Applied applied = policies.to(false, "orders.eu");
        assertThat(applied.policy().redelivery().attempts()).isEqualTo(2);
        assertThat(applied.policy().deadLetters().expired()).isEqualTo("late");
        assertThat(applied.from()).hasToString("{attempts=orders.eu, expired=orders.>}");
        assertThat(policies.to(false, "other").policy().redelivery().attempts()).isEqualTo(5);
        assertThat(policies.deadLetterQueues()).containsExactly("DLQ", "late");
    }

    private static Policies.Rule attempts(String pattern, int most) {
        return new Policies.Rule(
                NamePattern.of(pattern),
                List.of(new Policies.Said(
                        "attempts",
                        String.valueOf(most),
                        policy -> new DestinationPolicy(
                                RedeliveryPolicy.atOnce(most),
                                policy.deadLetters(),
                                policy.expiry(),
                                policy.limits(),
                                policy.consumers(),
                                policy.groups()))));
    }

    private static Policies.Rule expired(String pattern, String queue) {
        return new Policies.Rule(
                NamePattern.of(pattern),
                List.of(new Policies.Said(
                        "expired",
                        queue,
                        policy -> new DestinationPolicy(
                                policy.redelivery(),
                                new DeadLetterPolicy(
                                        policy.deadLetters().attempts(),
                                        policy.deadLetters().rejected(),
                                        queue,
                                        policy.deadLetters().overLimit()),
                                policy.expiry(),
                                policy.limits(),
                                policy.consumers(),
                                policy.groups()))));
    }
}
