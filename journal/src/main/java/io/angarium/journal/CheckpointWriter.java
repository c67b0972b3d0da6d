package io.angarium.journal;

import io.angarium.journal.file.DiskFullIOException;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.CheckpointHeader;
import io.angarium.journal.format.Housekeeping.CheckpointEnd;
import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.Salt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes one checkpoint: records, piece by piece, each forced, so that no force beside it waits for much; then the end, and only then
 * the name that makes it count. One thread at a time.
 */
public final class CheckpointWriter {
    private static final int INITIAL_BYTES = 1 << 18;

    private final JournalDisk disk;
    private final FailStop failStop;
    private final CheckpointHeader header;
    private final Salt salt;
    private final JournalFile file;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL_BYTES);
    private long offset;
    private long records;
    private boolean over;

    private CheckpointWriter(JournalDisk disk, FailStop failStop, CheckpointHeader header, JournalFile file) {
        this.disk = disk;
        this.failStop = failStop;
        this.header = header;
        this.salt = header.salt();
        this.file = file;
    }

    static CheckpointWriter begin(JournalDisk disk, FailStop failStop, CheckpointHeader header) {
        try {
            JournalFile file = disk.create(CheckpointNames.preparingName(header.number()));
            CheckpointWriter writer = new CheckpointWriter(disk, failStop, header, file);
            writer.writeHeader();
            return writer;
        } catch (DiskFullIOException full) {
            throw new JournalFullException(disk.describe(), 0);
        } catch (IOException failure) {
            throw failStop.fail(failure);
        }
    }

    private void writeHeader() throws IOException {
        header.write(buffer);
        try {
            put(CheckpointHeader.BYTES);
        } catch (DiskFullIOException full) {
            discard();
            throw full;
        }
    }

    /**
     * Writes and forces records.
     *
     * @throws JournalFullException if the disk is full: then this checkpoint is given up
     * @throws JournalFailedException if the disk fails
     */
    public void write(RecordGroup group) {
        requireOpen();
        try {
            put(group);
            file.force();
        } catch (IOException failure) {
            throw giveUp(failure);
        }
        records += group.count();
    }

    /**
     * Ends the checkpoint and makes it count, in place of all earlier ones. All below the position must be durable in the log.
     *
     * @param needed logical position behind everything that the records may speak of
     */
    void publish(long needed) {
        requireOpen();
        RecordGroup last = new RecordGroup();
        new CheckpointEnd(needed, records).put(last.beginAny(RecordTypes.CHECKPOINT_END, CheckpointEnd.BYTES));
        last.end();
        try {
            put(last);
            file.force();
            file.close();
            over = true;
            disk.rename(CheckpointNames.preparingName(header.number()), CheckpointNames.name(header.number()));
            disk.forceDirectory();
        } catch (IOException failure) {
            throw giveUp(failure);
        }
    }

    /** Deletes what was written. Does nothing to one that counts. */
    public void discard() {
        if (over) {
            return;
        }
        over = true;
        try {
            file.close();
            disk.delete(CheckpointNames.preparingName(header.number()));
        } catch (IOException failure) {
            throw failStop.fail(failure);
        }
    }

    /** Returns how many bytes were written. */
    public long bytes() {
        return offset;
    }

    CheckpointHeader header() {
        return header;
    }

    private void requireOpen() {
        failStop.check();
        if (over) {
            throw new IllegalStateException("checkpoint " + header.number() + " is over");
        }
    }

    private JournalException giveUp(IOException failure) {
        if (!over && failure instanceof DiskFullIOException) {
            discard();
            return new JournalFullException(disk.describe(), 0);
        }
        return failStop.fail(failure);
    }

    private void put(RecordGroup group) throws IOException {
        if (group.size() > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(group.size());
        }
        buffer.clear();
        group.copyTo(buffer);
        int index = 0;
        for (int i = 0; i < group.count(); i++) {
            int payload = buffer.getInt(index + RecordFrame.LENGTH_OFFSET);
            int sum = RecordFrame.checksum(crc, buffer, index, payload);
            buffer.putInt(index, sum ^ salt.at(offset + index));
            index += RecordFrame.HEADER_BYTES + payload;
        }
        put(index);
    }

    private void put(int length) throws IOException {
        file.write(buffer.clear().limit(length), offset);
        offset += length;
    }
}
