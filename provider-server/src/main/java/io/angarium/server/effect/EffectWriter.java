package io.angarium.server.effect;

import io.angarium.journal.RecordGroup;
import io.angarium.wire.BranchId;
import io.angarium.wire.EncodedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Encodes effects into a {@link RecordGroup}, big endian, strings as u16 length + UTF-8 (65535 = null). */
public final class EffectWriter {
    private static final int NULL_STRING = 0xFFFF;
    private static final int ORIGIN_BYTES = 2 * Long.BYTES + Integer.BYTES + Long.BYTES;
    private static final int STORED_FIXED_BYTES = 4 * Long.BYTES + ORIGIN_BYTES + Short.BYTES;

    private EffectWriter() {}

    /** Adds one effect as one record. */
    public static void write(Effect effect, RecordGroup group) {
        if (effect instanceof Effect.MessageStored stored) {
            stored(stored, group);
        } else if (effect instanceof Effect.MessageSpilled spilled) {
            EncodedMessage message = spilled.message();
            group.begin(EffectType.MESSAGE_SPILLED, message.size()).put(message.array());
            group.end();
        } else if (effect instanceof Effect.BodyPartStored part) {
            ByteBuffer bytes = part.bytes().duplicate();
            group.begin(EffectType.BODY_PART_STORED, Long.BYTES + Integer.BYTES + bytes.remaining())
                    .putLong(part.body())
                    .putInt(part.part())
                    .put(bytes);
            group.end();
        } else if (effect instanceof Effect.MessagesRemoved removed) {
            removed(removed, group);
        } else if (effect instanceof Effect.RetriesDelayed delayed) {
            delayed(delayed, group);
        } else if (effect instanceof Effect.SubscriptionFed fed) {
            fed(fed, group);
        } else if (effect instanceof Effect.AttemptsCounted counted) {
            counted(counted, group);
        } else if (effect instanceof Effect.MessageKept kept) {
            KeptFormat.write(kept, group);
        } else if (effect instanceof Effect.DuplicateKeyKept kept) {
            key(kept, group);
        } else if (effect instanceof Effect.MessagesListed listed) {
            ListFormat.write(listed, group);
        } else if (effect instanceof Effect.ListKept kept) {
            ListFormat.write(kept, group);
        } else if (effect instanceof Effect.DelayedListKept kept) {
            ListFormat.write(kept, group);
        } else if (effect instanceof Effect.SendsKept kept) {
            ListFormat.write(kept, group);
        } else if (effect instanceof Effect.SendsListed listed) {
            ListFormat.write(listed, group);
        } else if (effect instanceof Effect.SendWindowKept kept) {
            window(kept, group);
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            subscription(created, group);
        } else if (effect instanceof Effect.DestinationCreated created) {
            byte[] name = utf8(created.destination().name());
            ByteBuffer out = group.begin(EffectType.DESTINATION_CREATED, 7 + name.length);
            out.putInt(created.id()).put((byte) created.destination().kind().code());
            out.putShort((short) name.length).put(name);
            group.end();
        } else if (effect instanceof Effect.MessageRouted routed) {
            routed(routed, group);
        } else if (effect instanceof Effect.BranchPrepared prepared) {
            prepared(prepared, group);
        } else if (effect instanceof Effect.BranchDecided decided) {
            decided(decided, group);
        } else {
            small(effect, group);
        }
    }

