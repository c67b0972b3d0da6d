package io.angarium.server.effect;

import io.angarium.wire.BranchId;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that became true. Applying an effect is the only way durable state changes; recovery applies the very same effects.
 *
 * <p>Queues and subscriptions share one space of positive ids. A message's id is the logical position of its {@link MessageStored}
 * record. A transaction number of 0 means that the effect counts by itself; otherwise it counts when that transaction commits.
 *
 * <p>Arrays in records are neither copied nor compared: effects are made, written or applied, and dropped.
 */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Effect {

    /** The data got their identity; the first effect ever. */
    record BrokerCreated(UUID broker) implements Effect {}

    /** A queue or topic exists from now on. */
    record DestinationCreated(int id, Destination destination) implements Effect {}

    /** A queue or topic, with all it held, is gone. */
    record DestinationDeleted(int id) implements Effect {}

    /**
     * A durable subscription exists from now on.
     *
     * @param id its id, in the same space as queues
     * @param topic name of the topic
     * @param name subscription name
     * @param clientId client identifier that it belongs to, or null
     * @param shared whether it may have several consumers
     * @param selector message selector, or null
     * @param noLocal leaves out messages of its own client identifier
     */
    record SubscriptionCreated(
            int id,
            String topic,
            String name,
            @Nullable String clientId,
            boolean shared,
            @Nullable String selector,
            boolean noLocal)
            implements Effect {}

    /** A durable subscription, with all it held, is gone. */
    record SubscriptionDeleted(int id) implements Effect {}

    /** A queue delivers nothing from now on, or delivers again. */
    record QueuePaused(int id, boolean paused) implements Effect {}

    /**
     * Which send a message came from; kept so that a resend can be recognised.
     *
     * @param incarnation of the client connection
     * @param session number of the session within it
     * @param sequence number of the send within the session
     */
    record Origin(UUID incarnation, int session, long sequence) {
        /** Of messages that the broker made itself. */
        public static final Origin BROKER = new Origin(new UUID(0, 0), 0, 0);
    }

    /**
     * A message is in one or more queues or subscriptions.
     *
     * @param transaction 0, or the transaction that must commit first
     * @param acceptedAt broker's time when it was accepted, milliseconds since the epoch
     * @param expiration broker's time when it expires, 0 for never
     * @param deliveryTime broker's time before which it is not delivered, 0 for none; negative: it recurs, and that is the next time
     * @param origin which send it came from
     * @param queues ids of the queues and subscriptions; in a prepared branch it may be that of a topic, then {@link MessageRouted} follows
     * @param message the encoded message
     */
    record MessageStored(
            long transaction,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            Origin origin,
            int[] queues,
            EncodedMessage message)
            implements Effect {}

    /**
     * A message that a prepared branch sent to a topic is in these subscriptions, now that the branch commits.
     *
     * @param transaction the branch's, which commits next
     * @param message its id
     * @param queues ids of the subscriptions
     */
    record MessageRouted(long transaction, long message, int[] queues) implements Effect {}

    /**
     * The body of a message that is not persistent, which has left memory: changes nothing, and means nothing to a later run.
     *
     * @param message the encoded message
     */
    record MessageSpilled(EncodedMessage message) implements Effect {}

    /**
     * A part of a body that a message may name: it counts when a message that counts names that body, and for nothing else.
     *
     * @param body the position of its first part; 0 says that this is the first
     * @param part 0, 1, 2 …
     * @param bytes its bytes; of one that was read, good as long as what it was read from
     */
    record BodyPartStored(long body, int part, ByteBuffer bytes) implements Effect {}

    /** Why messages left. */
    enum Reason {
        ACKNOWLEDGED(0),
        EXPIRED(1),
        DEAD(2),
        PURGED(3),
        DROPPED(4),
        /** A newer message of the same value took its place. */
        REPLACED(5);

        private static final Reason[] BY_CODE = values();

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Reason of(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new IllegalStateException("journal record with unknown reason " + code);
            }
            return BY_CODE[code];
        }
    }

    /** Messages left a queue or subscription. Ids that are not there (any more) are passed over. */
    record MessagesRemoved(long transaction, int queue, Reason reason, long[] ids) implements Effect {}

    /**
     * Attempts of messages were counted.
     *
     * @param queue where they are
     * @param ids which messages
     * @param attempts attempts of each so far; negative: that many (one's complement), and it may have been seen by an application
     *     without being counted
     */
    record AttemptsCounted(int queue, long[] ids, int[] attempts) implements Effect {}

    /**
     * Messages wait for their next attempt.
     *
     * @param queue where they are
     * @param ids which messages
     * @param until for each, broker's time before which it is not delivered again
     */
    record RetriesDelayed(int queue, long[] ids, long[] until) implements Effect {}

    /**
     * A subscription has been given messages that its topic keeps, and all in front of a place there is settled for it. The first of these makes it one
     * that is given what is kept.
     *
     * @param subscription which
     * @param keep where its topic keeps messages
     * @param countedAt of the last message that was settled: position of the record by which it came to count; 0 for none
     * @param id of that message
     * @param ids messages that are in the subscription too from now on; those that are not there (any more), or are there already, are passed over
     */
    record SubscriptionFed(int subscription, int keep, long countedAt, long id, long[] ids) implements Effect {}

    /**
     * A transaction committed: its messages are in their queues, what it removed is gone.
     *
     * @param origin which commit: the sequence is the transaction's number in its session; kept so that its outcome can be asked for
     */
    record TransactionCommitted(long transaction, Origin origin) implements Effect {}

    /** A transaction rolled back: what it stored and removed never counted. */
    record TransactionRolledBack(long transaction) implements Effect {}

    /**
     * A transaction branch is prepared: what it did counts when, and only when, its transaction commits, and is undone when that rolls
     * back; nothing else ends it.
     *
     * @param transaction its number in the journal
     * @param branch its name
     * @param time when
     * @param by who prepared it, for people
     */
    record BranchPrepared(long transaction, BranchId branch, long time, String by) implements Effect {}

    /**
     * An operator has completed a prepared branch; its transaction is over, the outcome is remembered until {@link BranchForgotten}.
     *
     * @param committed whether it was committed, else rolled back
     * @param by who did it, for people
     */
    record BranchDecided(long transaction, BranchId branch, boolean committed, long time, String by)
            implements Effect {}

    /** The memory of a branch that an operator completed is dropped. */
    record BranchForgotten(long transaction) implements Effect {}

    /** Messages of that queue with ids below this position may have been handed to a consumer. */
    record DispatchHorizon(int queue, long below) implements Effect {}

    /**
     * Of a checkpoint: numbers that are not to be used again, and the time, which does not go back.
     *
     * @param destination the highest id of a queue, topic or subscription so far
     * @param transaction the highest number of a transaction so far
     * @param time broker's time, milliseconds since the epoch
     */
    record NumbersUsed(int destination, long transaction, long time) implements Effect {}

    /**
     * Of a checkpoint: what is known of the sends of a session of a client.
     *
     * @param incarnation of the client's connection
     * @param session number of the session within it
     * @param floor nothing is known of numbers up to this one
     * @param mark highest number of a send that was seen
     * @param committed number of the transaction that committed last, 0 for none
     * @param lastUsed broker's time when it was used
     * @param holes pairs of numbers, both included, between which nothing was taken
     */
    record SendWindowKept(
            UUID incarnation, int session, long floor, long mark, long committed, long lastUsed, long[] holes)
            implements Effect {}

    /**
     * Of a checkpoint: of sessions used up to this time not all are known any more.
     *
     * @param upTo broker's time, the lowest long for never
     */
    record SendWindowsForgotten(long upTo) implements Effect {}

    /**
     * Of a checkpoint: a message with this key of an application was taken.
     *
     * @param destination where it counts
     * @param key the application's
     * @param time broker's time when it was taken
     * @param transaction the open transaction that holds it, 0 if it is taken for good
     */
    record DuplicateKeyKept(Destination destination, String key, long time, long transaction) implements Effect {}

    /**
     * Of a checkpoint: a message is there, its record, with the body, elsewhere.
     *
     * @param id of the message
     * @param place logical position where its record is now
     * @param countedAt position of the record by which it came to count: its own, or about its commit; 0 if it does not yet
     * @param transaction 0, or the transaction that must commit first
     * @param acceptedAt broker's time when it was accepted, 0 if no other time depends on it
     * @param expiration broker's time when it expires, 0 for never
     * @param deliveryTime broker's time before which it is not delivered, 0 for none
     * @param size length of the encoded message
     * @param priority 0 to 9
     * @param queues ids of the queues and subscriptions that it is in
     * @param attempts for each of those, as in {@link AttemptsCounted}
     * @param body the position of the first part of its body, 0 if that is in its record
     * @param joined whether it has joined its queues by its delivery time: by that it stands among those that came to count together
     */
    record MessageKept(
            long id,
            long place,
            long countedAt,
            long transaction,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            int size,
            int priority,
            int[] queues,
            int[] attempts,
            long body,
            boolean joined)
            implements Effect {

        /** The same while it had not joined yet, and counted from that position on. */
        public MessageKept waiting(long counted) {
            return new MessageKept(
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
                    false);
        }
    }

    /**
     * Of a checkpoint: a part of a body is there.
     *
     * @param id position at which it was first written
     * @param place position where it is now
     * @param body the position of the first part of the body
     * @param part its number in the body
     * @param size how many bytes of the body it has
     */
    record BodyPartKept(long id, long place, long body, int part, int size) implements Effect {}

    /**
     * One message of a {@link MessagesListed}.
     *
     * @param id of the message
     * @param place logical position where its record was when the list was written
     * @param countedAt position of the record by which it came to count, or about
     * @param sequence its place in the queue: ascending in the list, its distance to that of the first one counts
     * @param size length of the encoded message
     * @param attempts as in {@link AttemptsCounted}
     * @param acceptedAt broker's time when it was accepted, 0 if no other time depends on it
     * @param expiration broker's time when it expires, 0 for never
     * @param deliveryTime broker's time before which it was not delivered, 0 for none
     * @param joined whether it has joined its queue by that
     */
    record Listed(
            long id,
            long place,
            long countedAt,
            long sequence,
            int size,
            int attempts,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            boolean joined) {}

    /**
     * Messages that are next to each other in a queue, in their order: what the broker then need not have in memory. It changes nothing: all
     * that it says follows from other effects. A checkpoint refers to it by {@link ListKept}.
     *
     * @param queue the queue or subscription that they are in
     * @param priority which all of them have
     * @param messages never empty
     */
    record MessagesListed(int queue, int priority, List<Listed> messages) implements Effect {}

    /**
     * Of a checkpoint: the messages of a {@link MessagesListed} are there, as it says.
     *
     * @param id position at which the list was first written
     * @param place position where it is now
     * @param length of its record
     * @param queue the queue or subscription that they are in
     * @param priority which all of them have
     * @param count how many they are
     * @param span distance between the places in the queue of the first and of the last
     * @param first where the first one stands
     * @param last where the last one stands
     * @param leastId the lowest id of all
     * @param greatestId the highest id of all
     * @param due when the first of them expires, 0 for never
     * @param suspectBelow those with ids below it may have been seen by an application without having been counted
     * @param usages in which segments their records are
     * @param announced whether {@link ListOpened} is said before anything is said of them from here on: some joined the queue by their delivery times, so that
     *     their ids may be anywhere, or there are lists of other priorities, among whose ids theirs are
     */
    record ListKept(
            long id,
            long place,
            int length,
            int queue,
            int priority,
            int count,
            long span,
            Stand first,
            Stand last,
            long leastId,
            long greatestId,
            long due,
            long suspectBelow,
            List<Usage> usages,
            boolean announced)
            implements Effect {
        /** How long their encoded messages are together. */
        public long bytes() {
            return usages.stream().mapToLong(Usage::bytes).sum();
        }
    }

    /**
     * Where a message stands among those of its queue.
     *
     * @param countedAt {@link Listed#countedAt}
     * @param time its delivery time, if it joined by that, else 0
     * @param id of the message
     */
    record Stand(long countedAt, long time, long id) {}

    /**
     * Of a checkpoint: the messages of a {@link MessagesListed} wait for their delivery time and have not been loaded since. They are sorted by that, and it is said of the first
     * and the last one in the place of the position; {@code due} is when the first of these times comes or the first of them expires.
     */
    record DelayedListKept(ListKept list) implements Effect {}

    /**
     * The messages of a list, which wait for their delivery time or of which {@link ListKept#announced} was said, were loaded: what is said of them from now on is not in that list. A start
     * need not look into such lists of which this is not said.
     *
     * @param list position at which it was first written
     */
    record ListOpened(long list) implements Effect {}

    /**
     * Of a checkpoint: a prepared branch has sent the messages of a {@link MessagesListed} that nobody has read since.
     *
     * @param transaction the branch's
     * @param list which list; what it says of places in a queue means nothing, and the queue may be a topic
     */
    record SendsKept(long transaction, ListKept list) implements Effect {}

    /**
     * What a list says of the sends of a prepared branch is to be had without the list from now on, since the branch is to end or records are to move.
     *
     * @param transaction the branch's
     * @param list position at which the list was first written
     * @param sends what it says
     */
    record SendsListed(long transaction, long list, MessagesListed sends) implements Effect {}

    /**
     * What of a segment the records of a list take.
     *
     * @param segment number of the segment
     * @param count how many records
     * @param bytes of their encoded messages
     */
    record Usage(long segment, int count, long bytes) {}

    /** A clean stop: all horizons are void, the attempts are complete. */
    record CleanStop(long time) implements Effect {}
}
