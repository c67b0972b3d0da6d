package io.angarium.journal;

import io.angarium.journal.format.RecordFrame;
import java.nio.ByteBuffer;

/** What a group has, for simulations that look at what is appended. */
public final class GroupContents {
    private GroupContents() {}

    /**
     * Hands out the records of a group.
     *
     * @param at position of the first
     */
    public static void visit(RecordGroup group, long at, RecordVisitor visitor) {
        ByteBuffer bytes = ByteBuffer.allocate(group.size());
        group.copyTo(bytes);
        for (int i = 0; i < group.count(); i++) {
            int begin = group.offset(i);
            int type = bytes.get(begin + RecordFrame.TYPE_OFFSET) & 0xFF;
            int length = bytes.getInt(begin + RecordFrame.LENGTH_OFFSET);
            visitor.record(type, at + begin, bytes.slice(begin + RecordFrame.HEADER_BYTES, length));
        }
    }
}
