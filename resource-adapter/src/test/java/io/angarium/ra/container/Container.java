package io.angarium.ra.container;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * An application server's pool and transaction manager, for one thread: matches, enlists, keeps a connection until its transaction is over,
 * empties itself of what is dead. Connections' losses are told by other threads, so the pool has a lock.
 */
public final class Container implements ConnectionManager, LazyAssociatableConnectionManager {
    private static final long serialVersionUID = 1L;

    private final transient Mode mode;
    private final transient Set<ManagedConnection> free = new LinkedHashSet<>(); // guarded by this, as all that follows
    private final transient Set<ManagedConnection> used = new LinkedHashSet<>();
    private final transient List<Exception> errors = new ArrayList<>();
    private final transient Map<ManagedConnection, BranchName> enlisted = new LinkedHashMap<>();
    private final transient Set<ManagedConnection> closedInTransaction = new LinkedHashSet<>();
    private transient boolean inTransaction;
    private transient boolean validating = true;
    private transient Subject subject;

    public Container(Mode mode) {
        this.mode = mode;
    }

    /** Signs on as the container from now on; null leaves that to the application. */
    public synchronized void signOn(Subject who) {
        subject = who;
    }

    /** A pool that does not ask whether its connections are valid. */
    public synchronized void trustEverything() {
        validating = false;
    }

    public synchronized int free() {
        return free.size();
    }

    public synchronized int used() {
        return used.size();
    }

    public synchronized List<Exception> errors() {
        return List.copyOf(errors);
    }

    public synchronized Set<ManagedConnection> all() {
        Set<ManagedConnection> all = new LinkedHashSet<>(free);
        all.addAll(used);
        return all;
    }

    @Override
    public synchronized Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
            throws ResourceException {
        return managed(factory, request).getConnection(subject, request);
    }

    private ManagedConnection managed(ManagedConnectionFactory factory, ConnectionRequestInfo request)
            throws ResourceException {
        if (validating) {
            for (Object invalid : ((ValidatingManagedConnectionFactory) factory).getInvalidConnections(free)) {
                drop((ManagedConnection) invalid);
            }
        }
        ManagedConnection connection = factory.matchManagedConnections(free, subject, request);
        if (connection == null) {
            connection = factory.createManagedConnection(subject, request);
            connection.addConnectionEventListener(new Events());
        }
        free.remove(connection);
        used.add(connection);
        if (inTransaction) {
            enlist(connection);
        }
        return connection;
    }

    private void enlist(ManagedConnection connection) throws ResourceException {
        BranchName name = BranchName.unique();
        switch (mode) {
            case XA -> {
                try {
                    connection.getXAResource().start(name, XAResource.TMNOFLAGS);
                } catch (XAException e) {
                    throw new ResourceException("enlisting", e);
                }
            }
            case LOCAL -> connection.getLocalTransaction().begin();
            case NONE -> {
                return;
            }
        }
        enlisted.put(connection, name);
    }

    public synchronized void begin() {
        inTransaction = true;
    }

    /** Commits in two phases. */
    public synchronized void commit() throws ResourceException, XAException {
        for (Map.Entry<ManagedConnection, BranchName> branch : enlisted.entrySet()) {
            if (mode == Mode.LOCAL) {
                branch.getKey().getLocalTransaction().commit();
            } else {
                XAResource resource = branch.getKey().getXAResource();
                resource.end(branch.getValue(), XAResource.TMSUCCESS);
                if (resource.prepare(branch.getValue()) == XAResource.XA_OK) {
                    resource.commit(branch.getValue(), false);
                }
            }
        }
        over();
    }

    public synchronized void rollback() throws ResourceException, XAException {
        for (Map.Entry<ManagedConnection, BranchName> branch : enlisted.entrySet()) {
            if (mode == Mode.LOCAL) {
                branch.getKey().getLocalTransaction().rollback();
            } else {
                XAResource resource = branch.getKey().getXAResource();
                resource.end(branch.getValue(), XAResource.TMSUCCESS);
                resource.rollback(branch.getValue());
            }
        }
        over();
    }

    private void over() throws ResourceException {
        inTransaction = false;
        enlisted.clear();
        for (ManagedConnection connection : closedInTransaction) {
            giveBack(connection);
        }
        closedInTransaction.clear();
    }

    private void giveBack(ManagedConnection connection) throws ResourceException {
        connection.cleanup();
        used.remove(connection);
        free.add(connection);
    }

    private void drop(ManagedConnection connection) throws ResourceException {
        free.remove(connection);
        used.remove(connection);
        closedInTransaction.remove(connection);
        enlisted.remove(connection);
        connection.destroy();
    }

    /** Takes all handles from their connections, and the connections back: what a container does between two methods of a bean. */
    public synchronized void dissociateAll() throws ResourceException {
        for (ManagedConnection connection : List.copyOf(used)) {
            ((DissociatableManagedConnection) connection).dissociateConnections();
            giveBack(connection);
        }
    }

    @Override
    public synchronized void associateConnection(
            Object handle, ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        managed(factory, request).associateConnection(handle);
    }

    @Override
    public void inactiveConnectionClosed(Object handle, ManagedConnectionFactory factory) {}

    /** Forgets its transaction, and destroys what was in it or is used. */
    public synchronized void abandon() throws ResourceException {
        inTransaction = false;
        for (ManagedConnection connection : List.copyOf(used)) {
            drop(connection);
        }
        enlisted.clear();
        closedInTransaction.clear();
    }

    public synchronized void close() throws ResourceException {
        for (ManagedConnection connection : all()) {
            drop(connection);
        }
    }

    /** What the adapter tells the pool. */
    private final class Events implements ConnectionEventListener {
        @Override
        public void connectionClosed(ConnectionEvent event) {
            synchronized (Container.this) {
                ManagedConnection connection = (ManagedConnection) event.getSource();
                try {
                    if (enlisted.containsKey(connection)) {
                        closedInTransaction.add(connection);
                    } else {
                        giveBack(connection);
                    }
                } catch (ResourceException e) {
                    errors.add(e);
                }
            }
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            synchronized (Container.this) {
                errors.add(event.getException());
                try {
                    drop((ManagedConnection) event.getSource());
                } catch (ResourceException e) {
                    errors.add(e);
                }
            }
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            throw new AssertionError("no application of Jakarta EE begins one");
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            throw new AssertionError("no application of Jakarta EE commits one");
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            throw new AssertionError("no application of Jakarta EE rolls one back");
        }
    }
}
