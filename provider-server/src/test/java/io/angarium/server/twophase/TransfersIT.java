package io.angarium.server.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Money moves between a queue and a database in transactions of both, and none is made or lost. */
class TransfersIT {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void noMoneyIsMadeOrLostInTwoThousandTransactions() throws Exception {
        transfer(2_000, Duration.ofSeconds(90));
    }

    @Tag("soak")
    @Test
    @Timeout(value = 240, unit = TimeUnit.SECONDS)
    void noMoneyIsMadeOrLostInTenThousandTransactions() throws Exception {
        transfer(10_000, Duration.ofSeconds(60));
    }

    private void transfer(int transactions, Duration limit) throws Exception {
        long seed = Long.getLong("angarium.seed", System.nanoTime());
        try (Broker broker =
                Broker.start(BrokerSettings.in(folder.resolve("broker")).withPort(0))) {
            String uri = "angarium://127.0.0.1:" + broker.port();
            String[] did;
            try (Child child = new Child(
                    Transfers.class,
                    folder.resolve("transfers.log"),
                    List.of(folder.toString(), uri, Integer.toString(transactions), Long.toString(seed)))) {
                child.hear("IDLE");
                assertThat(ManagementPeer.rows(uri, "connection.list", Map.of()))
                        .filteredOn(connection -> !connection.get("product").equals("test"))
                        .hasSize(Transfers.THREADS)
                        .allSatisfy(connection -> assertThat(connection)
                                .containsEntry("sessions", 0)
                                .containsEntry("consumers", 0)
                                .containsEntry("producers", 0));
                child.say("go on");
                did = child.hear("DONE").split(" ");
                child.stop();
            }
            System.out.printf(
                    "seed %d: %s committed, %s rolled back, %s suspended, %s timed out in %s ms%n",
                    seed, did[0], did[1], did[2], did[3], did[4]);
            assertThat(Duration.ofMillis(Long.parseLong(did[4])))
                    .as("time, seed %d", seed)
                    .isLessThan(limit);
            assertThat(Integer.parseInt(did[3])).as("timed out, seed %d", seed).isEqualTo(Transfers.THREADS);
            assertThat(Integer.parseInt(did[0])
                            + Integer.parseInt(did[1])
                            + Integer.parseInt(did[3])
                            - Integer.parseInt(did[2]))
                    .as("transactions, seed %d", seed)
                    .isEqualTo(transactions);
            assertThat(did[6]).as("branches in doubt in the database").isEqualTo("0");
            assertThat(ManagementPeer.rows(uri, "tx.list", Map.of())).isEmpty();
            assertThat(Long.parseLong(did[5]) + inTheQueue(uri))
                    .as("money, seed %d", seed)
                    .isZero();
        }
    }

    private static long inTheQueue(String uri) throws JMSException {
        long sum = 0;
        try (Connection connection = new AngariumConnectionFactory(uri).createConnection()) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue("money"));
            connection.start();
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                sum += Long.parseLong(((TextMessage) message).getText());
            }
        }
        return sum;
    }
}
