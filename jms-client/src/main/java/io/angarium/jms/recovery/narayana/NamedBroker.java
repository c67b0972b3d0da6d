package io.angarium.jms.recovery.narayana;

import io.angarium.jms.recovery.RecoveryResource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jboss.tm.XAResourceWrapper;
import org.jspecify.annotations.Nullable;

/** The resource of a broker for Narayana's scans, under the name that {@link BrokerNames} wrote into the logs, once the broker has been reached. Used by the scanning thread. */
final class NamedBroker {
    private final RecoveryResource recovery;
    private @Nullable Named named;

    NamedBroker(RecoveryResource recovery) {
        this.recovery = recovery;
    }

    /** The same object for the same broker, as Narayana's books want it; one that cannot be reached has no name. */
    XAResource resource() {
        String name = recovery.broker().map(BrokerNames::of).orElse(null);
        if (name == null) {
            return recovery;
        }
        Named before = named;
        if (before == null || !before.name().equals(name)) {
            before = new Named(recovery, name);
            named = before;
        }
        return before;
    }

    /** All calls go on to the recovery's resource. */
    private record Named(RecoveryResource recovery, String name) implements XAResourceWrapper {
        @Override
        public XAResource getResource() {
            return recovery;
        }

        @Override
        public String getProductName() {
            return "Angarium";
        }

        @Override
        public String getProductVersion() {
            return "";
        }

        @Override
        public String getJndiName() {
            return name;
        }

        @Override
        public Xid[] recover(int flags) throws XAException {
            return recovery.recover(flags);
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            recovery.commit(xid, onePhase);
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            recovery.rollback(xid);
        }

        @Override
        public void forget(Xid xid) throws XAException {
            recovery.forget(xid);
        }

        @Override
        public void start(Xid xid, int flags) throws XAException {
            recovery.start(xid, flags);
        }

        @Override
        public void end(Xid xid, int flags) throws XAException {
            recovery.end(xid, flags);
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            return recovery.prepare(xid);
        }

        @Override
        public boolean isSameRM(XAResource other) throws XAException {
            return recovery.isSameRM(other instanceof Named same ? same.recovery : other);
        }

        @Override
        public int getTransactionTimeout() {
            return recovery.getTransactionTimeout();
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return recovery.setTransactionTimeout(seconds);
        }
    }
}
