package io.angarium.server.effect;

import io.angarium.journal.RecordGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads of {@link Effect.MessagesListed} and {@link Effect.ListKept}, big endian; those of {@link Effect.SendsListed} (i64 transaction, i64 list)
 * and {@link Effect.SendsKept} (i64 transaction) have them behind what they begin with. A list has about six bytes for an ordinary message: numbers
 * with a <i>v</i> have seven bits a byte, the lowest first, the top bit says that more follow; <i>z</i> likewise, for signed ones: {@code (n << 1) ^ (n >> 63)}.
 *
 * <pre>
 * i32  queue or subscription
 * u8   priority
 * i32  count n
 * n ×  u8   flags: 1 has a place of its own, 2 has a position at which it counted, 4 has attempts, 8 has times,
 *           16 has joined the queue by its delivery time
 *      z    message id, less that of the one before, or 0
 *      v    size of the encoded message
 *      v    place in the queue, less that of the one before; of the first, 0
 *      i64  place                                          if flag 1, else the id
 *      z    counted at, less the id                        if flag 2, else 0
 *      i32  attempts                                       if flag 4, else 0
 *      i64 i64 i64  accepted at, expiration, delivery time if flag 8, else 0
 * </pre>
 */
final class ListFormat {
    private static final int PLACE = 1;
    private static final int COUNTED = 2;
    private static final int ATTEMPTS = 4;
    private static final int TIMES = 8;
    private static final int JOINED = 16;
    private static final int KNOWN = PLACE | COUNTED | ATTEMPTS | TIMES | JOINED;
    /** Of the priority of a list that is kept: the times of the first and the last message follow. */
    private static final int ANNOUNCED = 0x80;

    private static final int HEADER_BYTES = 9;
    private static final int MOST_ENTRY_BYTES = 1 + 10 + 5 + 10 + 8 + 10 + 4 + 24;
    private static final int LEAST_ENTRY_BYTES = 4;
    private static final int KEPT_BYTES = 101;
    private static final int USAGE_BYTES = 20;
    private static final int LONGEST = 64;

    private ListFormat() {}

    static void write(Effect.MessagesListed listed, RecordGroup group) {
        put(group.begin(EffectType.MESSAGES_LISTED, mostBytes(listed)), listed);
        group.end();
    }

