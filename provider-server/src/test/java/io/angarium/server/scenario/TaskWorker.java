package io.angarium.server.scenario;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.concurrent.CountDownLatch;

/**
 * Main of an application that works on tasks, as many at a time as it has sessions: {@code URI QUEUE SESSIONS}. Says {@code RUNS text} when a task begins; all go on when a line comes,
 * and it says {@code DONE text} when one is done. Told to end (SIGTERM), it closes its connection, and says {@code ENDS} when that has begun: no task begins any more.
 */
public final class TaskWorker {
    private TaskWorker() {}

    public static void main(String[] arguments) throws Exception {
        CountDownLatch line = new CountDownLatch(1);
        Connection connection = new AngariumConnectionFactory(arguments[0]).createConnection();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            Session session = connection.createSession();
            session.createConsumer(session.createQueue(arguments[1])).setMessageListener(message -> {
                String task = text((TextMessage) message);
                say("RUNS " + task);
                try {
                    line.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                say("DONE " + task);
            });
        }
        Session last = connection.createSession(); // of all that are told of the close one after the other
        MessageConsumer nothing = last.createConsumer(last.createTemporaryQueue());
        Thread closing = new Thread(() -> awaitEnd(nothing), "closing");
        closing.setDaemon(true);
        closing.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(connection), "end"));
        connection.start();
        Lines parent = new Lines(System.in);
        while (parent.next() != null) {
            line.countDown();
        }
    }

    /** A blocked receive returns null as soon as its session delivers no more (section 6.1.8). */
    private static void awaitEnd(MessageConsumer nothing) {
        try {
            nothing.receive();
            say("ENDS");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Connection connection) {
        try {
            connection.close();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(TextMessage message) {
        try {
            return message.getText();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized void say(String words) {
        System.out.println(Child.WORD + words);
    }
}
