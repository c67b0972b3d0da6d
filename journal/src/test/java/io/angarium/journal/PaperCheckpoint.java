package io.angarium.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Builds a checkpoint file by hand from the rules of docs/journal-format.md, version 2. Shares nothing with the code that it checks. */
public final class PaperCheckpoint {
    private final long journalId;
    private final long number;
    private final long epoch;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    private long records;

    public PaperCheckpoint(long journalId, long number, long epoch) {
        this.journalId = journalId;
        this.number = number;
        this.epoch = epoch;
    }

    public PaperCheckpoint header(long replayFrom, int effectsBefore) {
        bytes.put("ANGCKPT\0".getBytes(StandardCharsets.US_ASCII)).putInt(2).putInt(64);
        bytes.putLong(journalId).putLong(number).putLong(epoch).putLong(replayFrom);
        bytes.putInt(effectsBefore).putLong(0);
        bytes.putInt(crc(0, 60));
        return this;
    }

    PaperCheckpoint record(int type, String text) {
        return record(type, text.getBytes(StandardCharsets.UTF_8));
    }

    public PaperCheckpoint record(int type, byte[] payload) {
        records++;
        return put(type, payload);
    }

    public PaperCheckpoint end(long needed) {
        return put(131, ByteBuffer.allocate(16).putLong(needed).putLong(records).array());
    }

    private PaperCheckpoint put(int type, byte[] payload) {
        int start = bytes.position();
        bytes.putInt(0).putInt(payload.length).put((byte) type).put(payload);
        bytes.putInt(start, crc(start + 4, bytes.position()) ^ salt(start));
        return this;
    }

    public byte[] whole() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private int crc(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), from, to - from);
        return (int) crc.getValue();
    }

    private int salt(int offset) {
        long z = mix(mix(mix(journalId + number) + epoch) + offset);
        return (int) (z ^ (z >>> 32));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
