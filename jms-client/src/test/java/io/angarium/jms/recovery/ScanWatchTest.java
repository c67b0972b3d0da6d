package io.angarium.jms.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ScanWatchTest {
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(120);

    private final AtomicLong clock = new AtomicLong(17);
    private final AtomicLong prepared = new AtomicLong(3);
    private final Logged logged = new Logged(ScanWatch.class);
    private final ScanWatch watch = new ScanWatch("Narayana node 1", "broker b", PERIOD, clock::get, prepared::get);

    @AfterEach
    void stopCapturing() {
        watch.close();
        logged.close();
    }

    private void pass(long nanos) {
        clock.addAndGet(nanos);
    }

    @Test
    void activeIsSaidOnceAndNotBeforeAScanHasReturned() {
        assertThat(watch.active()).isFalse();
        assertThat(logged.lines()).isEmpty();

        watch.returned(2);
        watch.returned(0);

        assertThat(watch.active()).isTrue();
        assertThat(logged.lines())
                .containsExactly("INFO XA recovery active: Narayana node 1, broker b, in doubt 2, scans every 120 s");
    }

    @Test
    void aScanThatFailsIsSaidOnceAndTheNextThatReturnsToo() {
        watch.returned(0);
        watch.failed("broker away");
        watch.failed("broker away");
        watch.returned(1);

        assertThat(logged.lines()).hasSize(3);
        assertThat(logged.lines().get(1))
                .startsWith("WARNING XA recovery failed: ")
                .contains("broker away");
        assertThat(logged.lines().get(2)).startsWith("INFO XA recovery active: ");
    }

    @Test
    void itWarnsWhenBranchesArePreparedAndNoScanReturnsForTwoPeriods() {
        prepared.incrementAndGet();
        pass(2 * PERIOD - 1);
        assertThat(watch.look()).isEqualTo(1);
        assertThat(logged.lines()).isEmpty();
        pass(1);
        watch.look();
        watch.look();

        assertThat(logged.lines()).hasSize(1);
        assertThat(logged.lines().get(0))
                .startsWith("WARNING XA is used and not recovered: 1 branches")
                .contains("broker b", "240 s", "is the recovery manager started?");
    }

    @Test
    void itDoesNotWarnOfScansThatNobodyNeeds() {
        pass(5 * PERIOD);

        assertThat(watch.look()).isEqualTo(PERIOD);
        assertThat(logged.lines()).isEmpty();
    }

    @Test
    void aScanThatReturnsBeginsTheTimeAnew() {
        prepared.incrementAndGet();
        pass(2 * PERIOD);
        watch.look();
        watch.returned(0);
        prepared.incrementAndGet();
        pass(PERIOD);
        assertThat(watch.look()).isEqualTo(PERIOD);
        pass(PERIOD);
        watch.failed("broker away");
        watch.look();

        assertThat(logged.lines())
                .filteredOn(line -> line.startsWith("WARNING XA is used"))
                .hasSize(2);
        assertThat(logged.lines().get(logged.lines().size() - 1)).contains("the last one: broker away");
        assertThat(watch.active()).isFalse();
    }

    @Test
    void itsThreadWarnsByItselfAndEndsWithIt() {
        ScanWatch quick = new ScanWatch("Narayana node 1", "broker b", 1_000_000, System::nanoTime, prepared::get);
        prepared.incrementAndGet();
        quick.start();

        await().atMost(Duration.ofSeconds(10)).until(() -> !logged.lines().isEmpty());
        assertThat(watchers()).isNotEmpty();
        quick.close();
        await().atMost(Duration.ofSeconds(10)).until(() -> watchers().isEmpty());
    }

    private static List<Thread> watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("angarium-recovery-watch"))
                .toList();
    }
}
