package io.angarium.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ScheduleTest {
    private static List<String> times(String expression, String after, int count) {
        Recurring recurring = (Recurring) Schedule.parse(expression);
        List<String> times = new ArrayList<>();
        long at = Instant.parse(after).toEpochMilli();
        for (int i = 0; i < count; i++) {
            at = recurring.next(at).orElseThrow();
            times.add(Instant.ofEpochMilli(at).toString());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *                   | 2026-11-26T10:00:00Z     | 2026-11-26T10:01:00Z",
                "* * * * *                   | 2026-11-26T10:00:59.999Z | 2026-11-26T10:01:00Z",
                "0 3 * * *                   | 2026-11-26T03:00:00Z     | 2026-11-27T03:00:00Z",
                "0 3 * * * Europe/Berlin     | 2026-11-26T01:00:00Z     | 2026-11-26T02:00:00Z",
                "0 3 * * * +02:00            | 2026-11-26T00:59:00Z     | 2026-11-26T01:00:00Z",
                "*/15 9-17 * * MON-FRI       | 2026-11-27T17:45:00Z     | 2026-11-30T09:00:00Z",
                "0 0 29 2 *                  | 2026-11-26T10:00:00Z     | 2028-02-29T00:00:00Z",
                "0 12 1 1,7 *                | 2026-11-26T10:00:00Z     | 2027-01-01T12:00:00Z",
                "*/1 * * * * *               | 2026-11-26T10:00:03.446Z | 2026-11-26T10:00:04Z",
                "* * * * * *                 | 2026-11-26T10:00:03.999Z | 2026-11-26T10:00:04Z",
                "30 2 * * * Europe/Berlin    | 2026-03-29T00:59:59.500Z | 2026-03-29T01:30:00Z",
                "0 2 * * * Europe/Berlin     | 2026-03-29T00:59:59.500Z | 2026-03-29T01:00:00Z",
                "*/10 * * * * *              | 2026-11-26T10:00:00Z     | 2026-11-26T10:00:10Z",
                "*/10 * * * * * Asia/Tokyo   | 2026-11-26T10:00:59Z     | 2026-11-26T10:01:00Z",
            })
    void theNextTimeIsThe(String expression, String after, String next) {
        assertThat(times(expression, after, 1)).containsExactly(next);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 253_402_214_400_000L, Long.MAX_VALUE})
    void beyondTheCalendarNothingComes(long after) {
        assertThat(((Recurring) Schedule.parse("* * * * *")).next(after)).isEmpty();
    }

    @Test
    void whereTheClockGoesForwardATimeThatIsLeftOutComesAsMuchLater() {
        assertThat(times("10,30 2 * * * Europe/Berlin", "2026-03-28T02:00:00Z", 3))
                .containsExactly("2026-03-29T01:10:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:10:00Z");
        assertThat(times("30 2,3 * * * Europe/Berlin", "2026-03-29T00:00:00Z", 2))
                .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(times("30 2 * * * Europe/Berlin", "2026-03-28T00:00:00Z", 3))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void whereTheClockGoesBackADailyTimeComesOnce() {
        assertThat(times("30 2 * * * Europe/Berlin", "2026-10-24T00:00:00Z", 3))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void everyTenMinutesComesEveryTenMinutesWhateverTheClockDoes() {
        for (String night : List.of("2026-03-28T23:00:00Z", "2026-10-24T23:00:00Z")) {
            List<String> times = times("*/10 * * * * Europe/Berlin", night, 30);
            for (int i = 1; i < times.size(); i++) {
                assertThat(Instant.parse(times.get(i)))
                        .isEqualTo(Instant.parse(times.get(i - 1)).plusSeconds(600));
            }
        }
    }

    @Test
    void aTimeThatNeverComesIsNone() {
        assertThat(((Recurring) Schedule.parse("0 0 30 2 *")).next(0)).isEmpty();
    }

    @Test
    void aMomentIsANumberOrATextWithItsOffset() {
        assertThat(Schedule.parse(5L)).isEqualTo(new Schedule.Once(5));
        assertThat(Schedule.parse("2026-12-24T18:00:00+01:00"))
                .isEqualTo(
                        new Schedule.Once(Instant.parse("2026-12-24T17:00:00Z").toEpochMilli()));
        assertThat(Schedule.parse("1969-01-01T00:00:00Z")).isEqualTo(new Schedule.Once(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "2026-12-24T18:00:00",
                "* * * *",
                "* * * * * * *",
                "60 * * * *",
                "* * * * MON Mars/Base",
                "a b c d e",
                "* * * * 8",
            })
    void whatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.parse(text))
                .withMessageMatching(".{10,300}");
    }
}
