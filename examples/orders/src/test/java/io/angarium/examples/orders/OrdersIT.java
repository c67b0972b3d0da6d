package io.angarium.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application and then the broker are killed in the middle: each order has one row and one event in the end. The variants run at a time, since each waits for recovery most of the time. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
class OrdersIT {
    private static final int FIRST_KILL = 50;
    private static final int SECOND = 150;
    private static final int SECOND_KILL = 180;
    private static final int THIRD = 260;
    private static final int ORDERS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void keepTheLogOfDerbyOutOfTheWorkingDirectory() {
        System.setProperty(
                "derby.stream.error.file", Path.of("target", "derby.log").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xa", "spring", "outbox"})
    void eachOrderHasOneRowAndOneEventAlthoughApplicationAndBrokerAreKilled(String variant) throws Exception {
        try (Processes processes = new Processes(folder, variant);
                Connection connection = new AngariumConnectionFactory(processes.url()).createConnection()) {
            listen(connection);
            order(connection, 0, SECOND);
            awaitEvents(FIRST_KILL);
            processes.killApplication();
            int beforeTheFirst = events.size();
            processes.startApplication();
            order(connection, SECOND, THIRD);
            awaitEvents(SECOND_KILL);
            processes.killBroker();
            int beforeTheSecond = events.size();
            processes.startBroker();
            order(connection, THIRD, ORDERS);
            awaitEvents(ORDERS);
            processes.stopApplication();
            assertThat(processes.branches()).as("branches in doubt").isEqualTo("[]");
            System.out.printf(
                    "%s: the application was killed after %d events, the broker after %d%n",
                    variant, beforeTheFirst, beforeTheSecond);
        }
        String[] all = IntStream.range(0, ORDERS).mapToObj(i -> "order " + i).toArray(String[]::new);
        try (OrderDatabase database = new OrderDatabase(folder.resolve("database"))) {
            assertThat(database.orders()).containsExactlyInAnyOrder(all);
        }
        assertThat(events)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ORDERS)
                        .mapToObj(i -> "taken: order " + i)
                        .toList());
    }

    private void awaitEvents(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> events.size() >= count);
    }

    private void listen(Connection connection) throws JMSException {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue("events"));
        consumer.setMessageListener(message -> events.add(text(message)));
        connection.start();
    }

    private static String text(Message message) {
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void order(Connection connection, int from, int to) throws JMSException {
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(session.createQueue("orders"));
        for (int i = from; i < to; i++) {
            producer.send(session.createTextMessage("order " + i));
        }
        session.close();
    }
}
