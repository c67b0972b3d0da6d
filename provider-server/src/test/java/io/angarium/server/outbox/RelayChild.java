package io.angarium.server.outbox;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.outbox.OutboxConnectionFactory;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.Lines;
import jakarta.jms.JMSContext;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * Main of an application with an outbox in a JVM of its own: {@code DATABASE URI FIRST MESSAGES MOMENT halt|wait}. Sends so many messages, from number FIRST on, in transactions of ten; then its
 * relay begins, and the JVM halts before the first statement that begins with MOMENT, or says {@code AT} and waits for a line. It ends in order when its input does.
 */
public final class RelayChild {
    static final int HALTED = 9;

    private RelayChild() {}

    public static void main(String[] arguments) throws Exception {
        Shop shop = new Shop(arguments[0], false);
        String moment = arguments[4];
        CountDownLatch line = new CountDownLatch(1);
        DataSource relays = TroubledSource.of(shop.source(), moment, () -> at(arguments[5].equals("halt"), line));
        try (OutboxConnectionFactory outbox = new OutboxConnectionFactory(
                shop.source(), relays, new AngariumConnectionFactory(arguments[1]), Duration.ofMillis(5))) {
            int first = Integer.parseInt(arguments[2]);
            int messages = Integer.parseInt(arguments[3]);
            try (JMSContext context = outbox.createContext()) {
                for (int i = 0; i < messages; i += 10) {
                    send(shop, outbox, context, first + i);
                }
            }
            System.out.println(Child.WORD + "SENT");
            outbox.start();
            Lines parent = new Lines(System.in);
            while (parent.next() != null) {
                line.countDown();
            }
        }
        shop.close();
    }

    /** The relay is there. */
    private static void at(boolean halts, CountDownLatch line) {
        if (halts) {
            Runtime.getRuntime().halt(HALTED);
        } else if (line.getCount() > 0) {
            System.out.println(Child.WORD + "AT");
            try {
                line.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void send(Shop shop, OutboxConnectionFactory outbox, JMSContext context, int from) throws Exception {
        try (Connection transaction = shop.begin()) {
            OutboxConnectionFactory.Scope scope = outbox.within(transaction);
            for (int i = from; i < from + 10; i++) {
                context.createProducer().send(context.createQueue("q" + i % 3), Integer.toString(i));
            }
            scope.close();
            transaction.commit();
        }
    }
}
