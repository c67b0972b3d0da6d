package io.angarium.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.outbox.OutboxConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends that are rows of the application's transaction, and the relay that moves them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutboxTest {
    private static final long SOON = 15_000;
    private static final long MOMENT = 150;
    private static final AtomicInteger SHOPS = new AtomicInteger();

    @TempDir
    private Path folder;

    private final List<OutboxConnectionFactory> outboxes = new ArrayList<>();
    private Broker broker;
    private Shop shop;
    private AngariumConnectionFactory factory;

    @BeforeEach
    void start() throws SQLException {
        broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        factory = new AngariumConnectionFactory("angarium://127.0.0.1:" + broker.port());
        shop = new Shop("memory:outbox" + SHOPS.incrementAndGet(), true);
    }

    @AfterEach
    void stop() throws SQLException {
        outboxes.forEach(OutboxConnectionFactory::close);
        broker.close();
        shop.close();
    }

    private OutboxConnectionFactory outbox() {
        return outbox(shop.source());
    }

    private OutboxConnectionFactory outbox(DataSource ofTheRelay) {
        OutboxConnectionFactory outbox =
                new OutboxConnectionFactory(shop.source(), ofTheRelay, factory, Duration.ofMillis(10));
        outboxes.add(outbox);
        return outbox;
    }

    private OutboxConnectionFactory relayed() {
        OutboxConnectionFactory outbox = outbox();
        outbox.start();
        return outbox;
    }

    /** Sends in one transaction. */
    private void send(OutboxConnectionFactory outbox, String queue, String... texts) throws SQLException {
        try (Connection transaction = shop.begin();
                JMSContext context = outbox.createContext();
                OutboxConnectionFactory.Scope scope = outbox.within(transaction)) {
            assertThat(scope).isNotNull();
            for (String text : texts) {
                context.createProducer().send(context.createQueue(queue), text);
            }
            transaction.commit();
        }
    }

    private List<String> receive(String queue, int count) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (jakarta.jms.Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            connection.start();
            while (texts.size() < count) {
                Message message = consumer.receive(SOON);
                assertThat(message).as("message %d of %s", texts.size(), queue).isNotNull();
                texts.add(((TextMessage) message).getText());
            }
            Message more = consumer.receive(MOMENT);
            assertThat(more).as("one more than sent").isNull();
        }
        return texts;
    }

    private static String[] numbers(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    /** A data source whose first connections fail as a driver with a defect does. */
    private DataSource defective(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (left.getAndDecrement() > 0) {
                        throw new IllegalStateException("a defect");
                    }
                    return method.invoke(shop.source(), arguments);
                });
    }

    @Test
    void aDriverThatFailsUncheckedDoesNotEndTheRelay() throws Exception {
        OutboxConnectionFactory outbox = outbox(defective(3));
        outbox.start();
        send(outbox, "q", "1");
        assertThat(receive("q", 1)).containsExactly("1");
    }

    @Test
    void whatIsSentInATransactionArrivesInItsOrderWhenThatHasCommitted() throws Exception {
        OutboxConnectionFactory outbox = relayed();
        try (Connection transaction = shop.begin();
                JMSContext context = outbox.createContext();
                OutboxConnectionFactory.Scope scope = outbox.within(transaction)) {
            assertThat(scope).isNotNull();
            context.createProducer().send(context.createQueue("q"), "1");
            assertThat(receive("q", 0)).isEmpty();
            context.createProducer().send(context.createQueue("q"), "2");
            transaction.commit();
        }
        send(outbox, "q", numbers("more", 450));

        List<String> received = receive("q", 452);
        assertThat(received.subList(0, 2)).containsExactly("1", "2");
        assertThat(received.subList(2, 452)).containsExactly(numbers("more", 450));
        await().until(() -> shop.count("ANGARIUM_OUTBOX") == 0);
    }

    @Test
    void whatIsSentInATransactionThatRollsBackWasNeverSent() throws Exception {
        OutboxConnectionFactory outbox = relayed();
        try (Connection transaction = shop.begin();
                JMSContext context = outbox.createContext();
                OutboxConnectionFactory.Scope scope = outbox.within(transaction)) {
            assertThat(scope).isNotNull();
            context.createProducer().send(context.createQueue("q"), "never");
            transaction.rollback();
        }
        send(outbox, "q", "after");
        assertThat(receive("q", 1)).containsExactly("after");
    }

    @Test
    void messagesKeepWhatTheyWereSentWith() throws Exception {
        OutboxConnectionFactory outbox = relayed();
        TextMessage sent;
        try (Connection transaction = shop.begin();
                jakarta.jms.Connection connection = outbox.createConnection();
                OutboxConnectionFactory.Scope scope = outbox.within(transaction)) {
            assertThat(scope).isNotNull();
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            sent = session.createTextMessage("text");
            sent.setStringProperty("colour", "green");
            sent.setJMSCorrelationID("c");
            sent.setJMSReplyTo(session.createTopic("answers"));
            producer.send(sent, jakarta.jms.DeliveryMode.PERSISTENT, 7, 3_600_000);
            transaction.commit();
        }
        try (jakarta.jms.Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("q"));
            connection.start();
            TextMessage received = (TextMessage) consumer.receive(SOON);
            assertThat(received.getText()).isEqualTo("text");
            assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
            assertThat(received.getJMSTimestamp()).isEqualTo(sent.getJMSTimestamp());
            assertThat(received.getStringProperty("colour")).isEqualTo("green");
            assertThat(received.getJMSCorrelationID()).isEqualTo("c");
            assertThat(received.getJMSReplyTo())
                    .hasToString(sent.getJMSReplyTo().toString());
            assertThat(received.getJMSPriority()).isEqualTo(7);
            assertThat(received.getJMSExpiration()).isPositive();
            assertThat(received.getJMSRedelivered()).isFalse();
        }
    }

    @Test
    void withoutATransactionASendIsRefusedAndSaysWhatToDo() throws Exception {
        OutboxConnectionFactory outbox = outbox();
        try (JMSContext context = outbox.createContext()) {
            assertThatThrownBy(() -> context.createProducer().send(context.createQueue("q"), "x"))
                    .isInstanceOf(JMSRuntimeException.class)
                    .hasMessageContaining("auto-commit")
                    .hasMessageContaining("OutboxConnectionFactory.within");
            assertThatThrownBy(() -> context.createProducer()
                            .setDeliveryMode(jakarta.jms.DeliveryMode.NON_PERSISTENT)
                            .send(context.createQueue("q"), "x"))
                    .as("also where nobody waits for the broker")
                    .isInstanceOf(JMSRuntimeException.class)
                    .hasMessageContaining("auto-commit");
        }
        assertThat(shop.count("ANGARIUM_OUTBOX")).isZero();
    }

    @Test
    void itOnlySendsAndSaysSo() throws Exception {
        try (JMSContext context = outbox().createContext();
                JMSContext transacted = outbox().createContext(JMSContext.SESSION_TRANSACTED)) {
            assertThatThrownBy(() -> context.createConsumer(context.createQueue("q")))
                    .hasMessageContaining("only sends");
            assertThatThrownBy(() -> context.createTemporaryQueue()).hasMessageContaining("only sends");
            assertThatThrownBy(() -> transacted.createProducer().send(transacted.createQueue("q"), "x"))
                    .hasMessageContaining("not transacted");
        }
    }

    @Test
    void noBrokerIsNeededToSendAndTheRelayWaitsForIt() throws Exception {
        int port = broker.port();
        broker.stop();
        OutboxConnectionFactory outbox = relayed();
        send(outbox, "q", numbers("", 5));
        assertThat(shop.count("ANGARIUM_OUTBOX")).isEqualTo(5);
        broker = Broker.start(BrokerSettings.in(folder).withPort(port));
        assertThat(receive("q", 5)).containsExactly(numbers("", 5));
    }

    @Test
    void aRelayThatCannotDeleteSendsAgainAndTheBrokerKnowsIt() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        OutboxConnectionFactory outbox = outbox(TroubledSource.of(shop.source(), "DELETE FROM ANGARIUM_OUTBOX", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new SQLException("the database is away");
            }
        }));
        outbox.start();
        send(outbox, "q", numbers("", 20));
        await().until(() -> shop.count("ANGARIUM_OUTBOX") == 0);
        send(outbox, "q", "last");
        List<String> received = receive("q", 21);
        assertThat(received.subList(0, 20)).containsExactly(numbers("", 20));
        assertThat(failures).hasNegativeValue();
    }

    @Test
    void anotherInstanceFinishesWhatOneHasBegun() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        OutboxConnectionFactory first = outbox(TroubledSource.of(shop.source(), "DELETE FROM ANGARIUM_OUTBOX", () -> {
            failures.incrementAndGet();
            throw new SQLException("the database is away");
        }));
        first.start();
        send(first, "q", numbers("", 20));
        await().until(() -> failures.get() > 0);
        relayed();
        await().until(() -> shop.count("ANGARIUM_OUTBOX") == 0);
        first.close();
        assertThat(receive("q", 20)).containsExactly(numbers("", 20));
    }

    /** Derby refuses an insert now and then that meets others; then the application does its transaction again. */
    private boolean sent(OutboxConnectionFactory outbox, String... texts) throws SQLException {
        try (Connection transaction = shop.begin();
                JMSContext context = outbox.createContext();
                OutboxConnectionFactory.Scope scope = outbox.within(transaction)) {
            assertThat(scope).isNotNull();
            try {
                for (String text : texts) {
                    context.createProducer().send(context.createQueue("q"), text);
                }
                transaction.commit();
                return true;
            } catch (JMSRuntimeException e) {
                transaction.rollback();
                return false;
            }
        }
    }

    @Test
    void instancesTakeTurnsAndNothingIsLostDoubledOrOvertaken() throws Exception {
        int producers = 4;
        int each = 150;
        AtomicInteger repeated = new AtomicInteger();
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            OutboxConnectionFactory outbox = relayed();
            String prefix = "p" + i + "-";
            work.add(CompletableFuture.runAsync(() -> {
                try {
                    for (int n = 0; n < each; n += 3) {
                        while (!sent(outbox, prefix + n, prefix + (n + 1), prefix + (n + 2))) {
                            repeated.incrementAndGet();
                        }
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0]));
        all.get(40, TimeUnit.SECONDS);
        List<String> received = receive("q", producers * each);
        for (int i = 0; i < producers; i++) {
            String prefix = "p" + i + "-";
            assertThat(received.stream().filter(text -> text.startsWith(prefix)))
                    .as("%d transactions were repeated", repeated.get())
                    .containsExactly(numbers(prefix, each));
        }
    }

    @Test
    void whatTheBrokerRefusesForGoodIsSetAsideAndDoesNotStandInTheWay() throws Exception {
        int port = broker.port();
        broker.stop();
        BrokerSettings settings = BrokerSettings.in(folder).withPort(port);
        MessagingSettings standard = settings.messaging();
        broker = Broker.start(settings.withMessaging(new MessagingSettings(
                standard.memoryBytes(), standard.maxDeliveries(), standard.deadLetterQueue(), false, 0, 0)));
        OutboxConnectionFactory outbox = relayed();
        send(outbox, "nowhere", "lost?");
        await().until(() -> shop.count("ANGARIUM_OUTBOX WHERE REFUSED IS NOT NULL") == 1);
        broker.stop();
        broker = Broker.start(BrokerSettings.in(folder).withPort(port));
        send(outbox, "q", "goes on");
        assertThat(receive("q", 1)).containsExactly("goes on");
        shop.execute("UPDATE ANGARIUM_OUTBOX SET REFUSED = NULL");
        assertThat(receive("nowhere", 1)).containsExactly("lost?");
    }

    @Test
    void closingEndsTheRelaysThread() throws Exception {
        OutboxConnectionFactory outbox = relayed();
        send(outbox, "q", "1");
        assertThat(receive("q", 1)).containsExactly("1");
        outbox.close();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .doesNotContain("angarium-outbox-relay");
    }
}
