package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class TagRangesTest {

    @Test
    void neighboursBecomeOneRangeAndGapsStay() {
        TagRanges ranges = new TagRanges();
        for (long tag : new long[] {1, 2, 3, 7, 8}) {
            ranges.add(5, tag);
        }
        ranges.add(6, 4);
        assertThat(ranges.size()).isEqualTo(6);
        List<List<Range>> taken = ranges.take(100);
        assertThat(taken).hasSize(1);
        assertThat(taken.get(0)).containsExactlyInAnyOrder(new Range(5, 1, 3), new Range(5, 7, 8), new Range(6, 4, 4));
        assertThat(ranges.isEmpty()).isTrue();
        assertThat(ranges.take(100)).isEmpty();
    }

    @Test
    void manyRangesAreSplit() {
        TagRanges ranges = new TagRanges();
        for (long tag = 1; tag < 20; tag += 2) {
            ranges.add(1, tag);
        }
        assertThat(ranges.take(4).stream().map(List::size)).containsExactly(4, 4, 2);
    }
}
