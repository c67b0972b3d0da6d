package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.angarium.wire.Destination;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ConsumerOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "orders, orders, 0",
        "orders?consumer.priority=5, orders, 5",
        "orders?consumer.priority=-127, orders, -127",
        "what?, what?, 0",
        "a?priority=3, a?priority=3, 0",
    })
    void theyStandBehindTheName(String named, String name, int priority) {
        assertThat(ConsumerOptions.of(Destination.topic(named)))
                .isEqualTo(new ConsumerOptions(Destination.topic(name), priority));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q?consumer.priority=",
                "q?consumer.priority=128",
                "q?consumer.priority=5&x",
                "q?consumer.prioritty=5",
                "q?consumer.priority=high"
            })
    void othersAreRefused(String named) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> ConsumerOptions.of(Destination.queue(named)))
                .withMessageContaining("queue '" + named + "'")
                .withMessageContaining("?consumer.priority=N, with N from -127 to 127");
    }
}
