package io.angarium.examples.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ProcessesTest {

    @Test
    void flushesAreTheCallsOfBothKindsInTheSummaryOfStrace() {
        List<String> summary = List.of(
                "% time     seconds  usecs/call     calls    errors syscall",
                "------ ----------- ----------- --------- --------- ----------------",
                " 98.77    0.321000          80      4000         1 fdatasync",
                "  1.23    0.004000         400        10           fsync",
                "------ ----------- ----------- --------- --------- ----------------",
                "100.00    0.325000          81      4010         1 total");

        assertThat(FlushCounter.count(summary)).isEqualTo(4_010);
    }

    @Test
    void noFlushesLeaveAnEmptySummary() {
        assertThat(FlushCounter.count(List.of(""))).isZero();
    }

    @Test
    void residentMemoryIsInTheStatusOfAProcess() {
        assertThat(Memory.field(List.of("Name:\tjava", "VmHWM:\t  524288 kB", "VmRSS:\t 1 kB"), "VmHWM:"))
                .isEqualTo(524_288);
    }

    @Test
    void livingObjectsAreInTheTotalOfTheHistogram() {
        assertThat(Memory.total(List.of(
                        " num     #instances         #bytes  class name (module)",
                        "   1:         16345        1234567  [B (java.base)",
                        "Total        100000        7654321")))
                .isEqualTo(7_654_321);
    }
}
