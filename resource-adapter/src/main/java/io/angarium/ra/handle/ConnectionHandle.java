package io.angarium.ra.handle;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as an application in a container has it: Connectors 2.1 section 6.5.1, Jakarta Messaging 3.1 section 12.2. It stands on a
 * managed connection which the container may change; open objects follow. Used by one thread at a time, but for
 * {@link #associate} and {@link #dissociate}, which are the container's.
 */
public class ConnectionHandle implements Connection {
    private static final Logger LOG = System.getLogger(ConnectionHandle.class.getName());
    private static final String NO_CONSUMER = "use a message-driven bean";

    private volatile @Nullable Attachment attachment;
    private volatile boolean closed;
    private @Nullable Allocation allocation;
    private @Nullable SessionHandle session;
    private boolean started;
    private final List<TemporaryDeletion> temporaries = new ArrayList<>();

    /** Deletes a temporary destination. */
    @FunctionalInterface
    interface TemporaryDeletion {
        void run() throws JMSException;
    }

    /** A handle of that managed connection. */
    public ConnectionHandle(Attachment attachment) {
        this.attachment = attachment;
    }

    final void allocatedBy(Allocation newAllocation) {
        allocation = newAllocation;
    }

    /** The managed connection of a handle that is open; asks the container for one if it has taken its own away. */
    final Attachment attachment() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the connection is closed");
        }
        if (attachment == null && allocation != null) {
            allocation.associate(this);
        }
        Attachment now = attachment;
        if (now == null) {
            throw new IllegalStateException(
                    "the container has ended the managed connection; get a new one from the factory");
        }
        return now;
    }

    /** From now on it stands on another managed connection: Connectors 2.1 section 6.5.4. */
    public final void associate(Attachment other) throws JMSException {
        releaseObjects();
        attachment = other;
        if (started) {
            other.start();
        }
    }

    /** It loses its managed connection and is not closed: Connectors 2.1 section 7.16.1. */
    public final void dissociate() {
        releaseObjects();
        attachment = null;
    }

    /** The container cleans the managed connection up or ends it; the application has forgotten this handle, or will be told. */
    public final void invalidate() {
        dissociate();
        deleteTemporaries();
        closed = true;
    }

    /** A temporary destination lives as long as its connection, and that is this one, not the physical one: section 4.5. */
    final void deleteLater(TemporaryDeletion deletion) {
        temporaries.add(deletion);
    }

    private void deleteTemporaries() {
        for (TemporaryDeletion deletion : temporaries) {
            try {
                deletion.run();
            } catch (JMSException e) {
                LOG.log(Level.DEBUG, "a temporary destination goes with its physical connection instead", e);
            }
        }
        temporaries.clear();
    }

    private void releaseObjects() {
        SessionHandle open = session;
        if (open != null) {
            open.release();
        }
    }

    /** A session of this domain. */
    SessionHandle newSession(int acknowledgeMode) {
        return new SessionHandle(this, acknowledgeMode);
    }

    final SessionHandle openSession(boolean transacted, int mode) throws JMSException {
        Attachment now = attachment();
        int acknowledgeMode = EnterpriseRules.acknowledgeMode(now.inTransaction(), transacted, mode);
        SessionHandle open = session;
        if (open != null && !open.isClosed()) {
            throw new IllegalStateException(
                    "the connection has a session: a Jakarta EE application may have one at a time"
                            + " (Jakarta Messaging 3.1, section 12.2). Close it, or get another connection");
        }
        SessionHandle opened = newSession(acknowledgeMode);
        session = opened;
        return opened;
    }

    @Override
    public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
        return openSession(transacted, acknowledgeMode);
    }

    @Override
    public Session createSession(int sessionMode) throws JMSException {
        return openSession(false, sessionMode);
    }

    @Override
    public Session createSession() throws JMSException {
        return openSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public @Nullable String getClientID() throws JMSException {
        return attachment().clientId();
    }

    @Override
    public void setClientID(@Nullable String clientID) throws JMSException {
        attachment();
        throw EnterpriseRules.refusal("setClientID", "set the property clientId of the connection factory");
    }

    @Override
    public ConnectionMetaData getMetaData() throws JMSException {
        return attachment().metaData();
    }

    @Override
    public @Nullable ExceptionListener getExceptionListener() throws JMSException {
        attachment();
        return null;
    }

    @Override
    public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
        attachment();
        throw EnterpriseRules.refusal("setExceptionListener", "the container listens, and replaces what is broken");
    }

    @Override
    public void start() throws JMSException {
        attachment().start();
        started = true;
    }

    @Override
    public void stop() throws JMSException {
        attachment();
        throw EnterpriseRules.refusal("stop", "close the connection");
    }

    @Override
    public void close() throws JMSException {
        if (closed) {
            return;
        }
        SessionHandle open = session;
        if (open != null) {
            open.end();
        }
        deleteTemporaries();
        closed = true;
        Attachment last = attachment;
        attachment = null;
        if (last != null) {
            last.closed(this);
        } else if (allocation != null) {
            allocation.closedInactive(this);
        }
    }

    private IllegalStateException noConnectionConsumer(String method) throws JMSException {
        attachment();
        return EnterpriseRules.refusal(method, NO_CONSUMER);
    }

    @Override
    public ConnectionConsumer createConnectionConsumer(
            @Nullable Destination destination, @Nullable String selector, ServerSessionPool pool, int maxMessages)
            throws JMSException {
        throw noConnectionConsumer("createConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        throw noConnectionConsumer("createSharedConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        throw noConnectionConsumer("createDurableConnectionConsumer");
    }

    @Override
    public ConnectionConsumer createSharedDurableConnectionConsumer(
            @Nullable Topic topic,
            @Nullable String name,
            @Nullable String selector,
            ServerSessionPool pool,
            int maxMessages)
            throws JMSException {
        throw noConnectionConsumer("createSharedDurableConnectionConsumer");
    }
}
