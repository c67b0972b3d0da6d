package io.angarium.journal;

import java.nio.ByteBuffer;

/** Takes the records of a journal in their order. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Takes one record.
     *
     * @param type of the record; a replay hands out the effects family only, 0 to 127
     * @param position logical position of the record, as {@link Journal#append} returned it
     * @param payload the bytes between the buffer's position and its limit, big endian, read-only, and only good until this
     *     call returns
     */
    void record(int type, long position, ByteBuffer payload);
}
