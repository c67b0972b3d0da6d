package io.angarium.server.engine;

import io.angarium.wire.BranchId;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the broker itself holds up, so that a client cannot settle what it has: all while the disk hangs, a session whose send waits for room or whose
 * producer is held back and has sent all that it may, and those that work in the same global transaction. Owner: the engine's holder.
 */
final class HeldUp {
    private final DurabilityGate gate;
    private final Stalls stalls;
    private final ProducerCredits credits;
    private final Set<ByteBuffer> transactions = new HashSet<>(0);
    private long waitsFor = -1;
    private long waitsSince;

    HeldUp(DurabilityGate gate, Stalls stalls, ProducerCredits credits) {
        this.gate = gate;
        this.stalls = stalls;
        this.credits = credits;
    }

    /** It is looked at now: what is asked next is about this moment. */
    void look(long now) {
        long waits = gate.waitsFor();
        if (waits < 0 || waits != waitsFor) {
            waitsFor = waits;
            waitsSince = now;
        }
        transactions.clear();
        stalls.inTurn().forEach(this::add);
        for (ProducerState producer : credits.heldBackProducers()) {
            if (!producer.withinCredit()) {
                add(producer.session());
            }
        }
    }

    private void add(SessionState session) {
        ByteBuffer global = global(session);
        if (global != null) {
            transactions.add(global);
        }
    }

    private static @Nullable ByteBuffer global(SessionState session) {
        Transaction work = session.transaction();
        BranchId branch = work == null ? null : work.branchId();
        return branch == null ? null : ByteBuffer.wrap(branch.global());
    }

    /**
     * Whether a session is held up.
     *
     * @param hang for how long nothing that waits for the disk has become durable if the disk hangs, milliseconds
     */
    boolean concerns(SessionState session, long now, long hang) {
        return (waitsFor >= 0 && now - waitsSince >= hang)
                || session.stall() != null
                || credits.keepsWaiting(session)
                || (!transactions.isEmpty() && transactions.contains(global(session)));
    }
}
