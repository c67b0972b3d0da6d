package io.angarium.ra.handle;

import io.angarium.jms.error.Unchecked;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.resource.Referenceable;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.io.Serializable;
import javax.naming.NamingException;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The connection factory that an application looks up: it asks the container for each connection, Connectors 2.1 section 6.5.1. Which
 * kind of connection comes is the managed connection factory's matter. Thread-safe once the container has set its reference.
 */
public class FactoryHandle implements ConnectionFactory, Serializable, Referenceable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // the container's, which the specification wants to be serialisable if it is to travel
    private final ConnectionManager manager;

    private final ManagedConnectionFactory factory;
    private @Nullable Reference reference;

    /** A factory whose connections come from that manager. */
    public FactoryHandle(ConnectionManager manager, ManagedConnectionFactory factory) {
        this.manager = manager;
        this.factory = factory;
    }

    /** A factory of the queue domain. */
    public static final class OfQueues extends FactoryHandle implements QueueConnectionFactory {
        private static final long serialVersionUID = 1L;

        /** See {@link FactoryHandle}. */
        public OfQueues(ConnectionManager manager, ManagedConnectionFactory factory) {
            super(manager, factory);
        }

        @Override
        public QueueConnection createQueueConnection() throws JMSException {
            return (QueueConnection) allocate(Request.PLAIN);
        }

        @Override
        public QueueConnection createQueueConnection(@Nullable String user, @Nullable String password)
                throws JMSException {
            return (QueueConnection) allocate(new Request(user, password));
        }
    }

    /** A factory of the topic domain. */
    public static final class OfTopics extends FactoryHandle implements TopicConnectionFactory {
        private static final long serialVersionUID = 1L;

        /** See {@link FactoryHandle}. */
        public OfTopics(ConnectionManager manager, ManagedConnectionFactory factory) {
            super(manager, factory);
        }

        @Override
        public TopicConnection createTopicConnection() throws JMSException {
            return (TopicConnection) allocate(Request.PLAIN);
        }

        @Override
        public TopicConnection createTopicConnection(@Nullable String user, @Nullable String password)
                throws JMSException {
            return (TopicConnection) allocate(new Request(user, password));
        }
    }

    /** Which managed connection factory it asks for. */
    public final ManagedConnectionFactory managed() {
        return factory;
    }

    final ConnectionHandle allocate(Request request) throws JMSException {
        Allocation allocation = new Allocation(manager, factory, request);
        ConnectionHandle handle = (ConnectionHandle) allocation.allocate();
        handle.allocatedBy(allocation);
        return handle;
    }

    private JMSContext context(Request request, int sessionMode) {
        return Unchecked.get(() -> {
            ConnectionHandle connection = allocate(request);
            boolean opened = false;
            try {
                JMSContext context = new ContextHandle(connection, connection.openSession(false, sessionMode));
                opened = true;
                return context;
            } finally {
                if (!opened) {
                    connection.close();
                }
            }
        });
    }

    @Override
    public Connection createConnection() throws JMSException {
        return allocate(Request.PLAIN);
    }

    @Override
    public Connection createConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return allocate(new Request(user, password));
    }

    @Override
    public JMSContext createContext() {
        return context(Request.PLAIN, Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return context(Request.PLAIN, sessionMode);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return context(new Request(user, password), Session.AUTO_ACKNOWLEDGE);
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        return context(new Request(user, password), sessionMode);
    }

    @Override
    public void setReference(@Nullable Reference newReference) {
        reference = newReference;
    }

    /** Where the container keeps it: Connectors 2.1 section 20.6. */
    @Override
    public Reference getReference() throws NamingException {
        Reference known = reference;
        if (known == null) {
            throw new NamingException("the container has set no reference of this connection factory");
        }
        return known;
    }

    @Override
    public String toString() {
        return "FactoryHandle[" + factory + "]";
    }
}
