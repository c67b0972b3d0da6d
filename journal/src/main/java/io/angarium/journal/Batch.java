package io.angarium.journal;

import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.Housekeeping.SegmentSeal;
import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.Salt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way to the disk: the write buffer itself, with room for the header in front. Owned by {@link Gathering} under its
 * lock until it is taken, then by the thread that forces.
 */
final class Batch {
    private final ByteBuffer buffer;
    private final SegmentFile segment;
    private final int offset;
    private final @Nullable SegmentSeal seal;
    private int length = BatchHeader.BYTES;
    private int count;
    private boolean begun;

    /**
     * Begins a batch.
     *
     * @param seal what the seal says if this is the last batch of its segment
     */
    Batch(ByteBuffer buffer, SegmentFile segment, int offset, @Nullable SegmentSeal seal) {
        this.buffer = buffer.clear().position(BatchHeader.BYTES);
        this.segment = segment;
        this.offset = offset;
        this.seal = seal;
    }

    void add(RecordGroup group) {
        group.copyTo(buffer);
        begun = true;
        length += group.size();
        count += group.count();
    }

    /** Tells whether a group fits behind what is there. */
    boolean hasRoom(int size) {
        return buffer.remaining() >= size;
    }

    /** Tells whether nothing was added yet. */
    boolean isEmpty() {
        return !begun;
    }

    int length() {
        return length;
    }

    SegmentFile segment() {
        return segment;
    }

    /** Returns what the seal of the segment says if this batch is that seal. */
    @Nullable
    SegmentSeal seal() {
        return seal;
    }

    /** Returns the logical position behind this batch. */
    long end() {
        return segment.position(offset + length);
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Completes header and checksums and writes the batch. */
    void write(CRC32C crc, long epoch, long durable) throws IOException {
        Salt salt = segment.header().salt(epoch);
        int index = BatchHeader.BYTES;
        for (int i = 0; i < count; i++) {
            int payload = buffer.getInt(index + RecordFrame.LENGTH_OFFSET);
            int sum = RecordFrame.checksum(crc, buffer, index, payload);
            buffer.putInt(index, sum ^ salt.at(segment.position(offset + index)));
            index += RecordFrame.HEADER_BYTES + payload;
        }
        new BatchHeader(length, count, epoch, durable).write(crc, salt, segment.position(offset), buffer, 0);
        segment.write(buffer.clear().limit(length), offset);
    }
}