    private static void small(Effect effect, RecordGroup group) {
        if (effect instanceof Effect.TransactionCommitted committed) {
            ByteBuffer out = group.begin(EffectType.TRANSACTION_COMMITTED, Long.BYTES + ORIGIN_BYTES);
            origin(out.putLong(committed.transaction()), committed.origin());
        } else if (effect instanceof Effect.TransactionRolledBack rolledBack) {
            group.begin(EffectType.TRANSACTION_ROLLED_BACK, Long.BYTES).putLong(rolledBack.transaction());
        } else if (effect instanceof Effect.ListOpened opened) {
            group.begin(EffectType.LIST_OPENED, Long.BYTES).putLong(opened.list());
        } else if (effect instanceof Effect.BranchForgotten forgotten) {
            group.begin(EffectType.BRANCH_FORGOTTEN, Long.BYTES).putLong(forgotten.transaction());
        } else if (effect instanceof Effect.DispatchHorizon horizon) {
            group.begin(EffectType.DISPATCH_HORIZON, 12).putInt(horizon.queue()).putLong(horizon.below());
        } else if (effect instanceof Effect.DestinationDeleted deleted) {
            group.begin(EffectType.DESTINATION_DELETED, Integer.BYTES).putInt(deleted.id());
        } else if (effect instanceof Effect.QueuePaused pause) {
            group.begin(EffectType.QUEUE_PAUSED, Integer.BYTES + 1)
                    .putInt(pause.id())
                    .put((byte) (pause.paused() ? 1 : 0));
        } else if (effect instanceof Effect.SubscriptionDeleted deleted) {
            group.begin(EffectType.SUBSCRIPTION_DELETED, Integer.BYTES).putInt(deleted.id());
        } else if (effect instanceof Effect.CleanStop stop) {
            group.begin(EffectType.CLEAN_STOP, Long.BYTES).putLong(stop.time());
        } else if (effect instanceof Effect.SendWindowsForgotten forgotten) {
            group.begin(EffectType.SEND_WINDOWS_FORGOTTEN, Long.BYTES).putLong(forgotten.upTo());
        } else if (effect instanceof Effect.NumbersUsed used) {
            group.begin(EffectType.NUMBERS_USED, 20)
                    .putInt(used.destination())
                    .putLong(used.transaction())
                    .putLong(used.time());
        } else if (effect instanceof Effect.BodyPartKept kept) {
            group.begin(EffectType.BODY_PART_KEPT, 3 * Long.BYTES + 2 * Integer.BYTES)
                    .putLong(kept.id())
                    .putLong(kept.place())
                    .putLong(kept.body())
                    .putInt(kept.part())
                    .putInt(kept.size());
        } else if (effect instanceof Effect.BrokerCreated created) {
            uuid(group.begin(EffectType.BROKER_CREATED, 16), created.broker());
        } else {
            throw new IllegalArgumentException("no encoding for " + effect);
        }
        group.end();
    }

    private static void routed(Effect.MessageRouted routed, RecordGroup group) {
        int[] queues = routed.queues();
        ByteBuffer out = group.begin(EffectType.MESSAGE_ROUTED, 18 + queues.length * Integer.BYTES);
        out.putLong(routed.transaction()).putLong(routed.message()).putShort((short) queues.length);
        for (int queue : queues) {
            out.putInt(queue);
        }
        group.end();
    }

    private static void prepared(Effect.BranchPrepared prepared, RecordGroup group) {
        byte[] by = utf8(prepared.by());
        ByteBuffer out = group.begin(EffectType.BRANCH_PREPARED, 18 + size(prepared.branch()) + by.length);
        put(out.putLong(prepared.transaction()), prepared.branch());
        out.putLong(prepared.time()).putShort((short) by.length).put(by);
        group.end();
    }

    private static void decided(Effect.BranchDecided decided, RecordGroup group) {
        byte[] by = utf8(decided.by());
        ByteBuffer out = group.begin(EffectType.BRANCH_DECIDED, 19 + size(decided.branch()) + by.length);
        put(out.putLong(decided.transaction()), decided.branch());
        out.put((byte) (decided.committed() ? 1 : 0)).putLong(decided.time());
        out.putShort((short) by.length).put(by);
        group.end();
    }

    private static int size(BranchId branch) {
        return 6 + branch.global().length + branch.branch().length;
    }

    private static void put(ByteBuffer out, BranchId branch) {
        byte[] global = branch.global();
        byte[] qualifier = branch.branch();
        out.putInt(branch.format()).put((byte) global.length).put(global);
        out.put((byte) qualifier.length).put(qualifier);
    }

    private static void stored(Effect.MessageStored stored, RecordGroup group) {
        EncodedMessage message = stored.message();
        int[] queues = stored.queues();
        ByteBuffer out = group.begin(
                EffectType.MESSAGE_STORED, STORED_FIXED_BYTES + queues.length * Integer.BYTES + message.size());
        out.putLong(stored.transaction());
        out.putLong(stored.acceptedAt()).putLong(stored.expiration()).putLong(stored.deliveryTime());
        origin(out, stored.origin());
        out.putShort((short) queues.length);
        for (int queue : queues) {
            out.putInt(queue);
        }
        out.put(message.array());
        group.end();
    }

