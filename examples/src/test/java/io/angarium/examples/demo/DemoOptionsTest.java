package io.angarium.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class DemoOptionsTest {
    @Test
    void thereIsADefaultForEverything() {
        assertThat(DemoOptions.parse(new String[0]).messages()).isEqualTo(DemoOptions.DEFAULT_MESSAGES);
    }

    @Test
    void allCanBeSaid() {
        String[] words = "--messages 2000 --jar a.jar --orders o.csv --live".split(" ");
        assertThat(DemoOptions.parse(words)).isEqualTo(new DemoOptions(2000, Path.of("a.jar"), Path.of("o.csv"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--messages", "--messages x", "--messages 10", "--message 5000"})
    void whatMakesNoSenseIsRefusedInOneLine(String words) {
        assertThatThrownBy(() -> DemoOptions.parse(words.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--messages");
    }

    @Test
    void theTableShowsWhatIsLost() {
        Outcome outcome = new Outcome(20_000, 20_000, 19_999, 1, 2, 4, 6);
        DemoResult result = new DemoResult(outcome, 10_000, 5_000_000_000L, 2_000_000_000L, 800_000_000L, "9 messages");
        assertThat(result.table(20_000).lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "LOST 1 confirmed and never received; must be 0",
                        "other doubles 4 must be 0",
                        "rate before 2,000 orders per second until the kill",
                        "rate after 5,000 orders per second after the restart",
                        "recovery 800 ms from starting the process again to ready; 9 messages");
    }
}
