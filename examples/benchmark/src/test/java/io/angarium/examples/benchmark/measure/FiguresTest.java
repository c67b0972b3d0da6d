package io.angarium.examples.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class FiguresTest {

    @Test
    void aStampComesBackFromTheBodyThatItWasPutInto() {
        Stamp stamp = new Stamp(3, 64, 5_000_000_000L, -17);
        byte[] body = new byte[Stamp.BYTES];

        stamp.into(body);

        assertThat(Stamp.of(body)).isEqualTo(stamp);
    }

    @Test
    void processorTimeIsUserAndSystemTimeWhateverTheCommandIsCalled() {
        String line = "17 (a ) b) S 1 17 17 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 12 0 300 1000 200";

        assertThat(CpuTime.parse(line)).isEqualTo(3_000_000);
    }

    @Test
    void theProcessorTimeOfThisProcessGrows() {
        CpuTime mine = new CpuTime(ProcessHandle.current().pid());
        double before = mine.micros();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        assertThat(mine.micros()).isGreaterThan(before);
    }

    @Test
    void percentilesAreInMicroseconds() {
        Histogram nanos = Gauge.histogram();
        for (int micros = 1; micros <= 1_000; micros++) {
            nanos.recordValue(micros * 1_000L);
        }

        Map<String, Double> metrics = new Sample(Map.of()).with(nanos).metrics();

        assertThat(metrics.get("p50")).isCloseTo(500, within(1.0));
        assertThat(metrics.get("p999")).isCloseTo(999, within(1.0));
        assertThat(metrics.get("max")).isCloseTo(1_000, within(1.0));
    }

    @Test
    void nothingMeasuredHasNoPercentiles() {
        assertThat(new Sample(Map.of()).with(Gauge.histogram()).metrics()).isEmpty();
    }
}
