package io.angarium.server.twophase;

import io.angarium.jms.recovery.narayana.BrokerNames;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jboss.tm.XAResourceWrapper;

/** A resource of a transaction of two, which tells the {@link Crossing} where the transaction manager is. Otherwise the one that it stands for. */
final class InterruptedResource implements XAResourceWrapper {
    private final XAResource real;
    private final Crossing crossing;
    private final boolean broker;
    private final boolean first;

    /**
     * @param broker whether this is the broker and not the database
     * @param first whether it was enlisted first, that is prepares and commits first
     */
    InterruptedResource(XAResource real, Crossing crossing, boolean broker, boolean first) {
        this.real = real;
        this.crossing = crossing;
        this.broker = broker;
        this.first = first;
    }

    /** As the transaction manager's log names it. */
    @Override
    public String getJndiName() {
        return broker ? BrokerNames.of(real) : NamedDatabase.NAME;
    }

    @Override
    public XAResource getResource() {
        return real;
    }

    @Override
    public String getProductName() {
        return "";
    }

    @Override
    public String getProductVersion() {
        return "";
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        real.start(xid, flags);
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        at(broker, Moment.BEFORE_END, xid);
        real.end(xid, flags);
        at(broker, Moment.AFTER_END, xid);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        at(!first, Moment.BETWEEN_THE_PREPARES, xid);
        at(broker, Moment.BEFORE_THE_PREPARED_IS_ON_DISK, xid);
        int vote = real.prepare(xid);
        at(broker, Moment.BEFORE_THE_REPLY_TO_PREPARE, xid);
        return vote;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        at(first, Moment.AFTER_BOTH_PREPARES, xid);
        at(!first, Moment.BETWEEN_THE_COMMITS, xid);
        at(broker, Moment.BEFORE_THE_COMMIT_IS_ON_DISK, xid);
        real.commit(xid, onePhase);
        at(broker, Moment.BEFORE_THE_REPLY_TO_COMMIT, xid);
    }

    private void at(boolean here, Moment moment, Xid xid) {
        if (here) {
            crossing.reached(moment, xid);
        }
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        real.rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        real.forget(xid);
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        return real.recover(flags);
    }

    @Override
    public boolean isSameRM(XAResource other) throws XAException {
        return real.isSameRM(other instanceof InterruptedResource same ? same.real : other);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return real.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return real.setTransactionTimeout(seconds);
    }
}
