package io.angarium.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EchoTest {
    private long now = Long.MAX_VALUE - 5; // System.nanoTime may overflow
    private final Echo echo = new Echo(() -> now);

    @Test
    void theSameLineIsNewOnceInAMomentAndAnotherLineAlways() {
        assertThat(echo.repeats("broker h:1 is gone")).isFalse();
        assertThat(echo.repeats("broker h:1 is gone")).isTrue();
        now += Echo.MOMENT_NANOS - 1;
        assertThat(echo.repeats("broker h:1 is gone")).isTrue();
        assertThat(echo.repeats("broker h:2 is gone")).isFalse();
        assertThat(echo.repeats("broker h:1 is gone")).isFalse();
        now += Echo.MOMENT_NANOS;
        assertThat(echo.repeats("broker h:1 is gone")).isFalse();
    }
}
