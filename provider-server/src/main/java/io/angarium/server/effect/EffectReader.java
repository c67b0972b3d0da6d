package io.angarium.server.effect;

import io.angarium.journal.RecordGroup;
import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.WireException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decodes the payload of a journal record into an effect; the counterpart of {@link EffectWriter}. */
public final class EffectReader {
    private static final int NULL_STRING = 0xFFFF;

    private EffectReader() {}

    /**
     * The effect of a record.
     *
     * @param type record type
     * @param in the payload, from position to limit; consumed
     * @throws IllegalStateException if the type is unknown or the payload does not fit it: written by a newer version, or not by us
     */
    public static Effect read(int type, ByteBuffer in) {
        Effect effect;
        try {
            effect = decode(type, in);
        } catch (BufferUnderflowException | WireException damaged) {
            throw new IllegalStateException("journal record of type " + type + " does not fit its payload", damaged);
        }
        if (in.hasRemaining()) {
            throw new IllegalStateException(
                    "journal record of type " + type + " has " + in.remaining() + " bytes too many");
        }
        return effect;
    }

    /** Whether a record, or the one that it moves, speaks of many messages, each of which is something to do. */
    public static boolean isList(int type, byte[] payload) {
        int inner = type == RecordGroup.MOVE ? payload[Long.BYTES] : type;
        return inner == EffectType.MESSAGES_LISTED || inner == EffectType.SENDS_LISTED;
    }

    private static Effect decode(int type, ByteBuffer in) {
        return switch (type) {
            case EffectType.MESSAGE_STORED -> stored(in);
            case EffectType.MESSAGES_REMOVED -> removed(in);
            case EffectType.ATTEMPTS_COUNTED -> counted(in);
            case EffectType.RETRIES_DELAYED -> delayed(in);
            case EffectType.SUBSCRIPTION_FED -> fed(in);
            case EffectType.TRANSACTION_COMMITTED -> new Effect.TransactionCommitted(in.getLong(), origin(in));
            case EffectType.TRANSACTION_ROLLED_BACK -> new Effect.TransactionRolledBack(in.getLong());
            case EffectType.MESSAGE_ROUTED -> new Effect.MessageRouted(in.getLong(), in.getLong(), queues(in));
            case EffectType.BRANCH_PREPARED ->
                new Effect.BranchPrepared(in.getLong(), branch(in), in.getLong(), required(in));
            case EffectType.BRANCH_DECIDED ->
                new Effect.BranchDecided(in.getLong(), branch(in), in.get() != 0, in.getLong(), required(in));
            case EffectType.BRANCH_FORGOTTEN -> new Effect.BranchForgotten(in.getLong());
            case EffectType.DISPATCH_HORIZON -> new Effect.DispatchHorizon(in.getInt(), in.getLong());
            case EffectType.DESTINATION_CREATED ->
                new Effect.DestinationCreated(
                        in.getInt(), new Destination(Destination.Kind.of(in.get()), text(in, in.getShort() & 0xFFFF)));
            case EffectType.DESTINATION_DELETED -> new Effect.DestinationDeleted(in.getInt());
            case EffectType.QUEUE_PAUSED -> new Effect.QueuePaused(in.getInt(), in.get() != 0);
            case EffectType.SUBSCRIPTION_CREATED -> subscription(in);
            case EffectType.SUBSCRIPTION_DELETED -> new Effect.SubscriptionDeleted(in.getInt());
            case EffectType.CLEAN_STOP -> new Effect.CleanStop(in.getLong());
            case EffectType.NUMBERS_USED -> new Effect.NumbersUsed(in.getInt(), in.getLong(), in.getLong());
            case EffectType.MESSAGE_KEPT -> KeptFormat.read(in);
            case EffectType.MESSAGES_LISTED -> ListFormat.list(in);
            case EffectType.BODY_PART_STORED -> bodyPart(in);
            case EffectType.BODY_PART_KEPT ->
                new Effect.BodyPartKept(in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.getInt());
            case EffectType.MESSAGE_SPILLED -> new Effect.MessageSpilled(message(in));
            case EffectType.LIST_KEPT -> ListFormat.kept(in);
            case EffectType.DELAYED_LIST_KEPT -> new Effect.DelayedListKept(ListFormat.kept(in));
            case EffectType.LIST_OPENED -> new Effect.ListOpened(in.getLong());
            case EffectType.SENDS_KEPT -> new Effect.SendsKept(in.getLong(), ListFormat.kept(in));
            case EffectType.SENDS_LISTED -> new Effect.SendsListed(in.getLong(), in.getLong(), ListFormat.list(in));
            case EffectType.SEND_WINDOW_KEPT -> window(in);
            case EffectType.SEND_WINDOWS_FORGOTTEN -> new Effect.SendWindowsForgotten(in.getLong());
            case EffectType.DUPLICATE_KEY_KEPT -> key(in);
            case EffectType.BROKER_CREATED -> new Effect.BrokerCreated(uuid(in));
            default ->
                throw new IllegalStateException("journal record of unknown type " + type
                        + ": the journal was written by a newer version; start that version");
        };
    }

