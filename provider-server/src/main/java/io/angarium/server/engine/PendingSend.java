package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that was sent and is in no queue yet: at once in one, or that of an open transaction. The encoded message of a prepared
 * branch may be in the journal only. Owner: the engine's holder.
 */
final class PendingSend {
    private final Target target;
    private final long acceptedAt;
    private final long expiration;
    private final long deliveryTime;
    private final Effect.Origin origin;
    private final @Nullable ConnectionState sender;
    private final int size;
    private final long room;
    private final int priority;
    private final boolean persistent;
    private @Nullable EncodedMessage message;
    private @Nullable LargeBody largeBody;
    private long id;
    private @Nullable List<MessageQueue> reserved;
    private @Nullable List<MessageQueue> leftOut;
    private @Nullable List<MessageQueue> recipients;

    /**
     * @param target where to
     * @param acceptedAt when
     * @param expiration 0 for never
     * @param deliveryTime 0 for none
     * @param origin which send
     * @param sender who sent it
     */
    PendingSend(
            Target target,
            EncodedMessage message,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            Effect.Origin origin,
            ConnectionState sender) {
        this.target = target;
        this.message = message;
        this.acceptedAt = acceptedAt;
        this.expiration = expiration;
        this.deliveryTime = deliveryTime;
        this.origin = origin;
        this.sender = sender;
        this.size = message.size();
        this.room = size + (message.inParts() ? message.partsLength() : 0);
        this.priority = message.priority();
        this.persistent = message.persistent();
    }

    /**
     * One of a prepared branch, which is in the journal only.
     *
     * @param sender who sent it, null if that is not known any more
     */
    PendingSend(Target target, RecoveredMessage found, @Nullable ConnectionState sender) {
        this.target = target;
        this.acceptedAt = found.acceptedAt;
        this.expiration = found.expiration;
        this.deliveryTime = found.deliveryTime;
        this.origin = Effect.Origin.BROKER;
        this.sender = sender;
        this.size = found.size;
        this.room = LargeBody.room(found.size, found.largeBody);
        this.priority = found.priority;
        this.persistent = true;
        this.id = found.id;
        this.largeBody = found.largeBody;
    }

    /** The same for another queue, and for that alone. */
    PendingSend to(MessageQueue other) {
        PendingSend same = new PendingSend(
                other, message(), acceptedAt, expiration, deliveryTime, origin, Objects.requireNonNull(sender));
        same.largeBody = largeBody;
        same.recipients = List.of(other);
        return same;
    }

    /** Where room is reserved for it, null for nowhere. */
    @Nullable
    List<MessageQueue> reserved() {
        return reserved;
    }

    void reserved(@Nullable List<MessageQueue> queues) {
        reserved = queues;
    }

    /** The queues that it is for, if that is settled. */
    @Nullable
    List<MessageQueue> recipients() {
        return recipients;
    }

    void recipients(List<MessageQueue> queues) {
        recipients = queues;
    }

    /** A subscription is full, and does not get it. */
    void leaveOut(MessageQueue queue) {
        if (leftOut == null) {
            leftOut = new ArrayList<>(1);
        }
        leftOut.add(queue);
    }

    /** Whether a subscription is to get it, if it wants it. */
    boolean isFor(MessageQueue queue) {
        return leftOut == null || !leftOut.contains(queue);
    }

    /** Whether memory can do without it, once it is prepared: a list in the journal says all there is to say of it. */
    boolean parkable() {
        return id != 0 && only(reserved) && only(recipients) && leftOut == null && largeBody == null;
    }

    /** Whether these are none but its own queue, if they are settled. */
    private boolean only(@Nullable List<MessageQueue> queues) {
        return queues == null || (target instanceof MessageQueue queue && queues.equals(List.of(queue)));
    }

    /** What of it is in memory costs the {@link MemoryBudget}. */
    long cost() {
        return message == null ? MemoryBudget.OVERHEAD : MemoryBudget.cost(size);
    }

    Target target() {
        return target;
    }

    long acceptedAt() {
        return acceptedAt;
    }

    /** 0 for never. */
    long expiration() {
        return expiration;
    }

    /** 0 for none. */
    long deliveryTime() {
        return deliveryTime;
    }

    /** Which send. */
    Effect.Origin origin() {
        return origin;
    }

    /** Who sent it, null after a restart of the broker. */
    @Nullable
    ConnectionState sender() {
        return sender;
    }

    /** Of the encoded message. */
    int size() {
        return size;
    }

    /** What it counts for limits: its size, with the whole of a body in parts. */
    long room() {
        return room;
    }

    /** 0 to 9. */
    int priority() {
        return priority;
    }

    boolean persistent() {
        return persistent;
    }

    /** First position of its record, 0 if it has none (yet). */
    long id() {
        return id;
    }

    /** Its record is in the journal. */
    void journalled(long position) {
        id = position;
    }

    /** Its body, if that is in parts. */
    @Nullable
    LargeBody largeBody() {
        return largeBody;
    }

    void largeBody(@Nullable LargeBody parts) {
        largeBody = parts;
    }

    /** The message; {@link #hasBody} has been asked where it may be in the journal only. */
    EncodedMessage message() {
        EncodedMessage here = message;
        if (here == null) {
            throw new IllegalStateException("message " + id + " of an open transaction is not in memory");
        }
        return here;
    }

    /** Whether it is in memory. */
    boolean hasBody() {
        return message != null;
    }

    void dropBody() {
        message = null;
    }

    void body(EncodedMessage read) {
        message = read;
    }

    /** Whether a commit can do without the body: a topic asks its subscriptions' selectors, a queue takes what is in the journal. */
    boolean routable() {
        return message != null || !(target instanceof Topic topic) || !topic.selects();
    }

    /** What it is in the books. */
    StoredMessage stored(long record) {
        EncodedMessage here = message;
        StoredMessage stored = here == null
                ? new StoredMessage(record, size, priority, acceptedAt, expiration, deliveryTime)
                : new StoredMessage(record, here, acceptedAt, expiration, deliveryTime);
        stored.largeBody(largeBody);
        return stored;
    }
}
