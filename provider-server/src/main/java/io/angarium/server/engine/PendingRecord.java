package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import org.jspecify.annotations.Nullable;

/** The record of a message whose transaction is open. Owner: the engine's holder. */
final class PendingRecord implements LiveRecord {
    private final long transaction;
    private final int[] queues;
    private final PendingSend send;
    private long place;

    /**
     * Takes the array.
     *
     * @param transaction number in the journal
     * @param queues ids of the queues that it is for
     * @param send what was sent, with the position of its record
     * @param place where its record is now
     */
    PendingRecord(long transaction, int[] queues, PendingSend send, long place) {
        this.transaction = transaction;
        this.queues = queues;
        this.send = send;
        this.place = place;
    }

    PendingSend send() {
        return send;
    }

    /** Its body, if that is in parts. */
    @Nullable
    LargeBody largeBody() {
        return send.largeBody();
    }

    @Override
    public long id() {
        return send.id();
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
        return "open transaction " + transaction;
    }

    @Override
    public long since() {
        return send.acceptedAt();
    }

    @Override
    public int size() {
        return send.size();
    }

    @Override
    public Effect.MessageKept kept() {
        return new Effect.MessageKept(
                id(),
                place,
                0,
                transaction,
                send.acceptedAt(),
                send.expiration(),
                send.deliveryTime(),
                size(),
                send.priority(),
                queues,
                new int[queues.length],
                LargeBody.idOf(send.largeBody()),
                false);
    }
}
