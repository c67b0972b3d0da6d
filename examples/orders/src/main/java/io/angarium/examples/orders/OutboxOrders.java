package io.angarium.examples.orders;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.outbox.Inbox;
import io.angarium.jms.outbox.OutboxConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Takes orders in transactions of the database alone: the inbox knows what was taken, the outbox sends what was committed. */
final class OutboxOrders implements OrderTaker {
    private final Inbox inbox = new Inbox("orders");
    private final DataSource database;
    private final OutboxConnectionFactory outbox;
    private final JMSContext events;
    private final Connection messaging;
    private final MessageConsumer orders;

    OutboxOrders(AngariumConnectionFactory factory, OutboxConnectionFactory outbox, DataSource database)
            throws JMSException {
        this.database = database;
        this.outbox = outbox;
        this.events = outbox.createContext();
        this.messaging = factory.createConnection();
        Session session = messaging.createSession(Session.CLIENT_ACKNOWLEDGE);
        this.orders = session.createConsumer(session.createQueue("orders"));
        messaging.start();
    }

    @Override
    public boolean takeOne() throws JMSException, SQLException {
        Message order = orders.receive(PATIENCE_MILLIS);
        if (!(order instanceof TextMessage text)) {
            return false;
        }
        try (java.sql.Connection transaction = database.getConnection()) {
            transaction.setAutoCommit(false);
            boolean done = false;
            try {
                if (inbox.accept(transaction, order)) {
                    take(transaction, text.getText());
                }
                transaction.commit();
                done = true;
            } finally {
                if (!done) {
                    transaction.rollback();
                }
            }
        }
        order.acknowledge();
        return true;
    }

    private void take(java.sql.Connection transaction, String order) throws SQLException {
        OrderDatabase.insert(transaction, order);
        OutboxConnectionFactory.Scope scope = outbox.within(transaction);
        try {
            events.createProducer().send(events.createQueue("events"), "taken: " + order);
        } finally {
            scope.close();
        }
    }

    @Override
    public void close() throws JMSException {
        try (messaging) {
            events.close();
        }
    }
}
