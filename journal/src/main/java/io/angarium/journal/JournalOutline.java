package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.SegmentHeader;
import io.angarium.journal.format.SegmentHeader.Valid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * The size of a journal, from the outside.
 *
 * @param segments number of segment files
 * @param segmentBytes length of each segment, by the first sound header; 0 if there is none
 * @param fileBytes length of all segment files
 */
public record JournalOutline(int segments, int segmentBytes, long fileBytes) {

    static JournalOutline of(JournalDisk disk) throws IOException {
        JournalOutline outline = new JournalOutline(0, 0, 0);
        for (String name : disk.list()) {
            if (SegmentFile.sequence(name).isPresent()) {
                outline = outline.and(disk, name);
            }
        }
        return outline;
    }

    private JournalOutline and(JournalDisk disk, String name) throws IOException {
        try (JournalFile file = disk.open(name, Access.READ)) {
            int length = segmentBytes == 0 ? length(file) : segmentBytes;
            return new JournalOutline(segments + 1, length, fileBytes + file.size());
        } catch (NoSuchFileException givenUp) {
            return this; // by the broker that runs on it
        }
    }

    private static int length(JournalFile file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SegmentHeader.BYTES);
        boolean whole = file.read(buffer, 0) == SegmentHeader.BYTES;
        return whole && SegmentHeader.read(buffer) instanceof Valid valid
                ? valid.header().segmentBytes()
                : 0;
    }
}
