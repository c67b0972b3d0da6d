package io.angarium.server.twophase;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.jms.recovery.narayana.NarayanaRecovery;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.Transaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.transaction.xa.XAResource;

/**
 * Main of an application in a JVM of its own, with Narayana, Derby and a broker: {@code FOLDER URI}. It takes an order from the queue {@code in}, inserts a row and sends it to
 * {@code out}, in one transaction, when told to:
 *
 * <pre>
 * run broker|database MOMENT halt|wait    who is enlisted first, where it is interrupted and how; answered by DONE
 * scan MOMENT halt|wait                   three scans of recovery; answered by SCANNED
 * rows PATTERN                            answered by ROWS n, and how many branches Derby has in doubt
 * </pre>
 */
public final class Application {
    private static final long SOON = 20_000;

    private final AngariumXAConnectionFactory broker;
    private final Narayana narayana;
    private final Store store;
    private final Crossing crossing;

    private Application(Path folder, String uri, Crossing crossing) throws SQLException {
        this.broker = new AngariumXAConnectionFactory(uri);
        this.narayana = new Narayana(folder.resolve("transactions"));
        this.store = new Store(folder.resolve("database"));
        this.crossing = crossing;
    }

    public static void main(String[] arguments) throws Exception {
        Lines parent = new Lines(System.in);
        Crossing crossing = new Crossing(parent, System.out);
        Application application = new Application(Path.of(arguments[0]), arguments[1], crossing);
        NarayanaRecovery recovery = NarayanaRecovery.register(InterruptedFactory.of(application.broker, crossing));
        application.narayana.recover(application.store.connect().getXAResource());
        System.out.println(Child.WORD + "READY");
        for (String line = parent.next(); line != null; line = parent.next()) {
            System.out.println(Child.WORD + application.obey(line.split(" ")));
        }
        recovery.close();
        application.store.close();
        System.exit(0); // Narayana's threads are no daemons
    }

    private String obey(String[] words) throws Exception {
        switch (words[0]) {
            case "run" -> {
                crossing.expect(Moment.valueOf(words[2]), words[3].equals("halt"));
                return "DONE " + run(words[1].equals("broker"));
            }
            case "scan" -> {
                crossing.expect(Moment.valueOf(words[1]), words[2].equals("halt"));
                for (int i = 0; i < 3; i++) {
                    narayana.scan();
                }
                return "SCANNED";
            }
            default -> {
                return "ROWS " + store.rows(words[1]) + " " + store.inDoubt();
            }
        }
    }

    private String run(boolean brokerFirst) throws SQLException {
        try (XAConnection messaging = broker.createXAConnection()) {
            messaging.start();
            javax.sql.XAConnection database = store.connect();
            try {
                work(messaging.createXASession(), database, brokerFirst);
                return "committed";
            } finally {
                database.close();
            }
        } catch (Exception e) {
            return e.toString().replace('\n', ' ');
        }
    }

    private void work(XASession session, javax.sql.XAConnection database, boolean brokerFirst) throws Exception {
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        MessageProducer producer = session.createProducer(session.createQueue("out"));
        Connection rows = database.getConnection();
        narayana.transactions().begin();
        boolean worked = false;
        try {
            Transaction transaction = narayana.transactions().getTransaction();
            XAResource one = new InterruptedResource(session.getXAResource(), crossing, true, brokerFirst);
            XAResource two = new InterruptedResource(database.getXAResource(), crossing, false, !brokerFirst);
            for (XAResource resource : brokerFirst ? List.of(one, two) : List.of(two, one)) {
                transaction.enlistResource(resource);
            }
            String order = ((TextMessage) consumer.receive(SOON)).getText();
            Store.insert(rows, order);
            producer.send(session.createTextMessage(order));
            worked = true;
        } finally {
            if (!worked) {
                narayana.transactions().rollback();
            }
        }
        narayana.transactions().commit();
    }
}
