package io.angarium.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.file.FileDisk;
import io.angarium.journal.testing.MemoryDisk;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a disk by how long its forces take. */
@Timeout(20)
class ForceProbeTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "-1, ext4, false",
        "200000, ext4, false",
        "12000, xfs, false",
        "9000, ext4, true",
        "0, overlay, true",
        "200000, tmpfs, true",
        "-1, ramfs, true",
    })
    void whatIsImplausiblyFastOrInMemoryIsWarnedOf(long nanos, String fileSystem, boolean warned) {
        String warning = new ForceProbe(nanos, fileSystem).warning();
        assertThat(warning != null).as(warning).isEqualTo(warned);
        if (warning != null) {
            assertThat(warning).doesNotContain("\n").contains(";");
        }
    }

    @Test
    void theMedianOfItsForcesCountsAndNothingStaysBehind() {
        MemoryDisk disk = new MemoryDisk();
        AtomicLong ticks = new AtomicLong();
        ForceProbe probe = ForceProbe.run(disk, () -> ticks.addAndGet(ticks.get() % 3 == 0 ? 100_000 : 50_000));
        assertThat(probe.medianNanos()).isBetween(50_000L, 100_000L);
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void aSlowDiskIsNotKeptBusy() {
        AtomicLong ticks = new AtomicLong();
        MemoryDisk disk = new MemoryDisk();
        ForceProbe probe = ForceProbe.run(disk, () -> ticks.addAndGet(60_000_000));
        assertThat(probe.medianNanos()).isEqualTo(60_000_000);
        assertThat(ticks.get()).isLessThanOrEqualTo(4 * 60_000_000L);
    }

    @Test
    void aFullDiskGivesNoFigure() {
        MemoryDisk disk = new MemoryDisk();
        disk.faults().capacity(0);
        assertThat(ForceProbe.run(disk, System::nanoTime).medianNanos()).isEqualTo(ForceProbe.UNKNOWN);
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void aDiskSaysWhatKindItIs() throws java.io.IOException {
        FileDisk disk = FileDisk.of(folder);
        disk.lock().close();
        assertThat(ForceProbe.run(disk, System::nanoTime).fileSystem())
                .isNotBlank()
                .isNotEqualTo("unknown");
    }
}
