package io.angarium.examples;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Publish and subscribe. The <em>durable</em> subscription "archive" gets every price, also those published while nobody listened. The
 * two consumers of the <em>shared</em> subscription "screens" divide the prices among them: each price goes to one of the two.
 *
 * <p>Run it with the address of a broker as its argument, by default {@code angarium://localhost:7171}.
 */
public final class PublishSubscribe {
    private static final String PRICES = "examples.prices";
    private static final String ARCHIVE = "archive";
    private static final String SCREENS = "screens";
    private static final int PRICE_COUNT = 6;
    private static final long PATIENCE_MILLIS = 5_000;

    /** What each subscriber got, in order. */
    record Received(List<String> archive, List<String> screen1, List<String> screen2) {}

    private PublishSubscribe() {}

    /** Publishes some prices and prints who got which. */
    public static void main(String[] args) throws InterruptedException {
        Received received = run(args.length > 0 ? args[0] : "angarium://localhost:7171");
        System.out.println("archive  (durable)  " + received.archive());
        System.out.println("screen 1 (shared)   " + received.screen1());
        System.out.println("screen 2 (shared)   " + received.screen2());
    }

    static Received run(String uri) throws InterruptedException {
        ConnectionFactory factory = new AngariumConnectionFactory(uri);
        subscribeArchive(factory);
        CountDownLatch shown = new CountDownLatch(PRICE_COUNT);
        try (JMSContext one = factory.createContext();
                JMSContext two = factory.createContext()) {
            Queue<String> screen1 = show(one, shown);
            Queue<String> screen2 = show(two, shown);
            publish(factory); // nobody listens on "archive" now; the broker keeps its copies
            shown.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return new Received(readArchive(factory), List.copyOf(screen1), List.copyOf(screen2));
        }
    }

    private static Queue<String> show(JMSContext screen, CountDownLatch shown) {
        Queue<String> prices = new ConcurrentLinkedQueue<>();
        screen.createSharedConsumer(screen.createTopic(PRICES), SCREENS).setMessageListener(message -> {
            try {
                prices.add(message.getBody(String.class));
                shown.countDown();
            } catch (JMSException e) {
                throw new IllegalStateException("price could not be read", e); // it will be delivered again
            }
        });
        return prices;
    }

    /** A durable subscription exists from its first consumer on, until unsubscribe. */
    private static void subscribeArchive(ConnectionFactory factory) {
        try (JMSContext context = factory.createContext()) {
            context.setClientID("examples");
            context.createDurableConsumer(context.createTopic(PRICES), ARCHIVE).close();
        }
    }

    private static void publish(ConnectionFactory factory) {
        try (JMSContext context = factory.createContext()) {
            Topic prices = context.createTopic(PRICES);
            for (int i = 0; i < PRICE_COUNT; i++) {
                context.createProducer().send(prices, "ACME " + (100 + i));
            }
        }
    }

    private static List<String> readArchive(ConnectionFactory factory) {
        try (JMSContext context = factory.createContext()) {
            context.setClientID("examples");
            JMSConsumer consumer = context.createDurableConsumer(context.createTopic(PRICES), ARCHIVE);
            List<String> archived = new ArrayList<>();
            for (int i = 0; i < PRICE_COUNT; i++) {
                archived.add(consumer.receiveBody(String.class, PATIENCE_MILLIS));
            }
            consumer.close();
            context.unsubscribe(ARCHIVE);
            return archived;
        }
    }
}
