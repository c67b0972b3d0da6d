package io.angarium.server.scenario;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.session.AngariumSession;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/**
 * Main of an application that sends five messages to a queue and receives them, each acknowledged by itself, and only the first and the third:
 * {@code URI QUEUE}. Says {@code WAITS} then, and waits to be killed.
 */
public final class CarefulWorker {
    private CarefulWorker() {}

    public static void main(String[] arguments) throws Exception {
        Connection connection = new AngariumConnectionFactory(arguments[0]).createConnection();
        connection.start();
        Session session = connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(arguments[1]));
        for (int i = 1; i <= 5; i++) {
            producer.send(session.createTextMessage("" + i));
        }
        MessageConsumer consumer = session.createConsumer(session.createQueue(arguments[1]));
        for (int i = 1; i <= 5; i++) {
            Message message = consumer.receive(20_000);
            if (i == 1 || i == 3) {
                message.acknowledge();
            }
        }
        System.out.println(Child.WORD + "WAITS");
        Lines parent = new Lines(System.in);
        while (parent.next() != null) {
            // It is killed.
        }
    }
}
