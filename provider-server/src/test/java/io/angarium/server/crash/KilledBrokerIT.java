package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker process, real sockets, a real disk, SIGKILL. */
class KilledBrokerIT {
    private static final int KILLS = 20;
    private static final int MANY_KILLS = 200;
    private static final int CONFIRMED_BETWEEN_KILLS = 500;

    @TempDir
    Path data;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingConfirmedIsLostAndNothingAcknowledgedComesAgainOverTwentyKills() {
        kill(KILLS);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 45, unit = TimeUnit.MINUTES)
    void norOverTwoHundred() {
        kill(MANY_KILLS);
    }

    private void kill(int kills) {
        Witness witness = new Witness();
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            try (Applications applications = new Applications(broker.uri(), "killed", witness)) {
                for (int i = 0; i < 3; i++) {
                    applications.startProducer("producer" + i);
                    applications.startConsumer("consumer" + i);
                }
                applications.startTransactedProducer("transacted");
                for (int kill = 0; kill < kills; kill++) {
                    killInTheMiddle(broker, applications, witness);
                    broker.start();
                }
                applications.stopProducers();
                await().atMost(Duration.ofMinutes(1)).until(witness::everythingConfirmedCame);
                await().atMost(Duration.ofMinutes(1)).until(() -> empty(broker));
                applications.stopConsumers();
                System.out.printf(
                        "%d kills: %d confirmed, %d received, %d received again with JMSRedelivered,"
                                + " %d commits without an answer%n",
                        kills,
                        witness.confirmedCount(),
                        witness.receivedCount(),
                        witness.redeliveredCount(),
                        applications.unknownTransactions());
                assertThat(applications.tornTransactions()).isEmpty();
            }
            assertThat(broker.stop()).isZero();
        }
        assertThat(witness.verdict()).isEmpty();
        assertThat(witness.confirmedCount()).isGreaterThanOrEqualTo(kills * CONFIRMED_BETWEEN_KILLS);
        assertThat(witness.redeliveredCount()).isPositive();
    }

    /** Nothing waits any more, and nothing is on its way to a consumer that has not seen it. */
    private static boolean empty(BrokerProcess broker) {
        return QueueView.of(broker.uri(), "killed").get("messages").equals(0L);
    }

    private static void killInTheMiddle(BrokerProcess broker, Applications applications, Witness witness) {
        int goal = witness.confirmedCount() + CONFIRMED_BETWEEN_KILLS;
        await().atMost(Duration.ofSeconds(30)).until(() -> witness.confirmedCount() >= goal);
        await().pollInterval(Duration.ofNanos(1000))
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(30))
                .until(() -> applications.sendsInFlight() > 0 && applications.acknowledgementsInFlight() > 0);
        broker.kill();
    }
}
