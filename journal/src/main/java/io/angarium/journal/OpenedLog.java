package io.angarium.journal;

import io.angarium.journal.format.SegmentHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recovered log, open for writing.
 *
 * @param report what recovery found
 * @param active the segment that is written next
 * @param prepared the empty segments behind it, in order
 * @param offset where the next batch begins
 * @param effects how many effects the active segment holds
 * @param segments all segments that there are
 * @param checkpoint the checkpoint that was read, or null
 */
record OpenedLog(
        RecoveryReport report,
        SegmentFile active,
        List<SegmentFile> prepared,
        int offset,
        int effects,
        List<SegmentHeader> segments,
        @Nullable Checkpoint checkpoint) {}
