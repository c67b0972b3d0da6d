package io.angarium.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.tck.ClassResult.Failure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class RunSummaryTest {

    @Test
    void asManyAsExpectedAndAllOfThemIsGood() {
        assertThat(summary(5, passed(3), passed(2)).good()).isTrue();
    }

    @Test
    void oneTooFewOrTooManyIsNotGood() {
        assertThat(summary(5, passed(4)).good()).isFalse();
        assertThat(summary(5, passed(6)).good()).isFalse();
    }

    @Test
    void aFailureOrASkippedTestIsNotGoodWhateverTheCount() {
        ClassResult failed = new ClassResult("B", 0, 0, 1, List.of(new Failure("b", "no | yes")));
        ClassResult skipped = new ClassResult("C", 0, 1, 1, List.of());
        assertThat(summary(5, passed(5), failed).good()).isFalse();
        assertThat(summary(5, passed(5), skipped).good()).isFalse();
        assertThat(summary(0, passed(5), failed).good()).isFalse();
    }

    @Test
    void aSelectionIsGoodIfAnythingRan() {
        assertThat(summary(0, passed(1)).good()).isTrue();
        assertThat(summary(0).good()).isFalse();
    }

    @Test
    void thePageSaysWhatRanWithWhatAndWhatFailed() {
        ClassResult failed =
                new ClassResult("com.sun.ts.tests.jms.core.AIT", 2, 0, 1.25, List.of(new Failure("first", "no | yes")));
        assertThat(summary(3, failed).page())
                .contains("NOT passed: 2 passed, 1 failed, 0 skipped in 1 classes")
                .contains("| Angarium | 1 |")
                .contains("| core.AIT | 2 | 1 | 0 | 1.3 |")
                .contains("| core.AIT#first | no \\| yes |");
    }

    private static ClassResult passed(int count) {
        return new ClassResult("A", count, 0, 1, List.of());
    }

    private static RunSummary summary(int expected, ClassResult... results) {
        return new RunSummary(List.of(results), expected, Map.of("Angarium", "1"));
    }
}
