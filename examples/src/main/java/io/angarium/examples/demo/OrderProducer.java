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

/**
 * Sends orders from a CSV file, each as a persistent message that carries the number of the order. A send that returns is confirmed: the
 * message is on the broker's disk. There is no code here for a broker that dies: the send in progress waits until it is back, and arrives
 * once.
 *
 * <p>Arguments: address of the broker, number of orders, CSV file. It sends its lines again from the start when there are too few.
 */
public final class OrderProducer {
    static final String QUEUE = "orders";
    static final String ORDER = "orderNumber";

    private OrderProducer() {}

    /** See the class comment. */
    public static void main(String[] args) throws IOException, JMSException {
        List<String> csv = Files.readAllLines(Path.of(args[2]));
        List<String> lines = csv.subList(1, csv.size());
        Reports reports = new Reports();
        try (Connection connection = new AngariumConnectionFactory(args[0]).createConnection()) {
            reports.watch(connection);
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
            for (int order = 1; order <= Integer.parseInt(args[1]); order++) {
                Message message = session.createTextMessage(lines.get((order - 1) % lines.size()));
                message.setIntProperty(ORDER, order);
                reports.sent(order);
                producer.send(message);
                reports.confirmed(order);
            }
        }
        reports.flush();
    }
}
