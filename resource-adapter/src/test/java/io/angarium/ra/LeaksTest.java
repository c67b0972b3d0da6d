package io.angarium.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.ra.container.BrokerBased;
import io.angarium.ra.container.Container;
import io.angarium.ra.container.Mode;
import io.angarium.ra.management.OpenConnections;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections are borrowed and given back many times, with everything going wrong now and then, and nothing is left. */
class LeaksTest extends BrokerBased {
    /** A hundred thousand with all transports. */
    private static final int SHORT = 34_000;

    private static final int LONG = 1_000_000;
    private static final int ROUNDS_BETWEEN_RESTARTS = 1_000;
    private static final long SEED = Long.getLong("angarium.seed", 20261125);

    /** What is done with a connection that was borrowed. */
    private enum Use {
        NOTHING,
        SEND,
        RECEIVE,
        LEAVE_EVERYTHING_OPEN,
        CLOSE_TWICE,
        DESTROYED_IN_USE
    }

    private final Random random = new Random(SEED);
    private final Map<Use, Integer> done = new EnumMap<>(Use.class);
    private int failures;
    private int restarts;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nothingIsLeftOfThousandsThatWereBorrowedUnderFailures() throws Exception {
        borrow(SHORT);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void nothingIsLeftOfAMillionThatWereBorrowedUnderFailures() throws Exception {
        borrow(LONG);
    }

    private void borrow(int rounds) throws Exception {
        OpenConnections open = adapter.openConnections();
        Container container = container(Mode.XA);
        ConnectionFactory factory = factory(container);
        for (int round = 1; round <= rounds; round++) {
            if (round % ROUNDS_BETWEEN_RESTARTS == 0) {
                restartBroker();
                restarts++;
            }
            Use use = Use.values()[random.nextInt(Use.values().length)];
            boolean transaction = random.nextBoolean();
            try {
                once(container, factory, use, transaction);
                done.merge(use, 1, Integer::sum);
            } catch (JMSException | ResourceException | XAException e) { // of the failures that are made here
                failures++;
                container.abandon();
            }
            assertThat(container.used()).as(this::told).isZero();
            assertThat(open.count()).as(this::told).isEqualTo(container.all().size());
            assertThat(open.count(OpenConnections.Counted::isInUse))
                    .as(this::told)
                    .isZero();
            assertThat(open.count(OpenConnections.Counted::inTransaction))
                    .as(this::told)
                    .isZero();
        }
        assertThat(done).as(this::told).hasSize(Use.values().length);
        assertThat(failures).as(this::told).isLessThan(rounds / 2);
        container.close();
        assertThat(open.count()).as(this::told).isZero();
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(threads()).as(this::told).isEmpty());
    }

    private void once(Container container, ConnectionFactory factory, Use use, boolean transaction)
            throws JMSException, ResourceException, XAException {
        if (transaction) {
            container.begin();
        }
        Connection connection = factory.createConnection();
        use(container, connection, use);
        connection.close();
        if (use == Use.CLOSE_TWICE) {
            connection.close();
        }
        if (transaction && random.nextInt(4) == 0) {
            container.rollback();
        } else if (transaction) {
            container.commit();
        }
    }

    private void use(Container container, Connection connection, Use use) throws JMSException, ResourceException {
        if (use == Use.NOTHING || use == Use.CLOSE_TWICE) {
            return;
        }
        Session session = connection.createSession();
        Queue queue = session.createQueue("leaks");
        session.createProducer(queue).send(session.createTextMessage("a text"));
        switch (use) {
            case RECEIVE -> {
                connection.start();
                try (MessageConsumer consumer = session.createConsumer(queue)) {
                    consumer.receiveNoWait();
                }
            }
            case LEAVE_EVERYTHING_OPEN -> {
                connection.start();
                session.createConsumer(queue);
                session.createBrowser(queue).getEnumeration();
                session.createConsumer(session.createTemporaryQueue());
                session.createProducer(session.createTemporaryTopic());
            }
            case DESTROYED_IN_USE -> {
                for (ManagedConnection managed : container.all()) {
                    managed.destroy();
                }
                container.abandon();
            }
            default -> session.close();
        }
    }

    private String told() {
        return "seed " + SEED + ", done " + done + ", " + failures + " failures, " + restarts + " restarts";
    }

    /** Those of connections of this client; the broker's own have other names. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("angarium-reader") || name.startsWith("angarium-session"))
                .collect(Collectors.toSet());
    }
}
