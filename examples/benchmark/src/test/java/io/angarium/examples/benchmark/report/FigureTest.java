package io.angarium.examples.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FigureTest {

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Figure.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Figure(5, 1, 9, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Figure.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Figure(3, 1, 9, 4));
    }

    @Test
    void oneOutlierDoesNotMoveTheMedian() {
        assertThat(Figure.of(List.of(10.0, 11.0, 10_000.0, 9.0, 10.0)).median()).isEqualTo(10);
    }

    @Test
    void theSpreadIsHalfOfTheRangeAsAShareOfTheMedian() {
        assertThat(Figure.of(List.of(90.0, 100.0, 120.0)).spread()).isCloseTo(0.15, within(1e-9));
        assertThat(Figure.of(List.of(7.0)).spread()).isZero();
    }
}
