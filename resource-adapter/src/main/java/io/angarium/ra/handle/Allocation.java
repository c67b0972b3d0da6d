package io.angarium.ra.handle;

import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.ResourceAllocationException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.SecurityException;

/**
 * How a handle was asked for, and how it is got back when the container has dissociated it: Connectors 2.1 sections 6.5.2 and 7.16.1.
 *
 * @param manager the container's
 * @param factory where the managed connection comes from
 * @param request what the application said
 */
record Allocation(ConnectionManager manager, ManagedConnectionFactory factory, ConnectionRequestInfo request) {

    Object allocate() throws JMSException {
        try {
            return manager.allocateConnection(factory, request);
        } catch (ResourceException e) {
            throw translated(e);
        }
    }

    /** Gives a dissociated handle a managed connection again. */
    void associate(ConnectionHandle handle) throws JMSException {
        if (!(manager instanceof LazyAssociatableConnectionManager lazy)) {
            throw new jakarta.jms.IllegalStateException(
                    "the container has taken the connection back; get a new one from the factory");
        }
        try {
            lazy.associateConnection(handle, factory, request);
        } catch (ResourceException e) {
            throw translated(e);
        }
    }

    /** A dissociated handle is closed, so the container need not get it a managed connection again. */
    void closedInactive(ConnectionHandle handle) {
        if (manager instanceof LazyAssociatableConnectionManager lazy) {
            lazy.inactiveConnectionClosed(handle, factory);
        }
    }

    /** What the broker said, where it said something; else that there is no connection to be had, and why. */
    private static JMSException translated(ResourceException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JMSException said) {
                return said;
            }
        }
        String text = "the container gave no connection: " + e.getMessage();
        return JmsExceptions.caused(
                e instanceof SecurityException
                        ? new JMSSecurityException(text, e.getErrorCode())
                        : new ResourceAllocationException(text, e.getErrorCode()),
                e);
    }
}