    private static Effect key(ByteBuffer in) {
        long time = in.getLong();
        long transaction = in.getLong();
        Destination.Kind kind = Destination.Kind.of(in.get());
        Destination destination = new Destination(kind, text(in, in.getShort() & 0xFFFF));
        return new Effect.DuplicateKeyKept(destination, text(in, in.getShort() & 0xFFFF), time, transaction);
    }

    private static Effect bodyPart(ByteBuffer in) {
        long body = in.getLong();
        int part = in.getInt();
        ByteBuffer bytes = in.slice();
        in.position(in.limit());
        return new Effect.BodyPartStored(body, part, bytes);
    }

    private static Effect stored(ByteBuffer in) {
        long transaction = in.getLong();
        long acceptedAt = in.getLong();
        long expiration = in.getLong();
        long deliveryTime = in.getLong();
        Effect.Origin origin = origin(in);
        int[] queues = queues(in);
        return new Effect.MessageStored(transaction, acceptedAt, expiration, deliveryTime, origin, queues, message(in));
    }

    private static EncodedMessage message(ByteBuffer in) {
        byte[] message = new byte[in.remaining()];
        in.get(message);
        return EncodedMessage.of(message);
    }

    private static int[] queues(ByteBuffer in) {
        int[] queues = new int[in.getShort() & 0xFFFF];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = in.getInt();
        }
        return queues;
    }

    private static BranchId branch(ByteBuffer in) {
        int format = in.getInt();
        byte[] global = part(in);
        byte[] branch = part(in);
        try {
            return new BranchId(format, global, branch);
        } catch (IllegalArgumentException bad) {
            throw new IllegalStateException("journal record with a bad branch: " + bad.getMessage(), bad);
        }
    }

    private static byte[] part(ByteBuffer in) {
        byte[] part = new byte[in.get() & 0xFF];
        in.get(part);
        return part;
    }

    private static Effect removed(ByteBuffer in) {
        long transaction = in.getLong();
        int queue = in.getInt();
        Effect.Reason reason = Effect.Reason.of(in.get());
        long[] ids = new long[count(in, Long.BYTES)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.getLong();
        }
        return new Effect.MessagesRemoved(transaction, queue, reason, ids);
    }

    private static Effect window(ByteBuffer in) {
        UUID incarnation = uuid(in);
        int session = in.getInt();
        long floor = in.getLong();
        long mark = in.getLong();
        long committed = in.getLong();
        long lastUsed = in.getLong();
        long[] holes = new long[2 * count(in, 2 * Long.BYTES)];
        for (int i = 0; i < holes.length; i++) {
            holes[i] = in.getLong();
        }
        return new Effect.SendWindowKept(incarnation, session, floor, mark, committed, lastUsed, holes);
    }

    private static Effect counted(ByteBuffer in) {
        int queue = in.getInt();
        long[] ids = new long[count(in, 12)];
        int[] attempts = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.getLong();
            attempts[i] = in.getInt();
        }
        return new Effect.AttemptsCounted(queue, ids, attempts);
    }

    private static Effect delayed(ByteBuffer in) {
        int queue = in.getInt();
        long[] ids = new long[count(in, 16)];
        long[] until = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.getLong();
            until[i] = in.getLong();
        }
        return new Effect.RetriesDelayed(queue, ids, until);
    }

    private static Effect fed(ByteBuffer in) {
        int subscription = in.getInt();
        int keep = in.getInt();
        long countedAt = in.getLong();
        long id = in.getLong();
        long[] ids = new long[count(in, Long.BYTES)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = in.getLong();
        }
        return new Effect.SubscriptionFed(subscription, keep, countedAt, id, ids);
    }

    private static Effect subscription(ByteBuffer in) {
        int id = in.getInt();
        int flags = in.get();
        String topic = required(in);
        String name = required(in);
        String clientId = nullable(in);
        String selector = nullable(in);
        return new Effect.SubscriptionCreated(id, topic, name, clientId, (flags & 1) != 0, selector, (flags & 2) != 0);
    }

    private static int count(ByteBuffer in, int entryBytes) {
        int count = in.getInt();
        if (count < 0 || (long) count * entryBytes > in.remaining()) {
            throw new IllegalStateException(
                    "journal record claims " + count + " entries in " + in.remaining() + " bytes");
        }
        return count;
    }

    private static String required(ByteBuffer in) {
        String value = nullable(in);
        if (value == null) {
            throw new IllegalStateException("journal record lacks a name");
        }
        return value;
    }

    private static @Nullable String nullable(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        return length == NULL_STRING ? null : text(in, length);
    }

    private static String text(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new IllegalStateException(
                    "journal record claims a text of " + length + " bytes in " + in.remaining());
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static Effect.Origin origin(ByteBuffer in) {
        return new Effect.Origin(uuid(in), in.getInt(), in.getLong());
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }
}
