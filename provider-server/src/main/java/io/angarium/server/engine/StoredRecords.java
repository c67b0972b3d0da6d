package io.angarium.server.engine;

import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.wire.EncodedMessage;
import java.nio.ByteBuffer;

/** Records with a message in them, as they are read back from where they are. */
final class StoredRecords {
    private static final int MOVE_HEADER_BYTES = Long.BYTES + 1;

    private StoredRecords() {}

    /**
     * The message in a record.
     *
     * @param payload consumed
     * @throws IllegalStateException if it is no record with a message
     */
    static EncodedMessage message(int type, ByteBuffer payload) {
        int inner = type;
        if (type == RecordGroup.MOVE) {
            payload.getLong();
            inner = payload.get();
        }
        Effect effect = EffectReader.read(inner, payload);
        if (effect instanceof Effect.MessageStored stored) {
            return stored.message();
        }
        if (effect instanceof Effect.MessageSpilled spilled) {
            return spilled.message();
        }
        throw new IllegalStateException("journal record of type " + inner + " where a message should be");
    }

    /**
     * The list in a record.
     *
     * @param payload consumed
     * @throws IllegalStateException if it is no record with a list
     */
    static Effect.MessagesListed list(int type, ByteBuffer payload) {
        int inner = type;
        if (type == RecordGroup.MOVE) {
            payload.getLong();
            inner = payload.get();
        }
        if (EffectReader.read(inner, payload) instanceof Effect.MessagesListed list) {
            return list;
        }
        throw new IllegalStateException("journal record of type " + inner + " where a list should be");
    }

    /**
     * The bytes in a record of a part of a body.
     *
     * @param payload consumed; what is returned is a view of it
     * @throws IllegalStateException if it is no such record
     */
    static ByteBuffer part(int type, ByteBuffer payload) {
        int inner = type;
        if (type == RecordGroup.MOVE) {
            payload.getLong();
            inner = payload.get();
        }
        if (EffectReader.read(inner, payload) instanceof Effect.BodyPartStored part) {
            return part.bytes();
        }
        throw new IllegalStateException("journal record of type " + inner + " where a part of a body should be");
    }

    /** Which message a move record is about; consumed from its payload. */
    static long moved(ByteBuffer payload) {
        return payload.getLong();
    }

    /**
     * Makes a record move.
     *
     * @param id of its message
     * @param type as it was read
     * @param payload as it was read
     */
    static void move(long id, int type, ByteBuffer payload, RecordGroup group) {
        ByteBuffer out = group.beginMove(MOVE_HEADER_BYTES + payload.remaining());
        if (type != RecordGroup.MOVE) {
            out.putLong(id).put((byte) type);
        }
        out.put(payload);
        group.end();
    }
}
