package io.angarium.server.tool.selfcheck;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;

/** Nine producers and nine consumers of all kinds, and two that move messages by XA from the ninth to the ninth. Owned by one thread. */
final class Crowd {
    private static final int EACH = 2;

    private final String prefix;
    private final Application.Connector connector;
    private final Mover.XaConnector xaConnector;
    private final Book book;
    private final List<Application> producers = new ArrayList<>();
    private final List<Application> consumers = new ArrayList<>();

    Crowd(String prefix, Application.Connector connector, Mover.XaConnector xaConnector, Book book) {
        this.prefix = prefix;
        this.connector = connector;
        this.xaConnector = xaConnector;
        this.book = book;
    }

    /** Subscribes, so that nothing is sent to nobody, and starts them all. */
    void start() throws JMSException {
        Place news = new Place(prefix + ".news", true, Promise.MARKED);
        Place transacted = new Place(prefix + ".tx", false, Promise.ONCE);
        try (Connection connection = connector.connect()) {
            news.consumer(connection.createSession()).close();
        }
        for (int i = 0; i < EACH; i++) {
            Place auto = new Place(prefix + ".auto" + i, false, Promise.ONCE_IN_ORDER);
            Place client = new Place(prefix + ".client" + i, false, Promise.ONCE_IN_ORDER);
            consumers.add(new Receiving.Listening("auto-consumer" + i, auto, connector, book));
            consumers.add(new Receiving.Acknowledging("client-consumer" + i, client, connector, book));
            consumers.add(new Receiving.Listening("news-consumer" + i, news, connector, book));
            consumers.add(new Receiving.Transacted("tx-consumer" + i, transacted, connector, book));
            producers.add(new Sending.Blocking("auto-producer" + i, auto, connector, book));
            producers.add(new Sending.Blocking("client-producer" + i, client, connector, book));
            producers.add(new Sending.Asynchronous("news-producer" + i, news, connector, book));
            producers.add(new Sending.Transacted("tx-producer" + i, transacted, connector, book));
        }
        addMovers();
        consumers.forEach(Application::start);
        producers.forEach(Application::start);
    }

    /** Movers end before the consumer that gets what they move. */
    private void addMovers() {
        Place in = new Place(prefix + ".xa-in", false, Promise.ONCE);
        Place out = new Place(prefix + ".xa-out", false, Promise.ONCE);
        producers.add(new Sending.Blocking("xa-producer", in, connector, book));
        for (int i = 0; i < EACH; i++) {
            consumers.add(new Mover("xa-mover" + i, in, out, xaConnector, book));
        }
        consumers.add(new Receiving.Listening("xa-consumer", out, connector, book));
    }

    /** Those that no longer run. */
    List<String> dead() {
        List<String> names = new ArrayList<>();
        for (Application each : consumers) {
            if (!each.isRunning()) {
                names.add(each.name);
            }
        }
        for (Application each : producers) {
            if (!each.isRunning()) {
                names.add(each.name);
            }
        }
        return names;
    }

    void endProducers() throws InterruptedException {
        end(producers);
    }

    void endConsumers() throws InterruptedException {
        end(consumers);
    }

    private void end(List<Application> applications) throws InterruptedException {
        applications.forEach(Application::askToEnd);
        for (Application each : applications) {
            if (!each.awaitEnd()) {
                book.problem(each.name, new IllegalStateException("it does not end"));
            }
        }
    }

    /** Leaves no subscription behind at a broker that lives on. */
    void unsubscribe() throws JMSException {
        try (Connection connection = connector.connect()) {
            Session session = connection.createSession();
            session.unsubscribe(Place.SUBSCRIPTION);
        }
    }
}
