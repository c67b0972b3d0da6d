package io.angarium.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.KeepPolicy.Give;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which messages a topic keeps. */
@Timeout(20)
class KeepPolicyTest {
    @ParameterizedTest
    @CsvSource({
        // bounds: messages, bytes, seconds | count, volume, age in ms | too many
        "0, 0, 0, 1, 1, 0, false",
        "3, 0, 0, 3, 99, 99999, false",
        "3, 0, 0, 4, 99, 0, true",
        "0, 50, 0, 9, 50, 99999, false",
        "0, 50, 0, 9, 51, 0, true",
        "0, 0, 2, 9, 99, 1999, false",
        "0, 0, 2, 9, 99, 2000, true",
        "3, 50, 2, 3, 50, 1999, false",
        "3, 50, 2, 3, 51, 1999, true",
    })
    void theOldestIsOneTooManyIfItExceedsAnyBound(
            int messages, int bytes, int seconds, int count, int volume, int age, boolean tooMany) {
        KeepPolicy policy = new KeepPolicy(messages, bytes, Duration.ofSeconds(seconds), Give.ALL);
        assertThat(policy.tooMany(count, volume, 100_000, 100_000 + age)).isEqualTo(tooMany);
        assertThat(policy.keeps()).isEqualTo(messages + bytes + seconds > 0);
        assertThat(policy.endOf(100_000)).isEqualTo(seconds == 0 ? Long.MAX_VALUE : 100_000 + seconds * 1_000L);
    }
}
