package io.angarium.server.conformance;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** What can be closed, and ends a session's work with it. */
enum Closing {
    CONSUMER {
        @Override
        void close(Parts parts) throws JMSException {
            parts.consumer.close();
        }
    },
    SESSION {
        @Override
        void close(Parts parts) throws JMSException {
            parts.session.close();
        }
    },
    CONNECTION {
        @Override
        void close(Parts parts) throws JMSException {
            parts.connection.close();
        }
    };

    abstract void close(Parts parts) throws JMSException;

    /** A session with what belongs to it. */
    record Parts(Connection connection, Session session, MessageConsumer consumer, MessageProducer producer) {

        static Parts of(Connection connection, int mode, String queue) throws JMSException {
            Session session = connection.createSession(mode);
            return new Parts(
                    connection,
                    session,
                    session.createConsumer(session.createQueue(queue)),
                    session.createProducer(session.createQueue(queue)));
        }
    }
}
