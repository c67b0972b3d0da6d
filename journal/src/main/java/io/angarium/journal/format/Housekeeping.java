package io.angarium.journal.format;

import java.nio.ByteBuffer;

/** Payloads of the journal's own records, big endian. A reader ignores bytes behind the fields that it knows. */
public final class Housekeeping {
    private Housekeeping() {}

    /**
     * First record of an opening, alone in a batch that is forced before the journal is handed out: long epoch, long time.
     *
     * @param epoch of the writer
     * @param millis when it opened the journal, milliseconds since 1970
     */
    public record Opening(long epoch, long millis) {
        /** Length of the payload. */
        public static final int BYTES = 16;

        /** Puts the payload at the buffer's position. */
        public void put(ByteBuffer buffer) {
            buffer.putLong(epoch).putLong(millis);
        }
    }

    /**
     * Last record of a full segment, alone in a batch: int offset behind that batch, int number of effects.
     *
     * @param dataEnd offset of the first byte behind the batch of this record
     * @param effects number of records of the effects family in the segment
     */
    public record SegmentSeal(int dataEnd, int effects) {
        /** Length of the payload. */
        public static final int BYTES = 8;

        /** Puts the payload at the buffer's position. */
        public void put(ByteBuffer buffer) {
            buffer.putInt(dataEnd).putInt(effects);
        }

        /** Reads the payload from the buffer's position. */
        public static SegmentSeal get(ByteBuffer buffer) {
            return new SegmentSeal(buffer.getInt(), buffer.getInt());
        }
    }

    /**
     * Last record of a checkpoint: long position up to which the log must be there, long number of records before this one.
     *
     * @param needed position below which everything was durable before the checkpoint counted
     * @param records number of records of the checkpoint, this one left out
     */
    public record CheckpointEnd(long needed, long records) {
        /** Length of the payload. */
        public static final int BYTES = 16;

        /** Puts the payload at the buffer's position. */
        public void put(ByteBuffer buffer) {
            buffer.putLong(needed).putLong(records);
        }

        /** Reads the payload from the buffer's position. */
        public static CheckpointEnd get(ByteBuffer buffer) {
            return new CheckpointEnd(buffer.getLong(), buffer.getLong());
        }
    }
}
