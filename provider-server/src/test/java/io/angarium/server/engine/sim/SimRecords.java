package io.angarium.server.engine.sim;

import io.angarium.journal.GroupContents;
import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.wire.BranchId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Tells the model from the records of docs/journal-format.md what it cannot know from the frames: when a prepared branch commits, which is not with the call if what it has sent must be read before,
 * and that a repeated send was not known any more.
 */
final class SimRecords {
    private static final int STORED = 10;
    private static final int COMMITTED = 20;
    private static final int PREPARED = 22;
    private static final int REMOVED = 11;
    private static final int LIST_OPENED = 17;
    private static final int LIST_KEPT = 46;
    private static final int DROPPED = 4;
    private static final int ORIGIN_OF_STORED = 32;

    private final Model model;
    private final Tally tally;
    private final Map<Long, BranchId> prepared = new HashMap<>();
    /** Numbers of messages by the ids that the broker has given them. */
    private final Map<Long, Long> numbers = new HashMap<>();

    SimRecords(Model model, Tally tally) {
        this.model = model;
        this.tally = tally;
    }

    /** The broker starts: numbers that a crash has taken back are used again. */
    void restart() {
        prepared.clear();
    }

    /** A start finds a record. */
    void found(int type, ByteBuffer payload) {
        tally.count(type == LIST_KEPT, "parked run found by a start");
        tally.count(type == SimDelays.LIST_KEPT, "run of delayed messages found by a start");
        tally.count(type == LIST_OPENED, "opened run of delayed messages found by a start");
        read(type, payload);
    }

    private void read(int type, ByteBuffer payload) {
        if (type == PREPARED) {
            ByteBuffer in = payload.duplicate();
            prepared.put(in.getLong(), branch(in));
        }
    }

    /**
     * Something is appended.
     *
     * @param at position of its first record
     */
    void appended(RecordGroup group, long at) {
        GroupContents.visit(group, at, (type, position, payload) -> {
            read(type, payload);
            if (type == STORED) {
                if (model.limits.waits()) {
                    numbers.put(position, number(payload));
                }
                stored(payload);
            } else if (type == REMOVED && model.limits.waits()) {
                removed(payload, at);
            } else if (type == COMMITTED && prepared.containsKey(payload.getLong(0))) {
                model.branches.committed(prepared.remove(payload.getLong(0)));
            }
        });
    }

    private void stored(ByteBuffer in) {
        long transaction = in.getLong();
        in.position(ORIGIN_OF_STORED);
        UUID incarnation = new UUID(in.getLong(), in.getLong());
        int session = in.getInt();
        long sequence = in.getLong();
        model.stalls.stored(incarnation, session, sequence);
        if (transaction == 0) {
            model.windows.of(incarnation, session).stored(sequence);
        }
    }

    private static long number(ByteBuffer stored) {
        Effect effect = EffectReader.read(STORED, stored.duplicate());
        return SimMessage.numberOf(((Effect.MessageStored) effect).message());
    }

    private void removed(ByteBuffer payload, long at) {
        ByteBuffer in = payload.duplicate().position(Long.BYTES + Integer.BYTES);
        if (in.get() == DROPPED) {
            for (int left = in.getInt(); left > 0; left--) {
                model.limits.dropped(numbers.get(in.getLong()), at);
            }
        }
    }

    private static BranchId branch(ByteBuffer in) {
        return new BranchId(in.getInt(), bytes(in), bytes(in));
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xFF];
        in.get(bytes);
        return bytes;
    }
}
