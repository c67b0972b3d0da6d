package io.angarium.jms.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a task that failed is tried again. */
@Timeout(20)
class RetryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({
        "1, 1000",
        "2, 2000",
        "3, 4000",
        "4, 8000",
        "5, 10000",
        "60, 10000",
        "999999, 10000",
        "1000000, -1",
    })
    void thePauseGrowsUpToTheLongestAndEndsWithTheAttempts(int failures, long pause) {
        Retry retry = new Retry(1_000_000, SECOND, 2, Duration.ofSeconds(10), 0);
        assertThat(retry.pause(failures, "x")).isEqualTo(pause);
        assertThat(Retry.of(retry.text())).isEqualTo(retry);
    }

    @Test
    void onceIsOnce() {
        assertThat(Retry.NONE.pause(1, "x")).isNegative();
        assertThat(Retry.every(2, SECOND).pause(1, "x")).isEqualTo(1000);
        assertThat(Retry.every(2, Duration.ZERO).pause(1, "x")).isZero();
        assertThat(Retry.every(2, SECOND).pause(2, "x")).isNegative();
        assertThat(new Retry(9000, Duration.ZERO, 9, Duration.ZERO, 50).pause(5000, "x"))
                .isZero();
    }

    @Test
    void theJitterSpreadsTasksEvenlyWithinItsBounds() {
        Retry retry = new Retry(3, SECOND, 1, SECOND, 20);
        long[] pauses = IntStream.range(0, 10_000)
                .mapToLong(task -> retry.pause(1, "task " + task))
                .sorted()
                .toArray();
        assertThat(pauses[0]).isBetween(800L, 802L);
        assertThat(pauses[5000]).isBetween(990L, 1010L);
        assertThat(pauses[9999]).isBetween(1198L, 1200L);
        assertThat(retry.pause(1, "a")).isNotEqualTo(retry.pause(2, "a"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Retry.every(0, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> Retry.every(2, SECOND.negated()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retry(2, SECOND, 0.5, SECOND, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retry(2, SECOND, Double.NaN, SECOND, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retry(2, SECOND, 1, Duration.ZERO, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retry(2, SECOND, 1, SECOND, 101));
        assertThatIllegalArgumentException().isThrownBy(() -> Retry.of("2 1000"));
        assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> Retry.of("2 x 1 1 1"));
    }

    @ParameterizedTest
    @CsvSource({"''", "a b", "a/b", "a>", "'*'"})
    void whatIsNoNameOfAQueueIsNoNameOfTasks(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Task(name))
                .withMessageContaining("is no name of tasks");
    }
}
