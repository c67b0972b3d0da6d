package io.angarium.server.tool.selfcheck;

import io.angarium.jms.session.AngariumConnection;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * Takes messages from one queue and sends them to another, in transactions with a branch for each, in two phases. Connections of XA do not
 * come back by themselves, so it has what a transaction manager has: it remembers which transactions it has decided to commit, connects
 * again, brings those to their end, and rolls back what it finds prepared and has not decided (X/Open XA, "presumed abort"). As it
 * does not die itself, it remembers in memory. Owned by its thread.
 */
final class Mover extends Application {
    private static final int TOGETHER = 5;
    private static final int SCAN_EACH = 50;
    private static final int TAKING = 0;
    private static final int GIVING = 1;

    private final XaConnector connector;
    private final Place from;
    private final Place to;
    private final String owner = "mover-" + UUID.randomUUID();
    private final Set<Long> decided = new LinkedHashSet<>();
    private long transaction;

    /** Connects it. */
    @FunctionalInterface
    interface XaConnector {
        XAConnection connect() throws JMSException;
    }

    Mover(String name, Place from, Place to, XaConnector connector, Book book) {
        super(
                name,
                () -> {
                    throw new IllegalStateException("it connects by itself");
                },
                book);
        this.from = from;
        this.to = to;
        this.connector = connector;
    }

    @Override
    public void run() {
        boolean done = false;
        while (!done) {
            done = runOnce();
        }
    }

    /** Works over one connection; false if that was lost. */
    private boolean runOnce() {
        try (XAConnection connection = connector.connect()) {
            try {
                work(connection);
                return true;
            } catch (JMSException | XAException e) {
                if (!isLost(connection)) {
                    book.problem(name, e);
                    return true;
                }
                book.xa().connectionsLost.incrementAndGet();
                return false;
            }
        } catch (JMSException e) { // no broker yet, or none any more to close at
            pause(A_WHILE);
            return false;
        } catch (RuntimeException e) {
            book.problem(name, e);
            return true;
        }
    }

    private static boolean isLost(Connection connection) {
        return connection instanceof AngariumConnection ours && ours.isBroken();
    }

    @Override
    void work(Connection any) throws JMSException {
        throw new IllegalStateException("it works with an XA connection");
    }

    private void work(XAConnection connection) throws JMSException, XAException {
        connection.start();
        XASession taking = connection.createXASession();
        XASession giving = connection.createXASession();
        List<XAResource> resources = List.of(taking.getXAResource(), giving.getXAResource());
        finish(resources);
        scan(resources.get(TAKING));
        MessageConsumer consumer = from.consumer(taking.getSession());
        Session sending = giving.getSession();
        MessageProducer producer = sending.createProducer(to.in(sending));
        while (!ending()) {
            boolean moved = move(resources, consumer, sending, producer);
            if (!moved || transaction % SCAN_EACH == 0) {
                scan(resources.get(TAKING));
            }
        }
        scan(resources.get(TAKING));
    }

    /** One transaction; false if there was nothing to move. */
    private boolean move(
            List<XAResource> resources, MessageConsumer consumer, Session sending, MessageProducer producer)
            throws JMSException, XAException {
        long number = ++transaction;
        for (int leg = TAKING; leg <= GIVING; leg++) {
            resources.get(leg).start(new Branch(owner, number, leg), XAResource.TMNOFLAGS);
        }
        List<Message> together = new ArrayList<>();
        for (Message m = consumer.receive(A_WHILE); m != null; m = consumer.receiveNoWait()) {
            together.add(m);
            if (together.size() == TOGETHER) {
                break;
            }
        }
        for (Message message : together) {
            Message copy = sending.createTextMessage(message.getBody(String.class));
            book.stampLike(copy, message);
            producer.send(copy);
        }
        for (int leg = TAKING; leg <= GIVING; leg++) {
            resources.get(leg).end(new Branch(owner, number, leg), XAResource.TMSUCCESS);
        }
        if (together.isEmpty() || !prepared(resources, number)) {
            rollBack(resources, number);
            return !together.isEmpty();
        }
        decided.add(number); // from here on it commits, whatever breaks
        complete(resources, number);
        book.xa().committed.incrementAndGet();
        return true;
    }

    private boolean prepared(List<XAResource> resources, long number) throws XAException {
        try {
            for (int leg = TAKING; leg <= GIVING; leg++) {
                resources.get(leg).prepare(new Branch(owner, number, leg));
            }
            return true;
        } catch (XAException e) {
            if (e.errorCode < XAException.XA_RBBASE || e.errorCode > XAException.XA_RBEND) {
                throw e;
            }
            book.xa().rolledBack.incrementAndGet();
            return false;
        }
    }

    private void rollBack(List<XAResource> resources, long number) throws XAException {
        for (int leg = TAKING; leg <= GIVING; leg++) {
            try {
                resources.get(leg).rollback(new Branch(owner, number, leg));
            } catch (XAException e) {
                if (e.errorCode != XAException.XAER_NOTA && e.errorCode < XAException.XA_RBBASE) {
                    throw e;
                }
            }
        }
    }

    private void complete(List<XAResource> resources, long number) throws XAException {
        for (int leg = TAKING; leg <= GIVING; leg++) {
            commit(resources.get(leg), new Branch(owner, number, leg));
        }
        decided.remove(number);
    }

    /** One that was prepared and is not there any more has been committed. */
    private static void commit(XAResource resource, Xid branch) throws XAException {
        try {
            resource.commit(branch, false);
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_NOTA) {
                throw e;
            }
        }
    }

    /** Brings to its end what was decided when the last connection was lost. */
    private void finish(List<XAResource> resources) throws XAException {
        for (long number : List.copyOf(decided)) {
            complete(resources, number);
            book.xa().finished.incrementAndGet();
        }
    }

    /** Rolls back what is prepared and will never be decided; a prepare that was under way for long may come late. */
    private void scan(XAResource resource) throws XAException {
        for (Xid xid : resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) {
            if (Branch.belongs(xid, owner) && !decided.contains(Branch.transaction(xid))) {
                resource.rollback(xid);
                book.xa().orphans.incrementAndGet();
            }
        }
    }
}
