package io.angarium.examples.orders;

import io.angarium.jms.AngariumXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;

/** Takes orders in global transactions of the broker and the database. */
final class XaOrders implements OrderTaker {
    private final TransactionManager transactions;
    private final XAConnection messaging;
    private final XASession session;
    private final MessageConsumer orders;
    private final MessageProducer events;
    private final javax.sql.XAConnection database;
    private final java.sql.Connection rows;

    XaOrders(TransactionManager transactions, AngariumXAConnectionFactory factory, OrderDatabase database)
            throws JMSException, SQLException {
        this.transactions = transactions;
        this.database = database.global();
        this.rows = this.database.getConnection();
        this.messaging = factory.createXAConnection();
        this.session = messaging.createXASession();
        this.orders = session.createConsumer(session.createQueue("orders"));
        this.events = session.createProducer(session.createQueue("events"));
        messaging.start();
    }

    @Override
    public boolean takeOne() throws JMSException, SQLException {
        try {
            transactions.begin();
            boolean taken = false;
            try {
                Transaction transaction = transactions.getTransaction();
                transaction.enlistResource(session.getXAResource());
                transaction.enlistResource(OrderDatabase.resource(database));
                taken = take();
            } finally {
                if (taken) {
                    transactions.commit();
                } else {
                    transactions.rollback();
                }
            }
            return taken;
        } catch (RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException
                | NotSupportedException
                | SystemException e) {
            throw new IllegalStateException("the transaction of an order failed", e);
        }
    }

    private boolean take() throws JMSException, SQLException {
        Message order = orders.receive(PATIENCE_MILLIS);
        if (!(order instanceof TextMessage text)) {
            return false;
        }
        OrderDatabase.insert(rows, text.getText());
        events.send(session.createTextMessage("taken: " + text.getText()));
        return true;
    }

    @Override
    public void close() throws JMSException, SQLException {
        try (messaging) {
            database.close();
        }
    }
}
