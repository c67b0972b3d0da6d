package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/** How a queue with limits stands to them: what open transactions have reserved of it, and since when it is full. Owner: the engine's holder. */
final class Fill {
    private long reservedMessages;
    private long reservedBytes;
    private @Nullable String limit;
    private long size;
    private long since;
    private int waiting;

    /** That of a queue, which has one from now on. */
    static Fill of(MessageQueue queue) {
        Fill fill = queue.fill();
        if (fill == null) {
            fill = new Fill();
            queue.fill(fill);
        }
        return fill;
    }

    /** Room of messages that are in open transactions. */
    long reservedMessages() {
        return reservedMessages;
    }

    long reservedBytes() {
        return reservedBytes;
    }

    void reserve(int messages, long bytes) {
        reservedMessages += messages;
        reservedBytes += bytes;
    }

    /** The limit that kept, or would keep, a message out when last one came, for people; null for none. */
    @Nullable
    String limit() {
        return limit;
    }

    /** Size of that message. */
    long size() {
        return size;
    }

    /** Since when there is no room. */
    long since() {
        return since;
    }

    /** There is no room for a message of this size. */
    void full(String at, long messageSize, long now) {
        if (limit == null) {
            since = now;
        }
        limit = at;
        size = messageSize;
    }

    /** There is room. */
    void room() {
        limit = null;
    }

    /** How many senders wait for room. */
    int waiting() {
        return waiting;
    }

    void waiting(int more) {
        waiting += more;
    }
}
