package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class LogTimesTest {
    private static final long END = 9999;

    @ParameterizedTest
    @CsvSource({"5, 99", "10, 99", "11, 499", "20, 499", "21, 799", "31, 9999"})
    void aTimeIsBehindWhatWasAcceptedBeforeIt(long time, long position) {
        LogTimes times = new LogTimes();
        times.accepted(10, 100);
        times.accepted(10, 200);
        times.accepted(10, 300);
        times.accepted(20, 500);
        times.accepted(20, 600);
        times.accepted(30, 800);
        assertThat(times.behind(time, END)).isEqualTo(position);
    }

    @Test
    void thereMayBeVeryMany() {
        LogTimes times = new LogTimes();
        for (int i = 1; i <= 1000; i++) {
            times.accepted(10L * i, 100L * i);
        }
        assertThat(times.behind(5_001, END)).isEqualTo(50_099);
        assertThat(times.behind(10_000, END)).isEqualTo(99_999);
    }

    @Test
    void whereNothingWasAcceptedEachTimeIsAtTheEnd() {
        assertThat(new LogTimes().behind(7, END)).isEqualTo(END);
    }
}
