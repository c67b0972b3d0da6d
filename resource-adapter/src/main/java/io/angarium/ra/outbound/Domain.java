package io.angarium.ra.outbound;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.ra.handle.Attachment;
import io.angarium.ra.handle.ConnectionHandle;
import io.angarium.ra.handle.FactoryHandle;
import io.angarium.ra.handle.QueueConnectionHandle;
import io.angarium.ra.handle.TopicConnectionHandle;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ManagedConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Which of the specification's interfaces a connection factory and its connections have: Jakarta Messaging 3.1 section 2.10. */
enum Domain {
    /** The classic and the simplified API, queues and topics. */
    BOTH {
        @Override
        XAConnection connect(AngariumXAConnectionFactory factory, @Nullable String user, @Nullable String password)
                throws JMSException {
            return user == null ? factory.createXAConnection() : factory.createXAConnection(user, password);
        }

        @Override
        ConnectionHandle handle(Attachment attachment) {
            return new ConnectionHandle(attachment);
        }

        @Override
        FactoryHandle factory(ConnectionManager manager, ManagedConnectionFactory factory) {
            return new FactoryHandle(manager, factory);
        }
    },
    QUEUES {
        @Override
        XAConnection connect(AngariumXAConnectionFactory factory, @Nullable String user, @Nullable String password)
                throws JMSException {
            return user == null ? factory.createXAQueueConnection() : factory.createXAQueueConnection(user, password);
        }

        @Override
        XASession session(XAConnection connection) throws JMSException {
            return ((XAQueueConnection) connection).createXAQueueSession();
        }

        @Override
        ConnectionHandle handle(Attachment attachment) {
            return new QueueConnectionHandle(attachment);
        }

        @Override
        FactoryHandle factory(ConnectionManager manager, ManagedConnectionFactory factory) {
            return new FactoryHandle.OfQueues(manager, factory);
        }
    },
    TOPICS {
        @Override
        XAConnection connect(AngariumXAConnectionFactory factory, @Nullable String user, @Nullable String password)
                throws JMSException {
            return user == null ? factory.createXATopicConnection() : factory.createXATopicConnection(user, password);
        }

        @Override
        XASession session(XAConnection connection) throws JMSException {
            return ((XATopicConnection) connection).createXATopicSession();
        }

        @Override
        ConnectionHandle handle(Attachment attachment) {
            return new TopicConnectionHandle(attachment);
        }

        @Override
        FactoryHandle factory(ConnectionManager manager, ManagedConnectionFactory factory) {
            return new FactoryHandle.OfTopics(manager, factory);
        }
    };

    /** A physical connection. */
    abstract XAConnection connect(AngariumXAConnectionFactory factory, @Nullable String user, @Nullable String password)
            throws JMSException;

    /** A session of a physical connection. */
    XASession session(XAConnection connection) throws JMSException {
        return connection.createXASession();
    }

    abstract ConnectionHandle handle(Attachment attachment);

    abstract FactoryHandle factory(ConnectionManager manager, ManagedConnectionFactory factory);
}
