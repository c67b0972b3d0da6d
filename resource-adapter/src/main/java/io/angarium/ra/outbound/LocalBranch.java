package io.angarium.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import java.nio.ByteBuffer;
import java.util.UUID;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * A local transaction of the container: Connectors 2.1 section 7.7. It is a branch of its own, committed in one phase: one force of the
 * broker's disk, as a transaction of a plain session costs. So producers and consumers stay the same whatever the container wants, and a
 * broker that goes away before the commit has it rolled back. Guarded by its own lock.
 */
final class LocalBranch implements LocalTransaction {
    private static final int FORMAT = 0x416e4c54; // "AnLT"

    private final XAResource session;
    private @Nullable Xid current; // guarded by this

    LocalBranch(XAResource session) {
        this.session = session;
    }

    /** A name that no other transaction has. */
    private record Name(UUID id) implements Xid {
        @Override
        public int getFormatId() {
            return FORMAT;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1};
        }
    }

    @Override
    public synchronized void begin() throws ResourceException {
        if (current != null) {
            throw new LocalTransactionException("a local transaction is in progress already");
        }
        Xid xid = new Name(UUID.randomUUID());
        try {
            session.start(xid, XAResource.TMNOFLAGS);
        } catch (XAException e) {
            throw failed("begin", e);
        }
        current = xid;
    }

    @Override
    public synchronized void commit() throws ResourceException {
        Xid xid = take("commit");
        try {
            session.end(xid, XAResource.TMSUCCESS);
            session.commit(xid, true);
        } catch (XAException e) {
            throw failed("commit", e);
        }
    }

    @Override
    public synchronized void rollback() throws ResourceException {
        Xid xid = take("roll back");
        try {
            session.end(xid, XAResource.TMSUCCESS);
            session.rollback(xid);
        } catch (XAException e) {
            if (!isRolledBack(e)) {
                throw failed("rollback", e);
            }
        }
    }

    /** The broker rolls back what is lost with its session. */
    private static boolean isRolledBack(XAException e) {
        return (e.errorCode >= XAException.XA_RBBASE && e.errorCode <= XAException.XA_RBEND)
                || e.errorCode == XAException.XAER_NOTA;
    }

    /** Rolls back what the container has left open. */
    synchronized void abandon() throws ResourceException {
        if (current != null) {
            rollback();
        }
    }

    private Xid take(String what) throws LocalTransactionException {
        Xid xid = current;
        if (xid == null) {
            throw new LocalTransactionException("there is no local transaction to " + what);
        }
        current = null;
        return xid;
    }

    private static LocalTransactionException failed(String what, XAException e) {
        return new LocalTransactionException(
                what + " of a local transaction, XA code " + e.errorCode + ": " + e.getMessage(), e);
    }
}
