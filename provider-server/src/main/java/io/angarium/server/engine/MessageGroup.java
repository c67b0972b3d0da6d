package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * Messages of a queue that go to one consumer at a time: those of a group, or of a partition. Knows who gets them, and from where on others have
 * passed some of them, so that whoever gets them next looks there again and nowhere else. Owner: the engine's holder.
 */
final class MessageGroup {
    private static final long NOWHERE = Long.MAX_VALUE;

    private final GroupBook book;
    private final String name;
    private @Nullable ConsumerState owner;
    private int open;
    private int waiting;
    /** Its last owner has lost it, and what that had of it is not settled. */
    private boolean settling;

    private boolean closed;
    /** Where the first and the last of its messages are that others than its owner have passed. */
    private long passedFrom = NOWHERE;

    private long passedTo;
    /** Where the first is that its owner has passed, as it was not to be delivered then. */
    private long heldFrom = NOWHERE;

    /** Links of {@link IdleGroups}. */
    @Nullable
    MessageGroup previous;

    @Nullable
    MessageGroup next;

    /** Whether it is among those. */
    boolean idle;

    MessageGroup(GroupBook book, String name) {
        this.book = book;
        this.name = name;
    }

    GroupBook book() {
        return book;
    }

    String name() {
        return name;
    }

    /** Who gets its messages; null for whoever takes the next one, or nobody if it is a partition. */
    @Nullable
    ConsumerState owner() {
        return owner;
    }

    /** How many of its messages are with consumers or in transactions. */
    int open() {
        return open;
    }

    /** How many of its messages wait for their next attempt and hold back the others. */
    int waiting() {
        return waiting;
    }

    /** Whether nobody gets anything until what its last owner has is settled. */
    boolean settling() {
        return settling;
    }

    /** Its book does not have it any more: who comes upon it looks for it by its name. */
    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        lookOn();
        owner = null;
    }

    /** Whether a consumer may have the next of its messages. */
    boolean admits(ConsumerState consumer) {
        return !settling
                && waiting == 0
                && (owner == consumer ? open == 0 || !consumer.serial() : owner == null && !book.partitioned());
    }

    /** A consumer looked at one of its messages and was not to have it. */
    void passed(ConsumerState consumer, long sequence) {
        if (consumer == owner) {
            heldFrom = Math.min(heldFrom, sequence);
            SerialLook look = consumer.serialLook();
            if (look != null && waiting == 0 && !settling) {
                look.heldBack();
            }
        } else {
            passedFrom = Math.min(passedFrom, sequence);
            passedTo = Math.max(passedTo, sequence);
        }
    }

    /** From where on whoever comes next looks again; {@link Long#MAX_VALUE} for nowhere. Asked once. */
    long takeHeldFrom() {
        long from = heldFrom;
        heldFrom = NOWHERE;
        return from;
    }

    long passedFrom() {
        return passedFrom;
    }

    /** It has another owner, or none, which may begin when nothing of it is open. */
    void owner(@Nullable ConsumerState next) {
        ConsumerState last = owner;
        if (last != null) {
            release(last);
        }
        owner = next;
        settling = open > 0;
        if (next != null) {
            heldFrom = Math.min(heldFrom, passedFrom);
        }
    }

    /** What its last owner has had, others need not look for. */
    private void release(ConsumerState last) {
        lookOn();
        OrderCursor cursor = last.cursor();
        if (passedFrom != NOWHERE && last.selector() == null && cursor != null) {
            passedFrom = Math.max(passedFrom, cursor.position());
        }
        passedFrom = Math.min(passedFrom, heldFrom);
        passedTo = passedFrom == NOWHERE ? 0 : book.lastSequence();
        heldFrom = NOWHERE;
    }

    /** The first of its messages, or the first after a time, goes to this consumer. */
    void taken(ConsumerState consumer) {
        owner = consumer;
    }

    /** The message that is being delivered is its last: what comes after it goes to whoever takes it, when that is settled. */
    void ends() {
        owner(null);
    }

    /** A restart has found one of its messages acknowledged in a branch that is in doubt: nobody gets any until that is decided. */
    void found() {
        opened();
        settling = true;
    }

    /** One of its messages is with a consumer. */
    void opened() {
        if (open++ == 0) {
            book.busy(this);
        }
    }

    /** One is there no more: it is done with, or back. */
    void settled() {
        if (--open == 0) {
            boolean over = settling || (owner != null && owner.serial());
            settling = false;
            if (over) {
                lookOn();
                book.reopened(this);
            }
            rest();
        }
    }

    /** One waits for its next attempt, and the others with it. */
    void blocked() {
        waiting++;
        book.busy(this);
    }

    /** That is over. */
    void unblocked() {
        if (--waiting == 0 && !settling) {
            lookOn();
            book.reopened(this);
            rest();
        }
    }

    /** What its owner has passed of it need not hold that back any more. */
    private void lookOn() {
        SerialLook look = owner == null ? null : owner.serialLook();
        if (look != null) {
            look.lookOn();
        }
    }

    private void rest() {
        if (open > 0 || waiting > 0 || closed) {
            return;
        }
        if (passedFrom != NOWHERE && !pending()) {
            passedFrom = NOWHERE;
            passedTo = 0;
        }
        book.rests(this);
    }

    /** Whether others may have passed messages that its owner has still to come to. */
    boolean pending() {
        if (passedFrom == NOWHERE) {
            return false;
        }
        ConsumerState has = owner;
        OrderCursor cursor = has == null || has.selector() != null ? null : has.cursor();
        return cursor == null || cursor.position() <= passedTo;
    }
}
