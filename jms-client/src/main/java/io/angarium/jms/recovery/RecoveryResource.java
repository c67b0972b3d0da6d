package io.angarium.jms.recovery;

import io.angarium.jms.session.BrokerIdentity;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.UUID;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * A broker as its transaction manager's recovery sees it: one object for the life of the application, connected when a scan begins and
 * again when the broker was away. Ends branches and begins none: X/Open XA chapter 3.9. Any thread; its lock is held for one call.
 */
public final class RecoveryResource implements XAResource, AutoCloseable {
    private static final Logger LOG = System.getLogger(RecoveryResource.class.getName());

    private final XAConnectionFactory factory;
    private final ScanWatch watch;
    private @Nullable XAConnection connection; // guarded by this
    private @Nullable XAResource resource; // guarded by this
    private int inDoubt; // guarded by this
    private boolean closed; // guarded by this

    /**
     * @param factory makes the one connection that it needs
     * @param watch hears of scans; closed with this
     */
    public RecoveryResource(XAConnectionFactory factory, ScanWatch watch) {
        this.factory = factory;
        this.watch = watch;
    }

    @FunctionalInterface
    private interface Call<T> {
        T on(XAResource broker) throws XAException;
    }

    /** A scan that begins finds the broker again if it was away since the last one. */
    @Override
    public synchronized Xid[] recover(int flags) throws XAException {
        boolean begins = (flags & TMSTARTRSCAN) != 0;
        try {
            Xid[] found = begins ? begin(flags) : call(broker -> broker.recover(flags));
            inDoubt = begins ? found.length : inDoubt + found.length;
            if ((flags & TMENDRSCAN) != 0) {
                watch.returned(inDoubt);
            }
            return found;
        } catch (XAException e) {
            watch.failed(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Xid[] begin(int flags) throws XAException {
        if (resource != null) {
            try {
                return call(broker -> broker.recover(flags));
            } catch (XAException e) {
                LOG.log(Level.DEBUG, "the connection of the last scan is gone, another one is made", e);
                disconnect();
            }
        }
        return call(broker -> broker.recover(flags));
    }

    @Override
    public synchronized void commit(Xid xid, boolean onePhase) throws XAException {
        call(broker -> {
            broker.commit(xid, onePhase);
            return true;
        });
    }

    @Override
    public synchronized void rollback(Xid xid) throws XAException {
        call(broker -> {
            broker.rollback(xid);
            return true;
        });
    }

    @Override
    public synchronized void forget(Xid xid) throws XAException {
        call(broker -> {
            broker.forget(xid);
            return true;
        });
    }

    /** Recovery does no work in branches: XAER_PROTO. */
    @Override
    public void start(Xid xid, int flags) throws XAException {
        throw onlyRecovery();
    }

    /** Recovery does no work in branches: XAER_PROTO. */
    @Override
    public void end(Xid xid, int flags) throws XAException {
        throw onlyRecovery();
    }

    /** Recovery finds branches prepared: XAER_PROTO. */
    @Override
    public int prepare(Xid xid) throws XAException {
        throw onlyRecovery();
    }

    private static XAException onlyRecovery() {
        return exception(
                XAException.XAER_PROTO, "this resource is for recovery only; work with one of an XA session", null);
    }

    /** Which broker it is; empty if that cannot be asked at the moment. */
    public synchronized Optional<UUID> broker() {
        try {
            return (resource == null ? connect() : resource) instanceof BrokerIdentity identity
                    ? Optional.of(identity.broker())
                    : Optional.empty();
        } catch (XAException e) {
            LOG.log(Level.DEBUG, "not known until a scan can reach it", e);
            return Optional.empty();
        }
    }

    /** Whether it is the same broker; one that cannot be asked is the same as itself only. */
    @Override
    public boolean isSameRM(@Nullable XAResource other) throws XAException {
        if (other == this) {
            return true;
        }
        XAResource theirs = other instanceof RecoveryResource recovery ? recovery.connected() : other;
        XAResource ours = connected();
        return ours != null && theirs != null && ours.isSameRM(theirs);
    }

    private synchronized @Nullable XAResource connected() {
        return resource;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    /** It begins no branches, so there is nothing to set. */
    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }

    private synchronized <T> T call(Call<T> call) throws XAException {
        XAResource broker = resource == null ? connect() : resource;
        try {
            return call.on(broker);
        } catch (XAException e) {
            if (e.errorCode == XAException.XAER_RMFAIL) {
                disconnect();
            }
            throw e;
        }
    }

    private synchronized XAResource connect() throws XAException {
        if (closed) {
            throw exception(XAException.XAER_RMFAIL, "this recovery is closed", null);
        }
        try {
            connection = factory.createXAConnection();
            resource = connection.createXASession().getXAResource();
            return resource;
        } catch (JMSException e) {
            disconnect();
            throw exception(XAException.XAER_RMFAIL, String.valueOf(e.getMessage()), e);
        }
    }

    private synchronized void disconnect() {
        XAConnection old = connection;
        connection = null;
        resource = null;
        if (old != null) {
            try {
                old.close();
            } catch (JMSException e) {
                LOG.log(Level.DEBUG, "closing the connection of recovery", e);
            }
        }
    }

    private static XAException exception(int code, String message, @Nullable Throwable cause) {
        XAException exception = new XAException(message);
        exception.errorCode = code;
        exception.initCause(cause);
        return exception;
    }

    /** Ends its connection; later scans fail. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
        watch.close();
    }

    @Override
    public String toString() {
        return "RecoveryResource[" + factory + "]";
    }
}
