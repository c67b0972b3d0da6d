package io.angarium.examples.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AllocationTest {
    private static final int KILO = 1_000;
    private static volatile byte[] kept = new byte[0];

    @Test
    void whatThisProcessAllocatesIsCounted() throws IOException {
        try (Allocation allocation = Allocation.here()) {
            Map<Long, Long> before = allocation.byThread();
            for (int i = 0; i < KILO; i++) {
                kept = new byte[KILO];
            }
            assertThat(Allocation.between(before, allocation.byThread()))
                    .isBetween((long) KILO * KILO, 100L * KILO * KILO);
        }
        assertThat(kept).hasSize(KILO);
    }

    @Test
    void anotherProcessTellsWhatItAllocated() throws IOException {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Spender.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Allocation allocation = Allocation.of(other.pid())) {
            Map<Long, Long> before = allocation.byThread();
            other.getOutputStream().write('\n');
            other.getOutputStream().flush();
            assertThat(other.getInputStream().read()).isEqualTo('.');
            assertThat(Allocation.between(before, allocation.byThread())).isGreaterThan((long) KILO * KILO);
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void threadsThatAreNewCountFromTheirBeginning() {
        assertThat(Allocation.between(Map.of(1L, 10L, 2L, 5L), Map.of(1L, 12L, 3L, 7L)))
                .isEqualTo(9);
    }

    /** Allocates a million bytes at a word. */
    static final class Spender {
        private static volatile byte[] kept = new byte[0];

        private Spender() {}

        public static void main(String[] arguments) throws IOException {
            while (System.in.read() >= 0) {
                for (int i = 0; i < KILO; i++) {
                    kept = new byte[KILO];
                }
                System.out.print(kept.length == KILO ? "." : "");
                System.out.flush();
            }
        }
    }
}
