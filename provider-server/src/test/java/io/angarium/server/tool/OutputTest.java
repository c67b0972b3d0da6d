package io.angarium.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class OutputTest {

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    @Test
    void aTableAlignsNumbersToTheRightAndMarksWhatIsMissing() {
        String table = Rows.table(List.of(
                row("name", "orders", "messages", 12_345L, "deadLetterOf", "x"), row("name", "a", "messages", 7L)));
        assertThat(table)
                .isEqualTo(
                        """
                        NAME    MESSAGES  DEAD LETTER OF
                        orders     12345  x
                        a              7  -
                        """);
    }

    @Test
    void controlCharactersInANameAreShownAndNotObeyed() {
        assertThat(Rows.table(List.of(row("name", "a\nb\u001b[2J", "messages", 1L))))
                .isEqualTo("NAME               MESSAGES\n" + "a\\u000ab\\u001b[2J         1\n");
    }

    @Test
    void noRowsAreNoTable() {
        assertThat(Rows.table(List.of())).isEmpty();
    }

    @Test
    void oneRowCanBeAListOfNamesAndValues() {
        assertThat(Rows.list(row("name", "orders", "rate", 1.25)))
                .isEqualTo(
                        """
                        name  orders
                        rate  1.3
                        """);
    }

    @Test
    void jsonKeepsTypesAndOrder() throws IOException {
        String json =
                Rows.json(List.of(row("name", "a\"b", "n", 5L, "on", true, "rate", 0.5, "bytes", new byte[] {1, 2})));
        assertThat(json).isEqualTo("[{\"name\":\"a\\\"b\",\"n\":5,\"on\":true,\"rate\":0.5,\"bytes\":\"AQI=\"}]\n");
    }

    @Test
    void progressIsAPlainLineEveryFiveSecondsWhereThereIsNoTerminal() {
        Captured terminal = new Captured();
        AtomicLong now = new AtomicLong();
        try (Meter meter = new Meter(terminal.terminal(), "sent", 20_000, now::get)) {
            now.set(TimeUnit.SECONDS.toNanos(4));
            meter.to(4_000);
            now.set(TimeUnit.SECONDS.toNanos(6));
            meter.to(6_000);
            meter.step();
            now.set(TimeUnit.SECONDS.toNanos(10));
            assertThat(meter.summary("message")).isEqualTo("6,001 messages in 10.0 s, 600/s");
        }
        assertThat(terminal.err()).isEqualTo("sent 6,000 of 20,000, 1,000/s\n");
    }

    @Test
    void theRateIsHeldWithoutDrift() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        Pace pace = new Pace(1_000, now::get, now::addAndGet);
        for (int i = 0; i < 1_001; i++) {
            pace.await();
        }
        assertThat(now.get()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void withoutARateNothingWaits() throws InterruptedException {
        Pace pace = new Pace(0, () -> 0, nanos -> {
            throw new AssertionError("waited");
        });
        pace.await();
        pace.await();
    }
}