    static void write(Effect.SendsListed listed, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.SENDS_LISTED, 2 * Long.BYTES + mostBytes(listed.sends()));
        put(out.putLong(listed.transaction()).putLong(listed.list()), listed.sends());
        group.end();
    }

    private static int mostBytes(Effect.MessagesListed listed) {
        return HEADER_BYTES + listed.messages().size() * MOST_ENTRY_BYTES;
    }

    private static void put(ByteBuffer out, Effect.MessagesListed listed) {
        List<Effect.Listed> messages = listed.messages();
        out.putInt(listed.queue()).put((byte) listed.priority()).putInt(messages.size());
        long id = 0;
        long sequence = messages.get(0).sequence();
        for (int i = 0; i < messages.size(); i++) {
            Effect.Listed message = messages.get(i);
            entry(out, message, message.id() - id, message.sequence() - sequence);
            id = message.id();
            sequence = message.sequence();
        }
    }

    private static void entry(ByteBuffer out, Effect.Listed message, long ids, long sequences) {
        boolean times = message.acceptedAt() != 0 || message.expiration() != 0 || message.deliveryTime() != 0;
        int flags = (message.place() == message.id() ? 0 : PLACE)
                | (message.countedAt() == message.id() ? 0 : COUNTED)
                | (message.attempts() == 0 ? 0 : ATTEMPTS)
                | (times ? TIMES : 0)
                | (message.joined() ? JOINED : 0);
        out.put((byte) flags);
        signed(out, ids);
        unsigned(out, message.size());
        unsigned(out, sequences);
        if ((flags & PLACE) != 0) {
            out.putLong(message.place());
        }
        if ((flags & COUNTED) != 0) {
            signed(out, message.countedAt() - message.id());
        }
        if ((flags & ATTEMPTS) != 0) {
            out.putInt(message.attempts());
        }
        if (times) {
            out.putLong(message.acceptedAt()).putLong(message.expiration()).putLong(message.deliveryTime());
        }
    }

    static Effect.MessagesListed list(ByteBuffer in) {
        int queue = in.getInt();
        int priority = in.get();
        int count = in.getInt();
        if (count < 1 || count > in.remaining() / LEAST_ENTRY_BYTES) {
            throw new IllegalStateException(
                    "journal record of a list with " + count + " messages in " + in.remaining() + " bytes");
        }
        List<Effect.Listed> messages = new ArrayList<>(count);
        long id = 0;
        long sequence = 0;
        for (int i = 0; i < count; i++) {
            int flags = in.get();
            if ((flags & ~KNOWN) != 0) {
                throw new IllegalStateException("journal record of a list with unknown flags " + flags);
            }
            id += signed(in);
            int size = (int) unsigned(in);
            sequence += unsigned(in);
            long place = (flags & PLACE) != 0 ? in.getLong() : id;
            long counted = (flags & COUNTED) != 0 ? id + signed(in) : id;
            int attempts = (flags & ATTEMPTS) != 0 ? in.getInt() : 0;
            boolean times = (flags & TIMES) != 0;
            messages.add(new Effect.Listed(
                    id,
                    place,
                    counted,
                    sequence,
                    size,
                    attempts,
                    times ? in.getLong() : 0,
                    times ? in.getLong() : 0,
                    times ? in.getLong() : 0,
                    (flags & JOINED) != 0));
        }
        return new Effect.MessagesListed(queue, priority, messages);
    }

    static void write(Effect.ListKept kept, RecordGroup group) {
        put(group.begin(EffectType.LIST_KEPT, mostBytes(kept)), kept);
        group.end();
    }

    static void write(Effect.DelayedListKept kept, RecordGroup group) {
        put(group.begin(EffectType.DELAYED_LIST_KEPT, mostBytes(kept.list())), kept.list());
        group.end();
    }

    static void write(Effect.SendsKept kept, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.SENDS_KEPT, Long.BYTES + mostBytes(kept.list()));
        put(out.putLong(kept.transaction()), kept.list());
        group.end();
    }

    private static int mostBytes(Effect.ListKept kept) {
        return KEPT_BYTES + Short.BYTES + kept.usages().size() * USAGE_BYTES + 2 * Long.BYTES;
    }

    private static void put(ByteBuffer out, Effect.ListKept kept) {
        List<Effect.Usage> usages = kept.usages();
        Effect.Stand first = kept.first();
        Effect.Stand last = kept.last();
        int priority = kept.priority() | (kept.announced() ? ANNOUNCED : 0);
        out.putLong(kept.id()).putLong(kept.place()).putInt(kept.length());
        out.putInt(kept.queue()).put((byte) priority).putInt(kept.count());
        out.putLong(kept.span());
        out.putLong(first.countedAt()).putLong(first.id());
        out.putLong(last.countedAt()).putLong(last.id());
        out.putLong(kept.leastId()).putLong(kept.greatestId());
        out.putLong(kept.due()).putLong(kept.suspectBelow());
        out.putShort((short) usages.size());
        for (Effect.Usage usage : usages) {
            out.putLong(usage.segment()).putInt(usage.count()).putLong(usage.bytes());
        }
        if (kept.announced()) {
            out.putLong(first.time()).putLong(last.time());
        }
    }

    static Effect.ListKept kept(ByteBuffer in) {
        long id = in.getLong();
        long place = in.getLong();
        int length = in.getInt();
        int queue = in.getInt();
        int priority = in.get() & 0xFF;
        int count = in.getInt();
        long span = in.getLong();
        long firstCounted = in.getLong();
        long firstId = in.getLong();
        long lastCounted = in.getLong();
        long lastId = in.getLong();
        long leastId = in.getLong();
        long greatestId = in.getLong();
        long due = in.getLong();
        long suspectBelow = in.getLong();
        int many = in.getShort() & 0xFFFF;
        List<Effect.Usage> usages = new ArrayList<>(Math.min(many, in.remaining() / USAGE_BYTES));
        for (int i = 0; i < many; i++) {
            usages.add(new Effect.Usage(in.getLong(), in.getInt(), in.getLong()));
        }
        boolean announced = (priority & ANNOUNCED) != 0;
        long firstTime = announced ? in.getLong() : 0;
        long lastTime = announced ? in.getLong() : 0;
        return new Effect.ListKept(
                id,
                place,
                length,
                queue,
                priority & ~ANNOUNCED,
                count,
                span,
                new Effect.Stand(firstCounted, firstTime, firstId),
                new Effect.Stand(lastCounted, lastTime, lastId),
                leastId,
                greatestId,
                due,
                suspectBelow,
                usages,
                announced);
    }

    private static void unsigned(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long unsigned(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < LONGEST; shift += 7) {
            int next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("journal record with a number of more than ten bytes");
    }

    private static void signed(ByteBuffer out, long value) {
        unsigned(out, (value << 1) ^ (value >> 63));
    }

    private static long signed(ByteBuffer in) {
        long coded = unsigned(in);
        return (coded >>> 1) ^ -(coded & 1);
    }
}
