package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transaction, local or a branch's: what it sent and what it acknowledged. Owner: the engine's holder. */
final class Transaction {

    /**
     * A message sent in it.
     *
     * @param target where to
     * @param message the encoded message
     * @param acceptedAt when
     * @param expiration 0 for never
     * @param deliveryTime 0 for none
     * @param origin which send
     * @param id position of its record, 0 if it has none (yet)
     * @param sender who sent it, null after a restart of the broker
     */
    record PendingSend(
            Target target,
            EncodedMessage message,
            long acceptedAt,
            long expiration,
            long deliveryTime,
            Effect.Origin origin,
            long id,
            @Nullable ConnectionState sender) {

        /** The same with the position of its record. */
        PendingSend at(long position) {
            return new PendingSend(target, message, acceptedAt, expiration, deliveryTime, origin, position, sender);
        }
    }

    /** A session that has received in it; the numbers, since a prepared branch outlives its sessions. */
    record Receiver(long connection, int session) {}

    private final long id;
    private final Set<Receiver> receivers = new LinkedHashSet<>(2);
    private final List<PendingSend> sends = new ArrayList<>();
    private final List<MessageRef> acknowledged = new ArrayList<>();
    private long bytes;
    private boolean journalled;
    private boolean branch;
    private boolean undone;
    private @Nullable String failure;

    /** @param id number in the journal, unique for ever */
    Transaction(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    /** Whether it is the work of a branch, which its coordinator ends. */
    boolean branch() {
        return branch;
    }

    void setBranch() {
        branch = true;
    }

    /** Whether it has been rolled back before its end: what still comes for it counts no more. */
    boolean undone() {
        return undone;
    }

    void setUndone(String reason) {
        fail(reason);
        undone = true;
    }

    /** Whether it has done nothing. */
    boolean isEmpty() {
        return sends.isEmpty() && acknowledged.isEmpty();
    }

    void add(PendingSend send) {
        sends.add(send);
        bytes += MemoryBudget.cost(send.message().size());
    }

    List<PendingSend> sends() {
        return sends;
    }

    /** What its sends cost the {@link MemoryBudget}. */
    long bytes() {
        return bytes;
    }

    List<MessageRef> acknowledged() {
        return acknowledged;
    }

    /** A session has received in it and does not roll it back itself. */
    void receivedBy(SessionState session) {
        receivers.add(new Receiver(session.connection().id(), session.id()));
    }

    /** Who is to be told if it rolls back. */
    Set<Receiver> receivers() {
        return receivers;
    }

    /** Whether the journal has records of it. */
    boolean journalled() {
        return journalled;
    }

    void setJournalled() {
        journalled = true;
    }

    /** Why it can only roll back, or null. */
    @Nullable
    String failure() {
        return failure;
    }

    void fail(String reason) {
        if (failure == null) {
            failure = reason;
        }
    }
}
