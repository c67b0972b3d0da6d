package io.angarium.ra.broker;

import io.angarium.jms.recovery.RecoveryResource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The XAResource of an endpoint: Connectors 2.1 section 13.5.6. A branch that could not be begun, or whose bean has failed, is rolled back
 * whatever the container says: the container learns it from the vote. Any thread.
 */
public final class EndpointResource extends BranchResource {
    private final AtomicLong starts = new AtomicLong();
    private final AtomicLong rollbacks = new AtomicLong();
    private volatile boolean vetoed;
    private volatile @Nullable NotBegun notBegun;

    /** As a {@link BranchResource}. */
    public EndpointResource(XAResource session, UUID broker, Gone gone, Supplier<RecoveryResource> recovery) {
        super(session, broker, gone, recovery);
    }

    private record NotBegun(BranchKey branch, XAException cause) {}

    /** Whether the session works in the branch that was begun last. */
    @Override
    public boolean isAssociated() {
        return notBegun == null && super.isAssociated();
    }

    /** Why the last branch was not begun, or null if it was. */
    public @Nullable XAException trouble() {
        NotBegun last = notBegun;
        return last == null ? null : last.cause();
    }

    /** How often a container has enlisted it. */
    public long starts() {
        return starts.get();
    }

    /** How many branches were rolled back by it. */
    public long rollbacks() {
        return rollbacks.get();
    }

    /** The branch that the session works in will not commit, whatever the container says; the next one may. */
    public void veto() {
        vetoed = true;
    }

    /**
     * Begins a branch, and fails if it cannot be joined or resumed, but not if it is a new one: a container has to end by itself a
     * transaction in which it could not enlist, and TomEE 9 leaves it on its thread, where the next delivery takes it for its own. A branch
     * that the broker has not begun has no work in it, and will not commit.
     */
    @Override
    public void start(Xid xid, int flags) throws XAException {
        starts.incrementAndGet();
        if (flags != TMNOFLAGS) {
            super.start(xid, flags);
            notBegun = null;
            return;
        }
        vetoed = false;
        notBegun = null;
        try {
            super.start(xid, flags);
        } catch (XAException e) {
            notBegun = new NotBegun(BranchKey.of(xid), e);
        }
    }

    private @Nullable NotBegun notBegun(Xid xid) {
        NotBegun last = notBegun;
        return last != null && last.branch().equals(BranchKey.of(xid)) ? last : null;
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        if (notBegun(xid) == null) {
            super.end(xid, flags);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        checkMayCommit(xid);
        try {
            return super.prepare(xid);
        } catch (XAException e) {
            rollbacks.incrementAndGet();
            throw e;
        }
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            checkMayCommit(xid);
        }
        super.commit(xid, onePhase);
    }

    private void checkMayCommit(Xid xid) throws XAException {
        NotBegun last = notBegun(xid);
        if (last != null) {
            rollbacks.incrementAndGet();
            XAException rolledBack = new XAException(XAException.XA_RBROLLBACK);
            rolledBack.initCause(last.cause());
            throw rolledBack;
        }
        if (vetoed) {
            vetoed = false;
            rollback(xid);
            throw new XAException(XAException.XA_RBOTHER);
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        rollbacks.incrementAndGet();
        if (notBegun(xid) == null) {
            super.rollback(xid);
        }
    }
}
