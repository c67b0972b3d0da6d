package io.angarium.journal;

import io.angarium.journal.file.JournalFile;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * One segment open for writing. Two writers that never meet: the preparer writes zeros from {@link #prepared()} on, the one who
 * holds the force writes batches below it.
 */
final class SegmentFile {
    private static final String PREFIX = "segment-";
    private static final String SUFFIX = ".journal";
    static final String PREPARING = "preparing-";
    private static final int DIGITS = 16;

    private final JournalFile file;
    private final SegmentHeader header;
    private volatile int prepared;

    SegmentFile(JournalFile file, SegmentHeader header, int prepared) {
        this.file = file;
        this.header = header;
        this.prepared = prepared;
    }

    static String name(long sequence) {
        return PREFIX + digits(sequence) + SUFFIX;
    }

    /** Returns the name of a segment that is not part of the log yet. */
    static String preparingName(long sequence) {
        return PREPARING + digits(sequence) + ".tmp";
    }

    static String digits(long sequence) {
        String digits = Long.toString(sequence);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    static boolean isPreparing(String name) {
        return name.startsWith(PREPARING);
    }

    /** Returns the sequence number in a segment's name, nothing for other files. */
    static OptionalLong sequence(String name) {
        return numberIn(name, PREFIX, SUFFIX);
    }

    /** Returns the number between a prefix and a suffix, nothing for names of another shape. */
    static OptionalLong numberIn(String name, String prefix, String suffix) {
        boolean shaped = name.length() == prefix.length() + DIGITS + suffix.length()
                && name.startsWith(prefix)
                && name.endsWith(suffix);
        if (!shaped) {
            return OptionalLong.empty();
        }
        long sequence = 0;
        for (int i = prefix.length(); i < prefix.length() + DIGITS; i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return OptionalLong.empty();
            }
            sequence = sequence * 10 + digit - '0';
        }
        return OptionalLong.of(sequence);
    }

    SegmentHeader header() {
        return header;
    }

    /** Returns the logical position of an offset. */
    long position(int offset) {
        return header.position(offset);
    }

    /** Returns the offset up to which the disk is known to have room for this segment. */
    int prepared() {
        return prepared;
    }

    boolean fullyPrepared() {
        return prepared == header.segmentBytes();
    }

    /** Writes bytes into room that was prepared. */
    void write(ByteBuffer source, int offset) throws IOException {
        file.write(source, offset);
    }

    /** Writes and forces zeros behind what is prepared. */
    void prepare(ByteBuffer zeros) throws IOException {
        int from = prepared;
        int to = (int) Math.min(header.segmentBytes(), (long) from + zeros.capacity());
        zeros.clear().limit(to - from);
        file.write(zeros, from);
        file.force();
        prepared = to;
    }

    void force() throws IOException {
        file.force();
    }

    void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return name(header.sequence());
    }
}
