package io.angarium.ra.broker;

import io.angarium.jms.recovery.RecoveryResource;
import io.angarium.jms.session.BrokerIdentity;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The XAResource of a managed connection, and what that of an endpoint is made of: Connectors 2.1 section 7.6.2. Containers keep it for recovery and
 * destroy the managed connection between two scans; so what ends branches and does not begin them (recover, commit, rollback, forget) goes by a connection of its own
 * when this one is gone. Any thread.
 */
public class BranchResource implements XAResource, BrokerIdentity {
    /** How long the second phase of a transaction waits for a broker that is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final XAResource session;
    private final UUID broker;
    private final Gone gone;
    private final Supplier<RecoveryResource> recovery;
    private final SecondPhase secondPhase;
    private final AtomicReference<@Nullable BranchKey> associated = new AtomicReference<>();

    /** Whether the connection is destroyed or broken. */
    @FunctionalInterface
    public interface Gone {
        /** Whether it is. */
        boolean isGone();
    }

    /**
     * The resource of a session.
     *
     * @param session the resource of the connection's session
     * @param broker where it leads
     * @param gone whether it can still be used
     * @param recovery makes, or has, the one that is used instead
     */
    public BranchResource(XAResource session, UUID broker, Gone gone, Supplier<RecoveryResource> recovery) {
        this.session = session;
        this.broker = broker;
        this.gone = gone;
        this.recovery = recovery;
        this.secondPhase = new SecondPhase(recovery, PATIENCE);
    }

    /** Whether the session works in a branch now. */
    public boolean isAssociated() {
        return associated.get() != null;
    }

    /** Whether its connection is destroyed or broken. */
    public boolean isGone() {
        return gone.isGone();
    }

    private XAResource ending() {
        return gone.isGone() ? recovery.get() : session;
    }

    /**
     * Begins a branch, or joins or resumes one. The session counts as associated from before the call: a transaction manager may end the branch while
     * that returns, and then it stays ended.
     */
    @Override
    public void start(Xid xid, int flags) throws XAException {
        BranchKey before = associated.get();
        BranchKey begun = BranchKey.of(xid);
        associated.set(begun);
        boolean done = false;
        try {
            session.start(xid, flags);
            done = true;
        } finally {
            if (!done) { // who is in a branch and cannot begin another is in that one still
                associated.compareAndSet(begun, before);
            }
        }
    }

    /** Ends a branch, which the session leaves also where that fails, but not where it cannot be said so: {@link XAException#XAER_INVAL}. */
    @Override
    public void end(Xid xid, int flags) throws XAException {
        BranchKey now = associated.get();
        boolean active = BranchKey.of(xid).equals(now); // else a suspended one, beside which the active one goes on
        if (active) {
            associated.compareAndSet(now, null);
        }
        try {
            session.end(xid, flags);
        } catch (XAException e) {
            if (active && e.errorCode == XAException.XAER_INVAL) {
                associated.compareAndSet(null, now);
            }
            throw e;
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return secondPhase.prepare(xid, session, gone);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        if (onePhase) {
            session.commit(xid, true);
        } else {
            secondPhase.end(xid, ending(), gone, resource -> resource.commit(xid, false));
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        secondPhase.end(xid, ending(), gone, resource -> resource.rollback(xid));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        ending().forget(xid);
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return ending().recover(flags);
    }

    /** Whether it leads to the same broker, whatever the connection. */
    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof BrokerIdentity same && same.broker().equals(broker);
    }

    @Override
    public UUID broker() {
        return broker;
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return session.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return session.setTransactionTimeout(seconds);
    }

    @Override
    public String toString() {
        return "BranchResource[broker " + broker + "]";
    }
}
