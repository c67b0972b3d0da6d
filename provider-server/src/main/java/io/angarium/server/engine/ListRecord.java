package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import org.jspecify.annotations.Nullable;

/** The record of a list of parked messages. Owner: the engine's holder. */
final class ListRecord implements LiveRecord {
    private final MessageQueue queue;
    private final long id;
    private final int length;
    private long place;
    private boolean retired;

    /**
     * @param queue the queue that the messages are in
     * @param id position at which it was first written
     * @param place where it is now
     * @param length of the record
     */
    ListRecord(MessageQueue queue, long id, long place, int length) {
        this.queue = queue;
        this.id = id;
        this.place = place;
        this.length = length;
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
    }

    @Override
    public String holder() {
        return "list of the messages of " + queue.label();
    }

    @Override
    public long since() {
        return 0;
    }

    @Override
    public int size() {
        return length;
    }

    /** No checkpoint will refer to it any more. */
    boolean retired() {
        return retired;
    }

    void retire() {
        retired = true;
    }

    /** A checkpoint that knows it says so by {@link Effect.ListKept}. */
    @Override
    public @Nullable Effect kept() {
        return null;
    }
}
