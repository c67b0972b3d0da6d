package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.file.JournalDisk.Access;
import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.SegmentHeader;
import io.angarium.journal.format.SegmentHeader.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The segments of a directory in the order of the log, their headers read and checked: nothing missing that is needed, nothing foreign.
 *
 * @param segments the headers, in order; without a gap from the one on in which the replay begins
 */
record SegmentCatalog(List<SegmentHeader> segments) {
    /**
     * Reads the catalog; the segments' contents are not looked at.
     *
     * @param replayFrom position from which the log must be whole, 0 for all of it
     */
    static SegmentCatalog read(JournalDisk disk, long replayFrom) throws IOException {
        TreeSet<Long> sequences = new TreeSet<>();
        for (String name : disk.list()) {
            SegmentFile.sequence(name).ifPresent(sequences::add);
        }
        List<SegmentHeader> headers = new ArrayList<>();
        for (long sequence : sequences) {
            headers.add(header(disk, sequence, headers, sequence == sequences.last()));
        }
        requireWhole(disk, headers, replayFrom);
        return new SegmentCatalog(List.copyOf(headers));
    }

    private static void requireWhole(JournalDisk disk, List<SegmentHeader> headers, long replayFrom)
            throws IOException {
        if (headers.isEmpty() && replayFrom == 0) {
            return;
        }
        if (headers.isEmpty()) {
            throw new JournalDamagedException(
                    disk.describe(), "segment-*", 0, "there is a checkpoint, but all segments are missing");
        }
        long expected = Math.max(
                SegmentHeader.FIRST_SEQUENCE, replayFrom / headers.get(0).segmentBytes());
        for (SegmentHeader header : headers) {
            if (header.sequence() > expected) {
                throw damaged(disk, expected, "the segment is missing");
            }
            if (header.sequence() == expected) {
                expected++;
            }
        }
        if (expected * headers.get(0).segmentBytes() <= replayFrom) {
            throw damaged(disk, expected, "the segment is missing");
        }
    }

    private static SegmentHeader header(JournalDisk disk, long sequence, List<SegmentHeader> before, boolean last)
            throws IOException {
        SegmentHeader header = readHeader(disk, sequence, last);
        if (header.sequence() != sequence) {
            throw damaged(disk, sequence, "the file holds segment " + header.sequence());
        }
        if (!before.isEmpty()) {
            SegmentHeader first = before.get(0);
            if (first.journalId() != header.journalId() || first.segmentBytes() != header.segmentBytes()) {
                throw damaged(disk, sequence, "the segment belongs to another journal");
            }
        }
        return header;
    }

    private static SegmentHeader readHeader(JournalDisk disk, long sequence, boolean last) throws IOException {
        String name = SegmentFile.name(sequence);
        ByteBuffer buffer = ByteBuffer.allocate(SegmentHeader.BYTES);
        long size;
        try (JournalFile file = disk.open(name, Access.READ)) {
            if (file.read(buffer, 0) < SegmentHeader.BYTES) {
                throw damaged(disk, sequence, "the file is shorter than a segment header");
            }
            size = file.size();
        }
        Reading reading = SegmentHeader.read(buffer);
        if (reading instanceof SegmentHeader.Valid valid) {
            // A segment is prepared to its end before its successor is made.
            if (!last && size < valid.header().segmentBytes()) {
                throw damaged(disk, sequence, "the file has been cut to " + size + " bytes");
            }
            return valid.header();
        }
        if (reading instanceof SegmentHeader.TooNew tooNew) {
            throw new FormatTooNewException(name, tooNew.version(), SegmentHeader.VERSION);
        }
        throw damaged(disk, sequence, ((SegmentHeader.Invalid) reading).what());
    }

    private static JournalDamagedException damaged(JournalDisk disk, long sequence, String what) {
        return new JournalDamagedException(disk.describe(), SegmentFile.name(sequence), 0, what);
    }
}
