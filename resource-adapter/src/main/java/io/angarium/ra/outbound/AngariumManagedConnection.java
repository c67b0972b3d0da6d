package io.angarium.ra.outbound;

import io.angarium.jms.session.AngariumSession;
import io.angarium.jms.session.BrokerIdentity;
import io.angarium.ra.broker.BranchResource;
import io.angarium.ra.handle.Attachment;
import io.angarium.ra.handle.ConnectionHandle;
import io.angarium.ra.management.OpenConnections;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import jakarta.resource.spi.SecurityException;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * A physical connection in a container's pool: Connectors 2.1 sections 6.5.4 and 7.16.1. One session at
 * the broker, in whatever transaction the container puts it. The container uses it by one thread at a time; its loss may be told by any.
 */
final class AngariumManagedConnection
        implements ManagedConnection, DissociatableManagedConnection, Attachment, OpenConnections.Counted {
    private final AngariumManagedConnectionFactory factory;
    private final Credentials credentials;
    private final Seat seat;
    private final OpenConnections open;
    private final BranchResource branches;
    private final LocalBranch local;
    private final Listeners listeners = new Listeners(this);
    private final List<ConnectionHandle> handles = new CopyOnWriteArrayList<>();
    private volatile @Nullable PrintWriter logWriter;
    private volatile boolean destroyed;

    AngariumManagedConnection(
            AngariumManagedConnectionFactory factory, Credentials credentials, Seat seat, OpenConnections open)
            throws JMSException {
        this.factory = factory;
        this.credentials = credentials;
        this.seat = seat;
        this.open = open;
        XAResource session = seat.branches().getXAResource();
        UUID broker = ((BrokerIdentity) session).broker();
        branches = new BranchResource(session, broker, this::isGone, () -> factory.recovery(credentials));
        local = new LocalBranch(branches);
        seat.onLoss(listeners::failed);
        open.add(this);
    }

    /** Whether nothing more can be done with it. */
    @Override
    public boolean isGone() {
        return destroyed || seat.isBroken();
    }

    @Override
    public boolean isInUse() {
        return !handles.isEmpty();
    }

    @Override
    public Object socket() {
        return seat.connection();
    }

    boolean suits(AngariumManagedConnectionFactory wanted, Credentials who) {
        return factory.equals(wanted) && credentials.equals(who);
    }

    @Override
    public Object getConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        checkUsable();
        if (!Credentials.of(subject, request, factory).equals(credentials)) {
            throw new SecurityException("a connection of " + credentials + " cannot be used as somebody else: "
                    + "this adapter does not re-authenticate (Connectors 2.1, section 9.1.9)");
        }
        ConnectionHandle handle = factory.domain().handle(this);
        handles.add(handle);
        return handle;
    }

    private void checkUsable() throws ResourceException {
        if (destroyed) {
            throw new jakarta.resource.spi.IllegalStateException("the managed connection is destroyed");
        }
    }

    @Override
    public void associateConnection(Object handle) throws ResourceException {
        checkUsable();
        if (!(handle instanceof ConnectionHandle moved)) {
            throw new ResourceException("a " + handle + " is no connection handle of this adapter");
        }
        try {
            moved.associate(this);
        } catch (JMSException e) {
            throw new ResourceException("the handle could not be moved: " + e.getMessage(), e);
        }
        handles.add(moved);
    }

    @Override
    public void dissociateConnections() throws ResourceException {
        checkUsable();
        handles.forEach(ConnectionHandle::dissociate);
        handles.clear();
    }

    /** Ready for another application: Connectors 2.1 section 6.5.4.4. */
    @Override
    public void cleanup() throws ResourceException {
        checkUsable();
        handles.forEach(ConnectionHandle::invalidate);
        handles.clear();
        local.abandon();
        if (branches.isAssociated()) {
            throw new ResourceException("the session is in a transaction; end that, or destroy the managed connection");
        }
        try {
            seat.stop();
        } catch (JMSException e) {
            throw new ResourceException("the connection could not be stopped: " + e.getMessage(), e);
        }
    }

    @Override
    public void destroy() throws ResourceException {
        if (destroyed) {
            return;
        }
        handles.forEach(ConnectionHandle::invalidate);
        handles.clear();
        destroyed = true;
        open.remove(this);
        try {
            seat.leave();
        } catch (JMSException e) {
            throw new ResourceException("the connection could not be closed: " + e.getMessage(), e);
        }
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        checkUsable();
        return branches;
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        checkUsable();
        return local;
    }

    @Override
    public ManagedConnectionMetaData getMetaData() throws ResourceException {
        checkUsable();
        try {
            String user = credentials.user();
            return new BrokerMetaData(seat.connection().getMetaData(), user != null ? user : factory.getUser());
        } catch (JMSException e) {
            throw new ResourceException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public AngariumSession session() {
        return seat.session();
    }

    @Override
    public boolean isShared() {
        return factory.sharing() > 1;
    }

    @Override
    public boolean inTransaction() {
        return branches.isAssociated();
    }

    @Override
    public void start() throws JMSException {
        seat.start();
    }

    @Override
    public @Nullable String clientId() throws JMSException {
        return seat.connection().getClientID();
    }

    @Override
    public ConnectionMetaData metaData() throws JMSException {
        return seat.connection().getMetaData();
    }

    @Override
    public void closed(ConnectionHandle handle) {
        if (handles.remove(handle)) {
            listeners.closed(handle);
        }
    }

    @Override
    public String toString() {
        return "managed connection of " + factory;
    }
}