    private static void removed(Effect.MessagesRemoved removed, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.MESSAGES_REMOVED, 17 + removed.ids().length * Long.BYTES);
        out.putLong(removed.transaction()).putInt(removed.queue());
        out.put((byte) removed.reason().code()).putInt(removed.ids().length);
        for (long id : removed.ids()) {
            out.putLong(id);
        }
        group.end();
    }

    private static void fed(Effect.SubscriptionFed fed, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.SUBSCRIPTION_FED, 28 + fed.ids().length * Long.BYTES)
                .putInt(fed.subscription())
                .putInt(fed.keep())
                .putLong(fed.countedAt())
                .putLong(fed.id())
                .putInt(fed.ids().length);
        for (long id : fed.ids()) {
            out.putLong(id);
        }
        group.end();
    }

    private static void key(Effect.DuplicateKeyKept kept, RecordGroup group) {
        byte[] name = utf8(kept.destination().name());
        byte[] key = utf8(kept.key());
        int bytes = 2 * Long.BYTES + 1 + 2 * Short.BYTES + name.length + key.length;
        ByteBuffer out = group.begin(EffectType.DUPLICATE_KEY_KEPT, bytes)
                .putLong(kept.time())
                .putLong(kept.transaction())
                .put((byte) kept.destination().kind().code());
        string(out, kept.destination().name(), name);
        string(out, kept.key(), key);
        group.end();
    }

    private static void window(Effect.SendWindowKept kept, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.SEND_WINDOW_KEPT, 56 + kept.holes().length * Long.BYTES);
        uuid(out, kept.incarnation());
        out.putInt(kept.session()).putLong(kept.floor()).putLong(kept.mark());
        out.putLong(kept.committed()).putLong(kept.lastUsed()).putInt(kept.holes().length / 2);
        for (long end : kept.holes()) {
            out.putLong(end);
        }
        group.end();
    }

    private static void counted(Effect.AttemptsCounted counted, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.ATTEMPTS_COUNTED, 8 + counted.ids().length * 12);
        out.putInt(counted.queue()).putInt(counted.ids().length);
        for (int i = 0; i < counted.ids().length; i++) {
            out.putLong(counted.ids()[i]).putInt(counted.attempts()[i]);
        }
        group.end();
    }

    private static void delayed(Effect.RetriesDelayed delayed, RecordGroup group) {
        ByteBuffer out = group.begin(EffectType.RETRIES_DELAYED, 8 + delayed.ids().length * 16);
        out.putInt(delayed.queue()).putInt(delayed.ids().length);
        for (int i = 0; i < delayed.ids().length; i++) {
            out.putLong(delayed.ids()[i]).putLong(delayed.until()[i]);
        }
        group.end();
    }

    private static void subscription(Effect.SubscriptionCreated created, RecordGroup group) {
        byte[] topic = utf8(created.topic());
        byte[] name = utf8(created.name());
        byte[] clientId = utf8(created.clientId());
        byte[] selector = utf8(created.selector());
        int size = Integer.BYTES + 1 + 4 * Short.BYTES + topic.length + name.length + clientId.length + selector.length;
        ByteBuffer out = group.begin(EffectType.SUBSCRIPTION_CREATED, size);
        out.putInt(created.id()).put((byte) ((created.shared() ? 1 : 0) | (created.noLocal() ? 2 : 0)));
        string(out, created.topic(), topic);
        string(out, created.name(), name);
        string(out, created.clientId(), clientId);
        string(out, created.selector(), selector);
        group.end();
    }

    private static void string(ByteBuffer out, @Nullable String value, byte[] utf8) {
        out.putShort((short) (value == null ? NULL_STRING : utf8.length)).put(utf8);
    }

    private static void origin(ByteBuffer out, Effect.Origin origin) {
        uuid(out, origin.incarnation());
        out.putInt(origin.session()).putLong(origin.sequence());
    }

    private static void uuid(ByteBuffer out, UUID value) {
        out.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    }

    private static byte[] utf8(@Nullable String value) {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= NULL_STRING) {
            throw new IllegalArgumentException("text of " + bytes.length + " bytes, largest is " + (NULL_STRING - 1));
        }
        return bytes;
    }
}
