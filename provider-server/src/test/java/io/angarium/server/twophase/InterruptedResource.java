package io.angarium.server.twophase;

import io.angarium.jms.recovery.narayana.BrokerNames;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A resource of a transaction of two, which tells the {@link Crossing} where the transaction manager is. */
final class InterruptedResource extends NamedResource {
    private final Crossing crossing;
    private final boolean broker;
    private final boolean first;

    /**
     * @param broker whether this is the broker and not the database
     * @param first whether it was enlisted first, that is prepares and commits first
     */
    InterruptedResource(XAResource real, Crossing crossing, boolean broker, boolean first) {
        super(real, broker ? BrokerNames.of(real) : NamedDatabase.NAME);
        this.crossing = crossing;
        this.broker = broker;
        this.first = first;
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        at(broker, Moment.BEFORE_END, xid);
        super.end(xid, flags);
        at(broker, Moment.AFTER_END, xid);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        at(!first, Moment.BETWEEN_THE_PREPARES, xid);
        at(broker, Moment.BEFORE_THE_PREPARED_IS_ON_DISK, xid);
        int vote = super.prepare(xid);
        at(broker, Moment.BEFORE_THE_REPLY_TO_PREPARE, xid);
        return vote;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        at(first, Moment.AFTER_BOTH_PREPARES, xid);
        at(!first, Moment.BETWEEN_THE_COMMITS, xid);
        at(broker, Moment.BEFORE_THE_COMMIT_IS_ON_DISK, xid);
        super.commit(xid, onePhase);
        at(broker, Moment.BEFORE_THE_REPLY_TO_COMMIT, xid);
    }

    private void at(boolean here, Moment moment, Xid xid) {
        if (here) {
            crossing.reached(moment, xid);
        }
    }
}
