package io.angarium.examples.servers.app;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;

/** What applications do with a connection factory, in the container's transaction and without. */
@Stateless
public class Sending {
    @Resource(name = "jms/cf")
    private ConnectionFactory factory;

    @EJB
    private Ledger ledger;

    @Resource
    private SessionContext container;

    /** Sends texts that end with 0, 1, and so on, in one transaction, and asks for its rollback if wanted. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void byFactory(String queue, String text, int count, boolean rollback) throws JMSException {
        sendByFactory(queue, text, count);
        if (rollback) {
            container.setRollbackOnly();
        }
    }

    /** The same without a transaction. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void byFactoryAlone(String queue, String text, int count) throws JMSException {
        sendByFactory(queue, text, count);
    }

    private void sendByFactory(String queue, String text, int count) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (int i = 0; i < count; i++) {
                producer.send(session.createTextMessage(text + i));
            }
        }
    }

    /** A row and a message, both or neither. */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public void rowAndMessage(String queue, String text, boolean rollback) throws JMSException {
        ledger.add(new Ledger.Entry("Sending", text, 0, false, "", System.currentTimeMillis()));
        byFactory(queue, text, 1, rollback);
    }

    /** Receives one message in a transaction and returns its text, or "nothing". */
    @TransactionAttribute(TransactionAttributeType.REQUIRED)
    public String receive(String queue, boolean rollback) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            Message message = session.createConsumer(session.createQueue(queue)).receive(30_000);
            if (rollback) {
                container.setRollbackOnly();
            }
            return message == null ? "nothing" : message.getBody(String.class);
        }
    }

    /** Asks and waits for the reply, which needs the request to be sent at once. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public String ask(String queue, String text) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            Queue where = session.createQueue(queue);
            TemporaryQueue replies = session.createTemporaryQueue();
            TextMessage request = session.createTextMessage(text);
            request.setJMSReplyTo(replies);
            try (MessageConsumer consumer = session.createConsumer(replies)) {
                session.createProducer(where).send(request);
                Message reply = consumer.receive(60_000);
                return reply == null ? "nothing" : reply.getBody(String.class);
            }
        }
    }
}
