package io.angarium.ra.broker;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * Prepares branches, and ends them also when the broker goes away meanwhile or between the two phases: Connectors 2.1 section 7.6.2.3. Not every transaction
 * manager asks again before the server's next start, and none can know of a commit whose answer was lost. So this one insists for a
 * while, by a connection of its own, and then leaves it to the container's recovery. Thread-safe.
 */
final class SecondPhase {
    private static final long PAUSE_MILLIS = 200;

    /**
     * So many branches are known to be prepared and not ended. Transaction managers have a few at a time with a session; what their recovery has ended by another resource is not heard
     * of here, and leaves when as many have come behind it.
     */
    static final int MOST_PREPARED = 100;

    private final Supplier<? extends XAResource> recovery;
    private final Duration patience;
    /** The one that was prepared, or was to be tried again, longest ago first. Guarded by itself. */
    private final Set<BranchKey> prepared = new LinkedHashSet<>();

    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * For the branches of one session.
     *
     * @param recovery makes, or has, the resource that is used when the session's connection is gone
     * @param patience for how long
     */
    SecondPhase(Supplier<? extends XAResource> recovery, Duration patience) {
        this.recovery = recovery;
        this.patience = patience;
    }

    /** A commit or a rollback. */
    @FunctionalInterface
    interface End {
        void by(XAResource resource) throws XAException;
    }

    /**
     * Prepares a branch. If the connection is lost meanwhile, nobody knows whether it is prepared, so nobody will commit it: then it is
     * rolled back, lest what it has received stays locked until the container's recovery looks for it, which may be its next start.
     */
    int prepare(Xid xid, XAResource session, BranchResource.Gone gone) throws XAException {
        try {
            int vote = session.prepare(xid);
            if (vote == XAResource.XA_OK) {
                remember(BranchKey.of(xid));
            }
            return vote;
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_RMFAIL || !gone.isGone()) {
                throw e;
            }
            insist(resource -> resource.rollback(xid), e);
            XAException rolledBack = new XAException(XAException.XA_RBCOMMFAIL);
            rolledBack.initCause(e);
            throw rolledBack;
        }
    }

    /**
     * Ends a branch; one that is not prepared, or whose connection is there, by one try.
     *
     * @param first by what it is tried first
     * @param gone whether the session's connection is
     */
    void end(Xid xid, XAResource first, BranchResource.Gone gone, End end) throws XAException {
        BranchKey branch = BranchKey.of(xid);
        boolean insist = forget(branch);
        try {
            end(first, gone, end, insist);
        } catch (XAException e) {
            if (insist && e.errorCode == XAException.XA_RETRY) {
                remember(branch); // it stays so, and the transaction manager comes back
            }
            throw e;
        }
    }

    private void remember(BranchKey branch) {
        synchronized (prepared) {
            prepared.add(branch);
            if (prepared.size() > MOST_PREPARED) {
                prepared.remove(prepared.iterator().next());
            }
        }
    }

    private boolean forget(BranchKey branch) {
        synchronized (prepared) {
            return prepared.remove(branch);
        }
    }

    private void end(XAResource first, BranchResource.Gone gone, End end, boolean insist) throws XAException {
        try {
            end.by(first);
        } catch (XAException e) {
            if (!insist || e.errorCode != XAException.XAER_RMFAIL || !gone.isGone()) {
                throw e;
            }
            insist(end, e);
        }
    }

    private void insist(End end, XAException lost) throws XAException {
        long deadline = System.nanoTime() + patience.toNanos();
        XAException last = lost;
        while (System.nanoTime() < deadline && paused()) {
            try {
                end.by(recovery.get());
                return;
            } catch (XAException e) {
                if (e.errorCode == XAException.XAER_NOTA) {
                    return; // the broker had done it; the answer was lost
                }
                if (e.errorCode != XAException.XAER_RMFAIL) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    /** False if the thread is wanted for something else. */
    private boolean paused() {
        try {
            return !never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
