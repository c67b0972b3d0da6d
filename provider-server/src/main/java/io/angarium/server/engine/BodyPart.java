package io.angarium.server.engine;

import io.angarium.server.effect.Effect;

/** The record of one part of a body. Owner: the engine's holder. */
final class BodyPart implements LiveRecord {
    private final LargeBody body;
    private final long id;
    private final int number;
    private final int size;
    private long place;

    /**
     * @param body what it is of
     * @param id position at which it was first written
     * @param number 0, 1, 2 …
     * @param size how many bytes of the body it has
     */
    BodyPart(LargeBody body, long id, int number, int size) {
        this.body = body;
        this.id = id;
        this.number = number;
        this.size = size;
        this.place = id;
    }

    LargeBody body() {
        return body;
    }

    int number() {
        return number;
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
    public int size() {
        return size;
    }

    @Override
    public String holder() {
        StoredMessage owner = body.owner();
        return owner == null ? "body of a message that is being sent" : "body of a message in " + owner.holder();
    }

    @Override
    public long since() {
        StoredMessage owner = body.owner();
        return owner == null ? 0 : owner.since();
    }

    @Override
    public Effect kept() {
        return new Effect.BodyPartKept(id, place, body.id(), number, size);
    }
}
