package io.angarium.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Builds a segment by hand from the rules of docs/journal-format.md, version 1. Shares nothing with the code that it checks.
 */
public final class PaperSegment {
    private static final int HEADER = 4096;
    private static final int BATCH_HEADER = 36;
    private static final int RECORD_HEADER = 9;
    private static final int FOOTER = 64;

    /** A record on paper. */
    public record Line(int type, byte[] payload) {
        static Line effect(int type, String text) {
            return new Line(type, text.getBytes(StandardCharsets.UTF_8));
        }

        public static Line opening(long epoch, long millis) {
            return new Line(
                    128, ByteBuffer.allocate(16).putLong(epoch).putLong(millis).array());
        }

        public static Line closing() {
            return new Line(129, new byte[0]);
        }
    }

    private final long journalId;
    private final long sequence;
    private final long generation;
    private final ByteBuffer bytes;
    private int effects;

    public PaperSegment(long journalId, long sequence, long generation, int segmentBytes) {
        this.journalId = journalId;
        this.sequence = sequence;
        this.generation = generation;
        this.bytes = ByteBuffer.allocate(segmentBytes);
    }

    public PaperSegment header(long epoch, long millis) {
        return header(2, epoch, millis);
    }

    PaperSegment header(int version, long epoch, long millis) {
        bytes.put("ANGJRNL\0".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(version).putInt(HEADER);
        bytes.putLong(journalId).putLong(sequence).putLong(generation).putLong(bytes.capacity());
        bytes.putLong(epoch).putLong(millis);
        bytes.putInt(HEADER - 4, crc(0, HEADER - 4));
        bytes.position(HEADER);
        return this;
    }

    public PaperSegment batch(long epoch, long durable, Line... records) {
        int start = bytes.position();
        bytes.position(start + BATCH_HEADER);
        for (Line line : records) {
            record(epoch, line);
        }
        int length = bytes.position() - start;
        bytes.put(start, "AGBT".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(start + 8, length);
        bytes.putInt(start + 12, records.length);
        bytes.putLong(start + 16, epoch);
        bytes.putLong(start + 24, durable);
        bytes.putInt(start + 4, crc(start + 8, start + BATCH_HEADER) ^ salt(epoch, start));
        return this;
    }

    private void record(long epoch, Line line) {
        int start = bytes.position();
        bytes.putInt(0).putInt(line.payload().length).put((byte) line.type()).put(line.payload());
        bytes.putInt(start, crc(start + 4, bytes.position()) ^ salt(epoch, start));
        if (line.type() < 128) {
            effects++;
        }
    }

    /** The seal batch and the footer. */
    public PaperSegment seal(long epoch, long durable) {
        int dataEnd = bytes.position() + BATCH_HEADER + RECORD_HEADER + 8;
        batch(
                epoch,
                durable,
                new Line(
                        130,
                        ByteBuffer.allocate(8).putInt(dataEnd).putInt(effects).array()));
        int start = bytes.capacity() - FOOTER;
        bytes.put(start, "AGFT".getBytes(StandardCharsets.US_ASCII));
        bytes.putLong(start + 8, epoch);
        bytes.putLong(start + 16, durable);
        bytes.putInt(start + 24, dataEnd);
        bytes.putInt(start + 28, effects);
        bytes.putInt(start + 4, crc(start + 8, start + FOOTER) ^ salt(epoch, start));
        return this;
    }

    /** Leaves a gap, as a test of free space. */
    PaperSegment skipTo(int offset) {
        bytes.position(offset);
        return this;
    }

    /** Copies the bytes of another segment, its header excepted, over free space. */
    PaperSegment garbage(PaperSegment other, int from) {
        for (int i = bytes.position(); i < bytes.capacity() && from + i - bytes.position() < bytes.capacity(); i++) {
            bytes.put(i, other.bytes.get(from + i - bytes.position()));
        }
        return this;
    }

    int offset() {
        return bytes.position();
    }

    public long position() {
        return sequence * bytes.capacity() + bytes.position();
    }

    public byte[] whole() {
        return bytes.array().clone();
    }

    public byte[] first(int length) {
        return Arrays.copyOf(bytes.array(), length);
    }

    private int crc(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), from, to - from);
        return (int) crc.getValue();
    }

    private int salt(long epoch, int offset) {
        long position = sequence * bytes.capacity() + offset;
        long z = mix(mix(mix(journalId + generation) + epoch) + position);
        return (int) (z ^ (z >>> 32));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
