package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/** A message's place in one queue or subscription, with what is known of its attempts there. Owner: the engine's holder. */
class MessageRef {

    /** Where a message stands in its queue. */
    enum State {
        /** Accepted, not yet durable or not yet routed: invisible. */
        ARRIVING,
        /** Waiting for its delivery time. */
        SCHEDULED,
        /** In the order, may be delivered. */
        AVAILABLE,
        /** It is in a run that is parked, and this object stands for it no more. */
        PARKED,
        /** With a consumer, unacknowledged. */
        DELIVERED,
        /** Acknowledged in a transaction that is still open. */
        IN_TRANSACTION,
        /** Left the queue. */
        GONE
    }

    private static final State[] STATES = State.values();

    private final StoredMessage stored;
    private final MessageQueue queue;
    private long sequence;
    private int attempts;
    private boolean suspect;
    private byte state = code(State.ARRIVING);
    private @Nullable MessageGroup group;

    /** Links of {@link MessageOrder}. */
    @Nullable
    MessageRef previous;

    @Nullable
    MessageRef next;

    /** Links of the references to one journalled message. */
    @Nullable
    MessageRef sibling;

    @Nullable
    MessageRef elderSibling;

    /** The run that it was in before it was loaded. */
    private @Nullable ParkedRun home;

    /** Whether something has changed that the list of that run says of it. */
    private boolean changed;

    /** Whether {@link Landmarks} knows it. */
    boolean landmark;

    /** Slot in {@link TimeIndex}, -1 when not in it. */
    int timeSlot = -1;

    /** When {@link TimeIndex} is to report it. */
    long dueAt;

    MessageRef(StoredMessage stored, MessageQueue queue) {
        this.stored = stored;
        this.queue = queue;
    }

    /** A message's place in a queue. */
    static MessageRef of(StoredMessage stored, MessageQueue queue) {
        return queue.inOrderOfArrival() ? new KeptRef(stored, queue) : new MessageRef(stored, queue);
    }

    StoredMessage stored() {
        return stored;
    }

    MessageQueue queue() {
        return queue;
    }

    long id() {
        return stored.id();
    }

    boolean journalled() {
        return stored.journalled() && queue.durable();
    }

    /** What its consumers know it by, when it comes again: its record, or, if it has none, its place among all of this run, negative. */
    long identity() {
        return stored.journalled() ? stored.id() : -sequence;
    }

    int size() {
        return stored.size();
    }

    /** What it counts in its queue: its size, with the whole of a body in parts. */
    long room() {
        return LargeBody.room(stored.size(), stored.largeBody());
    }

    int priority() {
        return stored.priority();
    }

    /** Its place among equals of its queue; ascending in order of arrival. */
    long sequence() {
        return sequence;
    }

    void sequence(long value) {
        sequence = value;
    }

    State state() {
        return STATES[state];
    }

    @SuppressWarnings("EnumOrdinal") // a byte and no reference: there are millions of these, of 72 bytes each
    private static byte code(State state) {
        return (byte) state.ordinal();
    }

    void state(State value) {
        state = code(value);
    }

    /** The group that it is known to be in, which may be closed; null if it is in none, or if that is not known. */
    @Nullable
    MessageGroup group() {
        return group;
    }

    void group(@Nullable MessageGroup value) {
        group = value;
    }

    /** Attempts that an application has seen. */
    int attempts() {
        return attempts;
    }

    void attempts(int value) {
        attempts = value;
        changed = true;
    }

    /** May have been seen by an application without having been counted. */
    boolean suspect() {
        return suspect;
    }

    void suspect(boolean value) {
        suspect = value;
        changed = true;
    }

    /** The run that it was in, or null. */
    @Nullable
    ParkedRun home() {
        return home;
    }

    /** The message has this place beside another one, and was parked there before: a checkpoint that has it so need not have it twice. */
    void from(MessageRef other) {
        home = other.home;
    }

    /** It comes from this run, and is as its list says. */
    void home(ParkedRun run) {
        home = run;
        changed = false;
    }

    /** Whether the list of the run that it was in tells the truth of it. */
    boolean changed() {
        return changed;
    }

    /** Its record is somewhere else. */
    void moved() {
        changed = true;
    }

    /** Whether a restart would want it. */
    boolean kept() {
        return journalled() && !queue.deleted() && state() != State.GONE;
    }

    /** What is known of its attempts, as {@link io.angarium.server.effect.Effect.AttemptsCounted} says it. */
    int knownAttempts() {
        return suspect ? ~attempts : attempts;
    }

    /** Takes what {@link #knownAttempts} was. */
    void knownAttempts(int known) {
        suspect = known < 0;
        attempts = known < 0 ? ~known : known;
    }

    /** JMSXDeliveryCount of the next delivery. */
    int nextDeliveryCount() {
        return suspect ? Math.max(2, attempts + 1) : attempts + 1;
    }
}
