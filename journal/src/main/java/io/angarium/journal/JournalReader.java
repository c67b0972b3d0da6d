package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records back, quickest in ascending order of their places. One thread at a time, which must be one that nobody
 * interrupts.
 */
public final class JournalReader implements AutoCloseable {
    private final JournalDisk disk;
    private final SegmentPool pool;
    private final int segmentBytes;
    private final long epoch;
    private final ReadWindow window = new ReadWindow();
    private final CRC32C crc = new CRC32C();
    private @Nullable JournalFile file;
    private @Nullable SegmentHeader header;

    JournalReader(JournalDisk disk, SegmentPool pool, int segmentBytes, long epoch) {
        this.disk = disk;
        this.pool = pool;
        this.segmentBytes = segmentBytes;
        this.epoch = epoch;
    }

    /**
     * Hands the record at a position to the visitor.
     *
     * @param position of a record that is durable and whose segment has not been given up
     * @throws JournalDamagedException if no sound record is there
     * @throws JournalFailedException if the file cannot be read
     */
    public void read(long position, RecordVisitor visitor) {
        long sequence = position / segmentBytes;
        int offset = (int) (position % segmentBytes);
        try {
            SegmentHeader segment = turnTo(sequence);
            int payload = payload(segment, offset);
            if (payload < 0) {
                window.turnTo(opened()); // what was appended since the window was filled
                payload = payload(segment, offset);
            }
            if (payload < 0) {
                throw damaged(sequence, offset, "there is no sound record");
            }
            int type = window.buffer().get(window.index(offset) + RecordFrame.TYPE_OFFSET) & 0xFF;
            visitor.record(type, position, window.view(offset + RecordFrame.HEADER_BYTES, payload));
        } catch (IOException failure) {
            throw JournalFailedException.cannotOpen(disk.describe(), failure);
        }
    }

    private SegmentHeader turnTo(long sequence) throws IOException {
        SegmentHeader wanted = pool.get(sequence);
        if (wanted == null) {
            throw damaged(sequence, 0, "the segment is missing");
        }
        SegmentHeader has = header;
        if (has == null || has.sequence() != sequence) {
            close();
            JournalFile opened = disk.open(SegmentFile.name(sequence), Access.READ);
            file = opened;
            header = wanted;
            window.turnTo(opened);
        }
        return wanted;
    }

    private JournalFile opened() {
        if (file == null) {
            throw new IllegalStateException("no file is open");
        }
        return file;
    }

    /** Returns the length of the payload if a sound record is at the offset, and has it in the window; else -1. */
    private int payload(SegmentHeader segment, int offset) throws IOException {
        if (offset < SegmentHeader.BYTES || !window.cover(offset, RecordFrame.HEADER_BYTES)) {
            return -1;
        }
        int payload = window.buffer().getInt(window.index(offset) + RecordFrame.LENGTH_OFFSET);
        if (payload < 0
                || payload > segmentBytes - offset - RecordFrame.HEADER_BYTES
                || !window.cover(offset, RecordFrame.HEADER_BYTES + payload)) {
            return -1;
        }
        int index = window.index(offset);
        int sum = RecordFrame.checksum(crc, window.buffer(), index, payload)
                ^ window.buffer().getInt(index);
        return ofSomeEpoch(segment, offset, sum) ? payload : -1;
    }

    /** A record does not say its epoch: it is one from that of the segment's preparation to this opening's. */
    private boolean ofSomeEpoch(SegmentHeader segment, int offset, int salt) {
        long position = segment.position(offset);
        for (long e = epoch; e >= segment.epoch(); e--) {
            if (segment.salt(e).at(position) == salt) {
                return true;
            }
        }
        return false;
    }

    private JournalDamagedException damaged(long sequence, int offset, String what) {
        return new JournalDamagedException(disk.describe(), SegmentFile.name(sequence), offset, what);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
            header = null;
        }
    }
}
