package io.angarium.journal;

import io.angarium.journal.format.RecordFrame;
import io.angarium.journal.format.RecordTypes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A reusable builder of records that are appended together: after a crash either all of them are there or none. The payloads
 * are encoded straight into it, and {@link Journal#append} copies it once.
 *
 * <p>Grows as needed and allocates nothing once it has its size. One owner at a time.
 */
public final class RecordGroup {
    /** Type of a record that moved; all others that a replay hands out are effects. */
    public static final int MOVE = RecordTypes.MOVE;

    private static final int INITIAL_BYTES = 4096;
    private static final int INITIAL_RECORDS = 16;
    private static final int NONE = -1;

    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES);
    private int[] offsets = new int[INITIAL_RECORDS];
    private int count;
    private int effects;
    private int size;
    private int begun = NONE;

    /** Creates an empty group. */
    public RecordGroup() {}

    /** Forgets all records, also one that was begun and not ended. */
    public RecordGroup clear() {
        count = 0;
        effects = 0;
        size = 0;
        begun = NONE;
        return this;
    }

    /**
     * Begins a record and returns the buffer, big endian and positioned where the payload goes. Good until {@link #end()}.
     *
     * @param type 0 to 127, the effects family
     * @param maxPayloadBytes an upper bound of the payload; at least that much room remains in the buffer
     */
    public ByteBuffer begin(int type, int maxPayloadBytes) {
        if (!RecordTypes.isEffect(type)) {
            throw new IllegalArgumentException("not a type of the effects family: " + type);
        }
        return beginAny(type, maxPayloadBytes);
    }

    /**
     * Begins a {@link #MOVE} record: the record of another position says it all again at this one. The payload is that position, the type
     * as a byte, and the payload there; or the whole payload of a record that was such a move itself.
     *
     * @param maxPayloadBytes an upper bound of the payload
     */
    public ByteBuffer beginMove(int maxPayloadBytes) {
        return beginAny(MOVE, maxPayloadBytes);
    }

    /** Begins a record of either family. */
    ByteBuffer beginAny(int type, int maxPayloadBytes) {
        if (begun != NONE) {
            throw new IllegalStateException("a record is begun already");
        }
        reserve(maxPayloadBytes);
        buffer.put(size + RecordFrame.TYPE_OFFSET, (byte) type);
        begun = size;
        return buffer.limit(buffer.capacity()).position(size + RecordFrame.HEADER_BYTES);
    }

    /** Ends the record begun: its payload is what has been put into the buffer. */
    public void end() {
        int payload = buffer.position() - begun - RecordFrame.HEADER_BYTES;
        if (begun == NONE || payload < 0) {
            throw new IllegalStateException("no record is begun, or the buffer was moved before its payload");
        }
        buffer.putInt(begun + RecordFrame.LENGTH_OFFSET, payload);
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        effects += RecordTypes.isEffect(buffer.get(begun + RecordFrame.TYPE_OFFSET) & 0xFF) ? 1 : 0;
        offsets[count++] = begun;
        size = buffer.position();
        begun = NONE;
    }

    /** Returns the number of records ended. */
    public int count() {
        return count;
    }

    /** Returns the number of records of the effects family. */
    int effects() {
        return effects;
    }

    /** Returns how far record {@code i} lies behind the group's first one. */
    public int offset(int i) {
        if (i < 0 || i >= count) {
            throw new IndexOutOfBoundsException(i);
        }
        return offsets[i];
    }

    /** Returns the size in bytes, record headers included. */
    public int size() {
        return size;
    }

    /** Copies the whole group to the target's position. */
    void copyTo(ByteBuffer target) {
        target.put(buffer.array(), 0, size);
    }

    private void reserve(int payloadBytes) {
        long needed = (long) size + RecordFrame.HEADER_BYTES + payloadBytes;
        if (payloadBytes < 0 || needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("payload of " + payloadBytes + " bytes behind " + size + " bytes");
        }
        if (needed > buffer.capacity()) {
            long doubled = Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * buffer.capacity()));
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), (int) doubled));
        }
    }
}
