package io.angarium.server.effect;

import io.angarium.journal.RecordGroup;
import java.nio.ByteBuffer;

/**
 * The payload of {@link Effect.MessageKept}, big endian. There are as many of them in a checkpoint as there are messages, so what is
 * usual is left out:
 *
 * <pre>
 * u8   flags: 1 has a place of its own, 2 has a position at which it counted, 4 has a transaction, 8 has times,
 *      16 has a body in parts, 32 has joined its queues by its delivery time
 * i64  message id
 * i64  place                                if flag 1, else the id
 * i64  counted at                           if flag 2, else the id, or 0 if it has a transaction
 * i64  transaction                          if flag 4, else 0
 * i64 i64 i64  accepted at, expiration, delivery time    if flag 8, else 0
 * i64  first part of the body               if flag 16, else 0
 * i32  size of the encoded message
 * u8   priority
 * u16  count n
 * n × (i32 queue or subscription, i32 attempts)
 * </pre>
 */
final class KeptFormat {
    private static final int PLACE = 1;
    private static final int COUNTED = 2;
    private static final int TRANSACTION = 4;
    private static final int TIMES = 8;
    private static final int BODY = 16;
    private static final int JOINED = 32;
    private static final int KNOWN = PLACE | COUNTED | TRANSACTION | TIMES | BODY | JOINED;
    private static final int MOST_FIXED_BYTES = 1 + 8 * Long.BYTES + Integer.BYTES + 1 + Short.BYTES;
    private static final int QUEUE_BYTES = 2 * Integer.BYTES;

    private KeptFormat() {}

    static void write(Effect.MessageKept kept, RecordGroup group) {
        int[] queues = kept.queues();
        ByteBuffer out = group.begin(EffectType.MESSAGE_KEPT, MOST_FIXED_BYTES + queues.length * QUEUE_BYTES);
        int flags = flags(kept);
        out.put((byte) flags).putLong(kept.id());
        if ((flags & PLACE) != 0) {
            out.putLong(kept.place());
        }
        if ((flags & COUNTED) != 0) {
            out.putLong(kept.countedAt());
        }
        if ((flags & TRANSACTION) != 0) {
            out.putLong(kept.transaction());
        }
        if ((flags & TIMES) != 0) {
            out.putLong(kept.acceptedAt()).putLong(kept.expiration()).putLong(kept.deliveryTime());
        }
        if ((flags & BODY) != 0) {
            out.putLong(kept.body());
        }
        out.putInt(kept.size()).put((byte) kept.priority()).putShort((short) queues.length);
        for (int i = 0; i < queues.length; i++) {
            out.putInt(queues[i]).putInt(kept.attempts()[i]);
        }
        group.end();
    }

    private static int flags(Effect.MessageKept kept) {
        long usual = kept.transaction() == 0 ? kept.id() : 0;
        boolean times = kept.acceptedAt() != 0 || kept.expiration() != 0 || kept.deliveryTime() != 0;
        return (kept.place() == kept.id() ? 0 : PLACE)
                | (kept.countedAt() == usual ? 0 : COUNTED)
                | (kept.transaction() == 0 ? 0 : TRANSACTION)
                | (times ? TIMES : 0)
                | (kept.body() == 0 ? 0 : BODY)
                | (kept.joined() ? JOINED : 0);
    }

    static Effect.MessageKept read(ByteBuffer in) {
        int flags = in.get();
        if ((flags & ~KNOWN) != 0) {
            throw new IllegalStateException("journal record of a kept message with unknown flags " + flags);
        }
        long id = in.getLong();
        long place = (flags & PLACE) != 0 ? in.getLong() : id;
        long counted = (flags & COUNTED) != 0 ? in.getLong() : (flags & TRANSACTION) != 0 ? 0 : id;
        long transaction = (flags & TRANSACTION) != 0 ? in.getLong() : 0;
        boolean times = (flags & TIMES) != 0;
        long acceptedAt = times ? in.getLong() : 0;
        long expiration = times ? in.getLong() : 0;
        long deliveryTime = times ? in.getLong() : 0;
        long body = (flags & BODY) != 0 ? in.getLong() : 0;
        int size = in.getInt();
        int priority = in.get();
        int[] queues = new int[in.getShort() & 0xFFFF];
        int[] attempts = new int[queues.length];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = in.getInt();
            attempts[i] = in.getInt();
        }
        return new Effect.MessageKept(
                id,
                place,
                counted,
                transaction,
                acceptedAt,
                expiration,
                deliveryTime,
                size,
                priority,
                queues,
                attempts,
                body,
                (flags & JOINED) != 0);
    }
}
