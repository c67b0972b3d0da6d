package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;
import org.jspecify.annotations.Nullable;

/** A message that the broker keeps, shared by all queues and subscriptions that it is in. Owner: the engine's holder. */
final class StoredMessage implements LiveRecord {
    private final long id;
    private final int size;
    private final int priority;
    private @Nullable EncodedMessage message;
    private final long expiration;
    private final long deliveryTime;
    private final long acceptedAt;
    private long place;
    private long countedAt;
    private boolean joined;
    private @Nullable LargeBody largeBody;
    private int references;
    /** Its body is being read. */
    private boolean asked;
    /** The first of the references, which are linked. */
    private @Nullable MessageRef first;

    /**
     * @param id logical position of its record, or 0 if it is not journalled
     * @param acceptedAt broker's time when it came
     * @param expiration broker's time, 0 for never
     * @param deliveryTime broker's time before which it must not be delivered, 0 for none; negative if it recurs
     */
    StoredMessage(long id, EncodedMessage message, long acceptedAt, long expiration, long deliveryTime) {
        this(id, message.size(), message.priority(), acceptedAt, expiration, deliveryTime);
        this.message = message;
    }

    /**
     * A message that is in the journal only.
     *
     * @param size of the encoded message
     * @param priority 0 to 9
     */
    StoredMessage(long id, int size, int priority, long acceptedAt, long expiration, long deliveryTime) {
        this.id = id;
        this.size = size;
        this.priority = priority;
        this.expiration = expiration;
        this.deliveryTime = deliveryTime;
        this.acceptedAt = acceptedAt;
        this.place = id;
        this.countedAt = id;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long place() {
        return place;
    }

    @Override
    public void place(long position) {
        place = position;
        for (MessageRef ref = first; ref != null; ref = ref.sibling) {
            ref.moved();
        }
    }

    @Override
    public String holder() {
        MessageRef ref = first;
        if (ref == null) {
            return "nothing";
        }
        MessageQueue queue = ref.queue();
        return (queue.subscription() == null ? "queue " : "subscription ") + queue.label();
    }

    @Override
    public long since() {
        EncodedMessage here = message;
        return acceptedAt != 0 || here == null ? acceptedAt : here.timestamp();
    }

    @Override
    public int size() {
        return size;
    }

    /** Position of the record by which it came to count, or one between its and the one before; orders the messages of a queue. */
    void countedAt(long position) {
        countedAt = position;
    }

    long countedAt() {
        return countedAt;
    }

    /** It joins a queue by its delivery time: behind all that has come up to this position. */
    void join(long position) {
        countedAt = position;
        joined = true;
    }

    /** It waits for its delivery time after all. */
    void waitAgain() {
        joined = false;
    }

    /** Whether it has joined a queue by its delivery time; else, if it has one, it waits. */
    boolean joined() {
        return joined;
    }

    /** Where it stands among those of its queue. */
    Rank rank() {
        return new Rank(countedAt, joined ? deliveryTime() : 0, id);
    }

    /** Broker's time when it came. */
    long acceptedAt() {
        return acceptedAt;
    }

    /** Its body, if that is in parts; what {@link #message} has is then without it. */
    @Nullable
    LargeBody largeBody() {
        return largeBody;
    }

    void largeBody(@Nullable LargeBody parts) {
        largeBody = parts;
    }

    /** Why the parts of its body cannot be had, as far as that is known; null if they can, or if it has none. */
    @Nullable
    String damage() {
        LargeBody body = largeBody;
        if (body == null || body.damage() != null) {
            return body == null ? null : body.damage();
        }
        EncodedMessage here = message;
        return here == null || here.partsLength() == body.length()
                ? null
                : "of the " + here.partsLength() + " bytes of its body " + body.length() + " are there";
    }

    /** Whether its body is being read. */
    boolean asked() {
        return asked;
    }

    void asked(boolean value) {
        asked = value;
    }

    /** Whether it is in one place only. */
    boolean alone() {
        return references == 1;
    }

    /** Whether a restart would have it. */
    boolean journalled() {
        return id != 0;
    }

    /** Whether the journal has its body: it is journalled, or was spilled. */
    boolean onDisk() {
        return place != 0;
    }

    /** The message; {@link #hasBody} has been asked where it may be in the journal only. */
    EncodedMessage message() {
        EncodedMessage here = message;
        if (here == null) {
            throw new IllegalStateException("message " + id + " is not in memory");
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

    int priority() {
        return priority;
    }

    /** The first of its references, the last one that was taken; null if there is none. */
    @Nullable
    MessageRef first() {
        return first;
    }

    long expiration() {
        return expiration;
    }

    /** Broker's time before which it must not be delivered, 0 for none; of one that recurs the next one. */
    long deliveryTime() {
        return Math.abs(deliveryTime);
    }

    /** Whether it waits for its times, one after the other, and is never delivered itself. */
    boolean recurs() {
        return deliveryTime < 0;
    }

    /** As effects say it. */
    long writtenDeliveryTime() {
        return deliveryTime;
    }

    /** JMSExpiration, on the clock of the sender as far as that is known: what the sender saw after the send, section 3.4.9. */
    long shownExpiration() {
        return expiration == 0 ? 0 : shown(expiration);
    }

    /** Milliseconds until it expires, 0 for never; of one that has expired already, 1. */
    long timeLeft(long now) {
        return expiration == 0 ? 0 : Math.max(1, expiration - now);
    }

    /** JMSDeliveryTime, likewise, or 0 for none, section 3.4.13. */
    long shownDeliveryTime() {
        return deliveryTime == 0 ? 0 : shown(deliveryTime());
    }

    /** A timestamp may be anything that its sender thought fit; the result is a time all the same. */
    private long shown(long time) {
        long timestamp = message().timestamp();
        long skew = timestamp == 0 ? 0 : timestamp - acceptedAt;
        return time == Long.MAX_VALUE ? time : Math.max(1, time + skew);
    }

    boolean expired(long now) {
        return expiration != 0 && expiration <= now;
    }

    /** Takes one reference; returns how many there are. */
    int addReference(MessageRef ref) {
        ref.sibling = first;
        if (first != null) {
            first.elderSibling = ref;
        }
        first = ref;
        return ++references;
    }

    /** Gives up one reference; true if it was the last. */
    boolean dropReference(MessageRef ref) {
        MessageRef younger = ref.sibling;
        MessageRef elder = ref.elderSibling;
        if (younger != null) {
            younger.elderSibling = elder;
        }
        if (elder != null) {
            elder.sibling = younger;
        } else if (first == ref) {
            first = younger;
        }
        ref.sibling = null;
        ref.elderSibling = null;
        return --references == 0;
    }

    /** Whether it was parked, and in this checkpoint with its run, when that began. */
    boolean listedIn(long checkpoint) {
        for (MessageRef ref = first; ref != null; ref = ref.sibling) {
            ParkedRun home = ref.home();
            if (home != null && home.listedIn() == checkpoint) {
                return true;
            }
        }
        return false;
    }

    /** It is parked: whoever still has this object has it no more. */
    void park() {
        references = 0;
        first = null;
        message = null;
    }

    @Override
    public Effect.@Nullable MessageKept kept() {
        int count = 0;
        for (MessageRef ref = first; ref != null; ref = ref.sibling) {
            count += ref.kept() ? 1 : 0;
        }
        if (count == 0) {
            return null;
        }
        int[] queues = new int[count];
        int[] attempts = new int[count];
        int at = 0;
        boolean ages = false;
        for (MessageRef ref = first; ref != null; ref = ref.sibling) {
            ages |= ref.queue().keep() != null;
            if (ref.kept()) {
                queues[at] = ref.queue().id();
                attempts[at++] = ref.knownAttempts();
            }
        }
        boolean timed = ages || expiration != 0 || deliveryTime != 0;
        return new Effect.MessageKept(
                id,
                place,
                countedAt,
                0,
                timed ? acceptedAt : 0,
                expiration,
                deliveryTime,
                size(),
                priority,
                queues,
                attempts,
                LargeBody.idOf(largeBody),
                joined);
    }
}
