package io.angarium.journal;

import java.util.List;

/**
 * A recovered log, open for writing.
 *
 * @param report what recovery found
 * @param active the segment that is written next
 * @param prepared the empty segments behind it, in order
 * @param offset where the next batch begins
 * @param effects how many effects the active segment holds
 */
record OpenedLog(RecoveryReport report, SegmentFile active, List<SegmentFile> prepared, int offset, int effects) {}
