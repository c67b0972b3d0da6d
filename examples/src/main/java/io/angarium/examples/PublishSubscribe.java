package io.angarium.examples;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;

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
    private static final long IDLE_MILLIS = 500;

    /** What each subscriber got, in order. */
    record Received(List<String> archive, List<String> screen1, List<String> screen2) {}

    private PublishSubscribe() {}

    /** Publishes some prices and prints who got which. */
    public static void main(String[] args) {
        Received received = run(args.length > 0 ? args[0] : "angarium://localhost:7171");
        System.out.println("archive  (durable)  " + received.archive());
        System.out.println("screen 1 (shared)   " + received.screen1());
        System.out.println("screen 2 (shared)   " + received.screen2());
    }

    static Received run(String uri) {
        ConnectionFactory factory = new AngariumConnectionFactory(uri);
        subscribeArchive(factory);
        try (JMSContext one = factory.createContext();
                JMSContext two = factory.createContext()) {
            JMSConsumer screen1 = one.createSharedConsumer(one.createTopic(PRICES), SCREENS);
            JMSConsumer screen2 = two.createSharedConsumer(two.createTopic(PRICES), SCREENS);
            publish(factory); // nobody listens on "archive" now; the broker keeps its copies
            List<String> first = drain(screen1);
            List<String> second = drain(screen2);
            return new Received(readArchive(factory), first, second);
        }
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
            for (int i = 0; i < 6; i++) {
                context.createProducer().send(prices, "ACME " + (100 + i));
            }
        }
    }

    private static List<String> readArchive(ConnectionFactory factory) {
        try (JMSContext context = factory.createContext()) {
            context.setClientID("examples");
            JMSConsumer consumer = context.createDurableConsumer(context.createTopic(PRICES), ARCHIVE);
            List<String> archived = drain(consumer);
            consumer.close();
            context.unsubscribe(ARCHIVE);
            return archived;
        }
    }

    private static List<String> drain(JMSConsumer consumer) {
        List<String> bodies = new ArrayList<>();
        String body = consumer.receiveBody(String.class, IDLE_MILLIS);
        while (body != null) {
            bodies.add(body);
            body = consumer.receiveBody(String.class, IDLE_MILLIS);
        }
        return bodies;
    }
}
