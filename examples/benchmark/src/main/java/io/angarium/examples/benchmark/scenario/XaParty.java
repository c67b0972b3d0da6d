package io.angarium.examples.benchmark.scenario;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** The messaging side of a global transaction. Used by one thread at a time. */
interface XaParty extends AutoCloseable {
    XAResource resource();

    /** Receives a message and sends it on. */
    void forward() throws JMSException;

    @Override
    void close() throws JMSException;

    /** A session of the provider that sends what it receives to the end of the same queue. */
    static XaParty of(Endpoint endpoint, String queue) throws JMSException {
        return new Provided(endpoint, queue);
    }

    /** Does nothing, and votes for everything. */
    static XaParty none() {
        return new None();
    }

    /** By a provider's XAConnectionFactory. */
    final class Provided implements XaParty {
        private static final long PATIENCE_MILLIS = 20_000;

        private final XAConnection connection;
        private final XASession session;
        private final MessageConsumer consumer;
        private final MessageProducer producer;

        Provided(Endpoint endpoint, String queue) throws JMSException {
            this.connection = endpoint.xa().createXAConnection();
            this.session = connection.createXASession();
            this.consumer = session.createConsumer(session.createQueue(queue));
            this.producer = session.createProducer(session.createQueue(queue));
            connection.start();
        }

        @Override
        public XAResource resource() {
            return session.getXAResource();
        }

        @Override
        public void forward() throws JMSException {
            Message message = consumer.receive(PATIENCE_MILLIS);
            if (message == null) {
                throw new BenchmarkException("no message to forward");
            }
            producer.send(message);
        }

        @Override
        public void close() throws JMSException {
            connection.close();
        }
    }

    /** A resource without a state. */
    final class None implements XaParty, XAResource {
        @Override
        public XAResource resource() {
            return this;
        }

        @Override
        public void forward() {
            // nothing to forward
        }

        @Override
        public void close() {
            // nothing to close
        }

        @Override
        public void start(Xid xid, int flags) {
            // every branch is welcome
        }

        @Override
        public void end(Xid xid, int flags) {
            // nothing was done in it
        }

        @Override
        public int prepare(Xid xid) {
            return XA_OK;
        }

        @Override
        public void commit(Xid xid, boolean onePhase) {
            // nothing was done in it
        }

        @Override
        public void rollback(Xid xid) {
            // nothing was done in it
        }

        @Override
        public void forget(Xid xid) {
            // nothing is remembered
        }

        @Override
        public Xid @Nullable [] recover(int flag) {
            return new Xid[0];
        }

        @Override
        public boolean isSameRM(XAResource other) {
            return other == this;
        }

        @Override
        public int getTransactionTimeout() {
            return 0;
        }

        @Override
        public boolean setTransactionTimeout(int seconds) {
            return false;
        }
    }
}
