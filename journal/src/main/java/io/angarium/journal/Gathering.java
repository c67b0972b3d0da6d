package io.angarium.journal;

import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.Housekeeping.SegmentSeal;
import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.SegmentFooter;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the next record goes, and the batches that wait to be written. All state is guarded by this object's monitor, which is
 * held for the copy of one group or the exchange of two lists, never for I/O.
 */
final class Gathering {
    /** Result of {@link #place} when no room is prepared for the group. */
    static final long NO_ROOM = -1;

    /** Room that each effect leaves at the end of its segment for an entry of the segment's index. */
    static final int INDEX_ENTRY_BYTES = 32;

    private static final int SEAL_BATCH_BYTES = BatchHeader.BYTES + RecordFrame.HEADER_BYTES + SegmentSeal.BYTES;
    private static final int TAIL_BYTES = SEAL_BATCH_BYTES + SegmentFooter.BYTES;

    private final SegmentPreparer preparer;
    private final BufferPool pool;
    private final RecordGroup sealGroup = new RecordGroup();
    private SegmentFile segment;
    private int offset;
    private int effects;
    private @Nullable Batch open;
    private List<Batch> waiting = new ArrayList<>();
    private List<Batch> spare = new ArrayList<>();
    /** Whether the last batch is one that only says how much is durable. */
    private boolean sealedIdle;

    private volatile long appended;
    private volatile long gathered;
    /** The same as {@link #gathered}, which publishes it. */
    private long gatheredBytes;

    /**
     * Creates the gathering.
     *
     * @param offset where the next batch begins in the segment
     * @param effects how many effects the segment holds
     */
    Gathering(SegmentPreparer preparer, int maxBatchBytes, SegmentFile segment, int offset, int effects) {
        this.preparer = preparer;
        this.pool = new BufferPool(maxBatchBytes);
        this.segment = segment;
        this.offset = offset;
        this.effects = effects;
        this.appended = segment.position(offset);
    }

    /** Returns the largest group with the given number of effects that a segment can hold. */
    static int largestGroup(int segmentBytes, int effects) {
        long room = (long) segmentBytes
                - SegmentHeader.BYTES
                - BatchHeader.BYTES
                - TAIL_BYTES
                - (long) effects * INDEX_ENTRY_BYTES;
        return (int) Math.max(0, room);
    }

    long appended() {
        return appended;
    }

    long gathered() {
        return gathered;
    }

    /**
     * Copies a group into the gathering batch.
     *
     * @param effectsAdded how many of the group's records are effects
     * @param keep how much prepared room must be left behind it
     * @return the position of its first record, or {@link #NO_ROOM}, and then nothing has changed
     */
    synchronized long place(RecordGroup group, int effectsAdded, long keep) {
        if (!roomFor(group.size(), effectsAdded, keep)) {
            return NO_ROOM;
        }
        if (!fits(BatchHeader.BYTES + group.size(), effectsAdded)) {
            roll();
        }
        Batch batch = batchFor(group.size());
        long position = batch.end();
        add(batch, group);
        effects += effectsAdded;
        sealedIdle = false;
        return position;
    }

    /** Appends an empty batch that says that all before it is durable; false if that has been said or there is no room. */
    synchronized boolean placeIdleSeal(long durable) {
        if (sealedIdle || durable != appended || !fits(BatchHeader.BYTES, 0) || !roomFor(0, 0, 0)) {
            return false;
        }
        add(batchFor(0), sealGroup.clear());
        sealedIdle = true;
        return true;
    }

    /** Ends the batch that is being gathered, so that the next one begins at the mark. */
    synchronized CheckpointMark mark() {
        closeBatch();
        return new CheckpointMark(appended, effects);
    }

    /** Takes what is waiting, in order. The list is good until {@link #giveBack}. */
    synchronized List<Batch> takeAll() {
        closeBatch();
        List<Batch> taken = waiting;
        waiting = spare;
        spare = taken;
        return taken;
    }

    /** Takes back the buffers of batches that have been written, or that never will be. */
    synchronized void giveBack(List<Batch> batches) {
        long bytes = 0;
        for (Batch batch : batches) {
            bytes += batch.length();
            pool.giveBack(batch.buffer());
        }
        gatheredBytes -= bytes;
        gathered = gatheredBytes;
        batches.clear();
    }

    /** Closes the segment that is being filled. */
    synchronized void closeSegment() throws IOException {
        segment.close();
    }

    private void add(Batch batch, RecordGroup group) {
        int before = batch.length();
        boolean begun = batch.isEmpty();
        batch.add(group);
        int grown = batch.length() - (begun ? 0 : before);
        offset += grown;
        gatheredBytes += grown;
        gathered = gatheredBytes;
        appended = batch.end();
    }

    private Batch batchFor(int size) {
        Batch batch = open;
        if (batch == null || !batch.hasRoom(size)) {
            closeBatch();
            batch = begin(size, null);
            open = batch;
        }
        return batch;
    }

    private Batch begin(int size, @Nullable SegmentSeal seal) {
        return new Batch(pool.take(BatchHeader.BYTES + size), segment, offset, seal);
    }

    private void closeBatch() {
        Batch batch = open;
        if (batch != null) {
            waiting.add(batch);
            open = null;
        }
    }

    /** Ends the segment with its seal and goes on in the next. */
    private void roll() {
        closeBatch();
        SegmentSeal seal = new SegmentSeal(offset + SEAL_BATCH_BYTES, effects);
        seal.put(sealGroup.clear().beginAny(RecordTypes.SEGMENT_SEAL, SegmentSeal.BYTES));
        sealGroup.end();
        Batch last = begin(sealGroup.size(), seal);
        add(last, sealGroup);
        waiting.add(last);
        segment = preparer.take();
        offset = SegmentHeader.BYTES;
        effects = 0;
        appended = segment.position(offset);
    }

    /** Returns how many bytes more find prepared room, if each effect of them counts with its entry in the index. */
    synchronized long room() {
        long here = Math.min(segment.prepared(), limit(segment, effects)) - offset;
        return Math.max(0, here) + preparer.readyBytes();
    }

    private boolean fits(int bytes, int effectsAdded) {
        return offset + bytes <= limit(segment, effects + effectsAdded);
    }

    /** Returns how far data of this many effects may reach in a segment. */
    static long limit(SegmentFile segment, int effects) {
        return segment.header().segmentBytes() - TAIL_BYTES - (long) effects * INDEX_ENTRY_BYTES;
    }

    /** Tells whether the disk has given room for a group, and for so much more behind it. */
    private boolean roomFor(int size, int effectsAdded, long keep) {
        int bytes = BatchHeader.BYTES + size;
        if (fits(bytes, effectsAdded)) {
            long end = (long) offset + bytes;
            long left = Math.min(segment.prepared(), limit(segment, effects + effectsAdded)) - end;
            return left >= 0 && (left >= keep || (segment.fullyPrepared() && left + preparer.readyBytes() >= keep));
        }
        SegmentFile next = preparer.peek();
        if (next == null || !segment.fullyPrepared()) {
            return false;
        }
        long end = (long) SegmentHeader.BYTES + bytes;
        return Math.min(next.prepared(), limit(next, effectsAdded)) >= end
                && SegmentHeader.BYTES + preparer.readyBytes() - end >= keep;
    }
}
