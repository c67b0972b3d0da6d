package io.angarium.server.engine;

import io.angarium.wire.BranchId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A transaction, local or a branch's: what it sent and what it acknowledged. Owner: the engine's holder. */
final class Transaction {

    /** A session that has received in it; the numbers, since a prepared branch outlives its sessions. */
    record Receiver(long connection, int session) {}

    private final long id;
    private final Set<Receiver> receivers = new LinkedHashSet<>(2);
    private final List<PendingSend> sends = new ArrayList<>();
    private final List<ParkedSends> parked = new ArrayList<>(0);
    private final List<MessageRef> acknowledged = new ArrayList<>();
    private long bytes;
    private @Nullable ConnectionState acknowledgedBy;
    private boolean journalled;
    private @Nullable BranchId branch;
    private boolean undone;
    private boolean prepared;
    private @Nullable String failure;

    /** @param id number in the journal, unique for ever */
    Transaction(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    /** The connection that acknowledged last in it; null for none, and once it is prepared, as it may outlive all connections. */
    @Nullable
    ConnectionState acknowledgedBy() {
        return acknowledgedBy;
    }

    void acknowledgedBy(ConnectionState connection) {
        acknowledgedBy = connection;
    }

    /** Whether it is the work of a branch, which its coordinator ends. */
    boolean branch() {
        return branch != null;
    }

    void setBranch(BranchId id) {
        branch = id;
    }

    /** That branch, or null if it is local. */
    @Nullable
    BranchId branchId() {
        return branch;
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
        return sends.isEmpty() && acknowledged.isEmpty() && !journalled;
    }

    void add(PendingSend send) {
        sends.add(send);
        bytes += send.cost();
    }

    /** So much more or less of its sends is in memory. */
    void bytesInMemory(long more) {
        bytes += more;
    }

    /** Whether it is prepared: what it holds is in the journal. */
    boolean prepared() {
        return prepared;
    }

    void setPrepared() {
        prepared = true;
        acknowledgedBy = null;
    }

    /** Those that are in memory. */
    List<PendingSend> sends() {
        return sends;
    }

    /** Those that are not, since it is prepared. */
    List<ParkedSends> parked() {
        return parked;
    }

    /** How many messages it has sent. */
    int sent() {
        int count = sends.size();
        for (ParkedSends list : parked) {
            count += list.contents().count();
        }
        return count;
    }

    /** Whether it has sent to a destination; looks at all that it has sent. */
    boolean hasSentTo(Target target) {
        return parked.stream().anyMatch(list -> list.kind().target() == target)
                || sends.stream().anyMatch(send -> send.target() == target);
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

    /** Whether the journal has records of it, or is to have one of its end. */
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
