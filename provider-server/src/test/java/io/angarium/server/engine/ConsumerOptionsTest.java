package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.server.policy.KeepPolicy;
import io.angarium.wire.Destination;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ConsumerOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "orders, orders, 0, 0",
        "orders?consumer.priority=5, orders, 5, 0",
        "orders?consumer.priority=-127, orders, -127, 0",
        "orders?consumer.lease=policy, orders, 0, -1",
        "orders?consumer.lease=1, orders, 0, 1",
        "orders?consumer.priority=5&consumer.lease=2592000000, orders, 5, 2592000000",
        "orders?consumer.lease=policy&consumer.priority=5, orders, 5, -1",
        "what?, what?, 0, 0",
        "a?priority=3, a?priority=3, 0, 0",
    })
    void theyStandBehindTheName(String named, String name, int priority, long lease) {
        assertThat(ConsumerOptions.of(Destination.topic(named)))
                .isEqualTo(new ConsumerOptions(Destination.topic(name), priority, null, false, lease, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q?consumer.priority=",
                "q?consumer.priority=128",
                "q?consumer.priority=5&x",
                "q?consumer.prioritty=5",
                "q?consumer.priority=high",
                "q?consumer.groups=parallel",
                "q?consumer.create=yes",
                "q?consumer.create=",
                "q?consumer.lease=0",
                "q?consumer.lease=-1",
                "q?consumer.lease=2592000001",
                "q?consumer.lease=30s",
                "q?consumer.lease=policy&",
                "q?consumer.lease=99999999999999999999"
            })
    void othersAreRefused(String named) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> ConsumerOptions.of(Destination.queue(named)))
                .withMessageContaining("queue '" + named + "'")
                .withMessageContaining("?consumer.priority=N, with N from -127 to 127");
    }

    @ParameterizedTest
    @CsvSource({
        "news?consumer.kept=all, 0, ALL",
        "news?consumer.kept=last&consumer.priority=5, 5, LAST",
        "news?consumer.priority=-3&consumer.kept=none, -3, NONE",
        "news, 0,",
    })
    void whatASubscriberWantsOfThePastStandsThereToo(String named, int priority, KeepPolicy.Give kept) {
        assertThat(ConsumerOptions.of(Destination.topic(named)))
                .isEqualTo(new ConsumerOptions(Destination.topic("news"), priority, kept, false, 0, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"q?consumer.create=no&consumer.priority=2", "q?consumer.priority=2&consumer.create=no"})
    void whoOnlyLooksWantsNothingMade(String named) {
        assertThat(ConsumerOptions.of(Destination.queue(named)))
                .isEqualTo(new ConsumerOptions(Destination.queue("q"), 2, null, false, 0, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"q?consumer.groups=serial&consumer.priority=2", "q?consumer.priority=2&consumer.groups=serial"})
    void aConsumerMayWantOneMessageOfAGroupAtATime(String named) {
        assertThat(ConsumerOptions.of(Destination.queue(named)))
                .isEqualTo(new ConsumerOptions(Destination.queue("q"), 2, null, true, 0, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "news?consumer.kept=",
                "news?consumer.kept=some",
                "news?consumer.kept=all&",
                "news?consumer.kept=ALL"
            })
    void whatItCannotWantIsRefused(String named) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> ConsumerOptions.of(Destination.topic(named)))
                .withMessageContaining("consumer.kept=all, last or none");
    }
}
