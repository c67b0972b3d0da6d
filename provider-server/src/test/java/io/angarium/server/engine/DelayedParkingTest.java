package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is in the way of parking and loading messages that wait for their delivery time, and who waits for that. */
@Timeout(30)
class DelayedParkingTest {
    /** Of so few bytes are 384 messages in memory before some are parked. */
    private static final int BUDGET = 400_000;

    private static final long HOUR = 3_600_000;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private TestClient client = harness.connect();
    private int session = client.session();

    private void send(String queue, int messages) {
        int producer = client.producer(session, Destination.queue(queue));
        for (int i = 0; i < messages; i++) {
            client.send(
                    producer,
                    0,
                    0,
                    HOUR + i,
                    new MessageBuilder()
                            .persistent(true)
                            .destination(Destination.queue(queue))
                            .messageId("ID:" + queue + i)
                            .text("m" + i)
                            .build());
        }
    }

    private void restart() {
        harness.checkpoint().crash();
        client = harness.connect();
        session = client.session();
    }

    private long listedOf(String queue) {
        int id = harness.effects(Effect.DestinationCreated.class).stream()
                .filter(created -> created.destination().name().equals(queue))
                .findFirst()
                .orElseThrow()
                .id();
        return harness.effects(Effect.MessagesListed.class).stream()
                .filter(list -> list.queue() == id)
                .count();
    }

    /** Rounds in which nothing is read. */
    private void workWithoutReading() {
        int rounds = 0;
        while (harness.engine().work()) {
            assertThat(++rounds).as("rounds without end").isLessThan(10_000);
        }
    }

    @Test
    void aLaneOfWhichNothingCanBeParkedDoesNotKeepTheOthersInMemory() {
        send("long", 330);
        harness.settle();
        restart();
        client.manage("schedule.list", Map.of("name", "long"));
        workWithoutReading(); // all of them are being read
        send("short", 120);
        workWithoutReading();
        harness.forceOnly();
        workWithoutReading();
        assertThat(listedOf("long")).isZero();
        assertThat(listedOf("short")).isPositive();
    }

    @Test
    void whoPurgesAQueueIsAnsweredThoughItIsDeletedWhileAListOfItIsRead() {
        send("orders", 1000);
        harness.settle();
        restart();
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        workWithoutReading();
        int delete = client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(delete)).isNotNull();
        assertThat(client.rows(purge)).hasSize(1);
    }

    @Test
    void whoListsAQueueIsAnsweredThoughItIsDeletedWhenOnlyListsAreLeft() {
        send("orders", 1000);
        harness.settle();
        restart();
        int list = client.manage("schedule.list", Map.of("name", "orders"));
        workWithoutReading();
        int delete = client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(delete)).isNotNull();
        assertThat(client.rows(list)).isInstanceOf(List.class);
    }
}
