package io.angarium.journal;

import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a log ends.
 *
 * @param segments all segments, in order
 * @param index of the segment that holds the end
 * @param offset of the end in that segment
 * @param effects number of effects in that segment
 * @param tornBytes length of what is left of a write that never was acknowledged, at most
 * @param missingFooter what the footer of the segment before should say, if the crash came between its seal and its footer
 * @param totals what was read
 */
record LogEnd(
        List<SegmentHeader> segments,
        int index,
        int offset,
        int effects,
        long tornBytes,
        @Nullable SegmentFooter missingFooter,
        ScanTotals totals) {
    SegmentHeader segment() {
        return segments.get(index);
    }

    long position() {
        return segment().position(offset);
    }
}
