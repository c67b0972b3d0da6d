package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class SparseSegmentsTest {

    @ParameterizedTest
    @CsvSource({
        // files, live, spare, excess
        "0,      0,    0,   0",
        "500,    0,  500,   0",
        "501,    0,  500,   1",
        "1850, 1000, 500,   0",
        "1851, 1000, 500,   1",
        "5000,  100, 500, 4365",
    })
    void filesMayHaveAThirdMoreThanWhatLivesAndSomeSpare(long files, long live, long spare, long excess) {
        assertThat(SparseSegments.excess(1.35, files, live, spare)).isEqualTo(excess);
    }

    @Test
    void theSparsestIsEmptiedFirst() {
        Map<Long, Long> live = Map.of(1L, 700L, 2L, 30L, 3L, 0L, 4L, 31L);
        assertThat(SparseSegments.choose(0.8, 1000, new long[] {1, 2, 3, 4}, live::get))
                .isEqualTo(2);
    }

    @Test
    void whatIsFullOrEmptyIsLeftAlone() {
        Map<Long, Long> live = Map.of(1L, 800L, 2L, 1000L, 3L, 0L);
        assertThat(SparseSegments.choose(0.8, 1000, new long[] {1, 2, 3}, live::get))
                .isEqualTo(SparseSegments.NONE);
        assertThat(SparseSegments.choose(0.8, 1000, new long[0], live::get)).isEqualTo(SparseSegments.NONE);
    }

    @Test
    void justBelowFullIsWorthIt() {
        assertThat(SparseSegments.choose(0.8, 1000, new long[] {9}, segment -> 799))
                .isEqualTo(9);
    }
}
