package io.angarium.examples.demo;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Sends orders from a CSV file, each as a persistent message that carries the number of the order, and goes on where it was when the
 * broker comes back.
 *
 * <p>A send that returns is confirmed: the message is on the broker's disk. A send that throws may or may not have arrived, so the
 * producer sends that order again after reconnecting; if the first one did arrive after all, the consumers see the order twice and can
 * tell by its number.
 *
 * <p>Arguments: address of the broker, number of orders, CSV file. It sends its lines again from the start when there are too few.
 */
public final class OrderProducer {
    static final String QUEUE = "orders";
    static final String ORDER = "orderNumber";
    private static final long PATIENCE_MILLIS = 60_000;

    private final List<String> lines;
    private final int total;
    private final Reports reports = new Reports();
    private int next = 1;
    private boolean again;

    private OrderProducer(List<String> lines, int total) {
        this.lines = lines;
        this.total = total;
    }

    /** See the class comment. */
    public static void main(String[] args) throws IOException, JMSException, InterruptedException {
        List<String> csv = Files.readAllLines(Path.of(args[2]));
        Reconnect reconnect =
                new Reconnect(new AngariumConnectionFactory(args[0]), PATIENCE_MILLIS, new CountDownLatch(1));
        new OrderProducer(csv.subList(1, csv.size()), Integer.parseInt(args[1])).run(reconnect);
    }

    private void run(Reconnect reconnect) throws JMSException, InterruptedException {
        while (next <= total) {
            try (Connection connection = reconnect.connect()) {
                sendRest(connection);
            } catch (JMSException e) {
                reports.connectionLost();
                System.err.println("producer lost its connection at order " + next + ": " + e.getMessage());
            }
        }
        reports.flush();
    }

    private void sendRest(Connection connection) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
        while (next <= total) {
            Message message = session.createTextMessage(lines.get((next - 1) % lines.size()));
            message.setIntProperty(ORDER, next);
            announce();
            producer.send(message); // throws if the broker does not confirm it
            reports.confirmed(next);
            next++;
            again = false;
        }
    }

    private void announce() {
        if (again) {
            reports.sentAgain(next);
        } else {
            reports.sent(next);
        }
        again = true;
    }
}
