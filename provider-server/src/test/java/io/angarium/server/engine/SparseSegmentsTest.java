package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class SparseSegmentsTest {
    private static final long MIB = 1 << 20;
    private static final long SEGMENT = 64 * MIB;
    private static final double FULL = Emptying.BESIDE_WORK.full();

    /** What lives in each segment, from number 1 on. */
    private static final class Live implements SparseSegments.Usage {
        private final Map<Long, SparseSegments.Shape> shapes = new LinkedHashMap<>();

        Live small(long bytes) {
            return with(bytes);
        }

        Live with(long small, long... large) {
            List<Long> each = Arrays.stream(large).boxed().toList();
            long all = small + Arrays.stream(large).sum();
            shapes.put(shapes.size() + 1L, new SparseSegments.Shape(all, 1000, each));
            return this;
        }

        @Override
        public long bytes(long segment) {
            return shapes.get(segment).bytes();
        }

        @Override
        public SparseSegments.Shape shape(long segment) {
            return shapes.get(segment);
        }

        long choose(double full, long endOfLog) {
            long[] all = shapes.keySet().stream().mapToLong(Long::longValue).toArray();
            return SparseSegments.choose(full, new Packing(SEGMENT, endOfLog), all, this);
        }
    }

    /** The last segment is full up to here. */
    private static long end(double mebibytes) {
        return 100 * SEGMENT + (long) (mebibytes * MIB);
    }

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
        Live live = new Live().small(44 * MIB).small(2 * MIB).small(0).small(3 * MIB);
        assertThat(live.choose(FULL, end(1))).isEqualTo(2);
    }

    @Test
    void whatIsFullOrEmptyIsLeftAlone() {
        Live live =
                new Live().small((long) (SEGMENT * FULL)).small(SEGMENT - MIB).small(0);
        assertThat(live.choose(FULL, end(1))).isEqualTo(SparseSegments.NONE);
        assertThat(new Live().choose(FULL, end(1))).isEqualTo(SparseSegments.NONE);
    }

    @Test
    void justBelowFullIsWorthItWhereItFitsIntoWhatIsBegunAlready() {
        Live live = new Live().small((long) (SEGMENT * FULL) - 1);
        assertThat(live.choose(FULL, end(1))).isEqualTo(1);
        assertThat(live.choose(FULL, end(60))).as("one for one").isEqualTo(SparseSegments.NONE);
    }

    @Test
    void everythingIsEmptiedWhereAllIsToGo() {
        Live live = new Live().with(0, 60 * MIB).small(SEGMENT - MIB);
        assertThat(live.choose(Emptying.ALL.full(), end(60))).isEqualTo(1);
    }

    /** A journal of many segments with the same in each: records of the same size, all but so many of which have gone. */
    @ParameterizedTest
    @CsvSource({
        // size in MiB, how many in each segment, whether moving gains
        "63,    1, false",
        "50,    1, false",
        "33,    1, false",
        "32.1,  1, false",
        "31.9,  1, true",
        "22,    2, false",
        "22,    1, true",
        "16.5,  3, false",
        "16.5,  2, true",
        "16.5,  1, true",
        "13,    4, false",
        "13,    3, true",
        "5,     12, false",
        "5,     9, true",
        "0.5,   128, false",
        "0.5,   96, true",
        "0.5,   1, true",
    })
    void recordsThatAreLargeAgainstASegmentAreMovedOnlyWhereMoreOfThemFit(double size, int each, boolean gains) {
        Live live = new Live();
        long[] records = new long[each];
        Arrays.fill(records, (long) (size * MIB));
        for (int segment = 0; segment < SparseSegments.MOST_LOOKED_AT * 2; segment++) {
            if (size < 4) {
                live.small(Math.min((long) (size * MIB) * each, SEGMENT));
            } else {
                live.with(0, records);
            }
        }
        assertThat(live.choose(FULL, end(63.5))).isEqualTo(gains ? 1 : SparseSegments.NONE);
    }

    @Test
    void whatIsSmallFillsWhatLargeOnesLeave() {
        Live live = new Live();
        for (int segment = 0; segment < 20; segment++) {
            live.with(0, 33 * MIB).small(20 * MIB);
        }
        assertThat(live.choose(FULL, end(63.5)))
                .as("a small one, which is sparser")
                .isEqualTo(2);
    }

    @Test
    void oneLargeRecordInEachSegmentDoesNotHideThatSmallOnesCanBePacked() {
        Live live = new Live();
        for (int segment = 0; segment < 5; segment++) {
            live.with(0, 40 * MIB);
        }
        live.small(10 * MIB).small(11 * MIB);
        assertThat(live.choose(FULL, end(63.5))).isEqualTo(6);
    }

    /** Emptying in the order in which it is chosen ends, with fewer segments, and never makes more of them on the way. */
    @Test
    void doneStepByStepItGainsWhatItPromises() {
        Live live = new Live();
        for (int segment = 0; segment < 7; segment++) {
            live.with(0, 12 * MIB, 12 * MIB, 12 * MIB, 12 * MIB);
        }
        assertThat(live.choose(FULL, end(63.5)))
                .as("seven of four into six of five")
                .isEqualTo(1);
        Packing packing = new Packing(SEGMENT, end(63.5));
        for (long segment = 1; segment <= 7; segment++) {
            packing.add(live.shape(segment));
        }
        assertThat(packing.begun()).isEqualTo(6);
    }

    @Test
    void onlyTheSparsestAreLookedAt() {
        Live live = new Live();
        for (int segment = 0; segment < SparseSegments.MOST_LOOKED_AT; segment++) {
            live.with(0, 33 * MIB);
        }
        live.small(34 * MIB).small(34 * MIB).small(34 * MIB);
        assertThat(live.choose(FULL, end(63.5)))
                .as("64 that are sparser, of which none can be saved: more than half of all files lives")
                .isEqualTo(SparseSegments.NONE);
    }
}
