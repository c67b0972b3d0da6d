package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.CheckpointHeader;
import io.angarium.journal.format.Housekeeping.CheckpointEnd;
import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.Salt;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that was read: the state of the log's reader at some place, as records, in a file of its own.
 *
 * @param header where the log goes on
 * @param needed position below which the log had been durable before the checkpoint counted
 * @param bytes length of the file
 */
record Checkpoint(CheckpointHeader header, long needed, long bytes) {

    /** Reads the newest checkpoint and hands its records to the visitor, at position 0; null if there is none. */
    static @Nullable Checkpoint read(JournalDisk disk, RecordVisitor visitor) throws IOException {
        OptionalLong newest = newest(disk);
        if (newest.isEmpty()) {
            return null;
        }
        String name = CheckpointNames.name(newest.getAsLong());
        try (JournalFile file = disk.open(name, Access.READ)) {
            ReadWindow window = new ReadWindow();
            window.turnTo(file);
            CheckpointHeader header = header(disk, name, newest.getAsLong(), window);
            CheckpointEnd end = records(disk, name, header, window, file.size(), visitor);
            return new Checkpoint(header, end.needed(), file.size());
        }
    }

    /** Returns the header of the newest checkpoint, its records not looked at; null if there is none. */
    static @Nullable CheckpointHeader peek(JournalDisk disk) throws IOException {
        OptionalLong newest = newest(disk);
        if (newest.isEmpty()) {
            return null;
        }
        String name = CheckpointNames.name(newest.getAsLong());
        try (JournalFile file = disk.open(name, Access.READ)) {
            ReadWindow window = new ReadWindow();
            window.turnTo(file);
            return header(disk, name, newest.getAsLong(), window);
        }
    }

    private static OptionalLong newest(JournalDisk disk) throws IOException {
        return disk.list().stream()
                .map(CheckpointNames::number)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
    }

    private static CheckpointHeader header(JournalDisk disk, String name, long number, ReadWindow window)
            throws IOException {
        CheckpointHeader header = window.cover(0, CheckpointHeader.BYTES)
                ? CheckpointHeader.read(window.buffer(), window.index(0))
                : null;
        if (header == null) {
            throw new JournalDamagedException(disk.describe(), name, 0, "there is no sound checkpoint header");
        }
        if (header.version() > SegmentHeader.VERSION) {
            throw new FormatTooNewException(name, header.version(), SegmentHeader.VERSION);
        }
        if (header.number() != number) {
            throw new JournalDamagedException(disk.describe(), name, 0, "the file holds checkpoint " + header.number());
        }
        return header;
    }

    private static CheckpointEnd records(
            JournalDisk disk, String name, CheckpointHeader header, ReadWindow window, long size, RecordVisitor visitor)
            throws IOException {
        Salt salt = header.salt();
        CRC32C crc = new CRC32C();
        long offset = CheckpointHeader.BYTES;
        long count = 0;
        while (true) {
            int payload = payload(crc, salt, window, offset, size);
            if (payload < 0) {
                throw new JournalDamagedException(disk.describe(), name, offset, "there is no sound record");
            }
            int type = window.buffer().get(window.index(offset) + RecordFrame.TYPE_OFFSET) & 0xFF;
            long body = offset + RecordFrame.HEADER_BYTES;
            offset = body + payload;
            if (type == RecordTypes.CHECKPOINT_END) {
                CheckpointEnd end = payload < CheckpointEnd.BYTES
                        ? new CheckpointEnd(0, -1)
                        : CheckpointEnd.get(window.view(body, payload));
                if (offset != size || end.records() != count) {
                    throw new JournalDamagedException(
                            disk.describe(), name, body, "the checkpoint does not end where it says");
                }
                return end;
            }
            visitor.record(type, 0, window.view(body, payload));
            count++;
        }
    }

    /** Returns the length of the payload of the record at an offset if it is sound, and has it in the window; else -1. */
    private static int payload(CRC32C crc, Salt salt, ReadWindow window, long offset, long size) throws IOException {
        if (!window.cover(offset, RecordFrame.HEADER_BYTES)) {
            return -1;
        }
        int payload = window.buffer().getInt(window.index(offset) + RecordFrame.LENGTH_OFFSET);
        if (payload < 0
                || payload > size - offset - RecordFrame.HEADER_BYTES
                || !window.cover(offset, RecordFrame.HEADER_BYTES + payload)) {
            return -1;
        }
        int index = window.index(offset);
        int sum = RecordFrame.checksum(crc, window.buffer(), index, payload) ^ salt.at(offset);
        return sum == window.buffer().getInt(index) ? payload : -1;
    }
}
