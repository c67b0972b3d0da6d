package io.angarium.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The connection manager of an application without a container: Connectors 2.1 section 6.9. No pool: a connection lives as long as its handle. No state. */
final class DirectConnections implements ConnectionManager {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(DirectConnections.class.getName());

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
            throws ResourceException {
        ManagedConnection connection = factory.createManagedConnection(null, request);
        connection.addConnectionEventListener(new Ending());
        return connection.getConnection(null, request);
    }

    /** Destroys the connection that is closed. */
    private static final class Ending implements ConnectionEventListener {
        @Override
        public void connectionClosed(ConnectionEvent event) {
            destroy(event);
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            LOG.log(Level.WARNING, "a connection is lost", event.getException());
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            LOG.log(Level.TRACE, "local transaction started");
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            LOG.log(Level.TRACE, "local transaction committed");
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            LOG.log(Level.TRACE, "local transaction rolled back");
        }

        private static void destroy(ConnectionEvent event) {
            try {
                ((ManagedConnection) event.getSource()).destroy();
            } catch (ResourceException e) {
                LOG.log(Level.DEBUG, "closing a connection", e);
            }
        }
    }
}
