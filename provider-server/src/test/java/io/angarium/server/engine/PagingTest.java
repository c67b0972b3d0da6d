package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues so long that most of their messages are parked. */
@Timeout(30)
class PagingTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int BUDGET = 400_000;
    private static final int MESSAGES = 3000;
    private static final int ENOUGH = 10_000;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private final List<String> texts = new ArrayList<>();
    private TestClient client;
    private int session;
    private int producer;

    @BeforeEach
    void fill() {
        connect();
        producer = client.producer(session, ORDERS);
        for (int i = 0; i < MESSAGES; i++) {
            String text = "m" + i;
            texts.add(text);
            client.send(producer, Messages.with(text, Map.of("third", i % 3 == 0)));
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
    }

    private int parked() {
        return harness.effects(Effect.MessagesListed.class).stream()
                .mapToInt(list -> list.messages().size())
                .sum();
    }

    private long memoryUsed() {
        Object used =
                client.rows(client.manage("broker.status", Map.of())).get(0).get("memoryUsed");
        return ((Number) used).longValue();
    }

    private long messages() {
        Object available = client.rows(client.manage("queue.show", Map.of("name", "orders")))
                .get(0)
                .get("available");
        return ((Number) available).longValue();
    }

    private List<String> drain() {
        int consumer = client.consume(session, "orders");
        client.credit(consumer, ENOUGH);
        harness.settle();
        return client.texts(consumer);
    }

    @Test
    void whatTheJournalHadNoRoomForIsParkedWhenThereIsRoom() {
        int other = client.producer(session, Destination.queue("other"));
        for (int i = 0; i < MESSAGES; i++) {
            client.send(other, Messages.text("m" + i));
        }
        int before = parked();
        harness.refuse(Refusals.full());
        harness.settle();
        assertThat(parked()).isEqualTo(before);
        harness.refuse(null);
        harness.settle();
        assertThat(parked()).isGreaterThan(before + MESSAGES / 2);
    }

    @Test
    void whatCannotBeParkedAgainForWantOfRoomTakesItsTurnOnceHoweverLongThatTook() {
        harness.refuse(Refusals.full());
        int consumer = client.consume(session, "orders", "third");
        client.credit(consumer, ENOUGH);
        harness.settle();
        client.accept(session, consumer, 1, MESSAGES / 3);
        harness.settle();
        for (int i = 0; i < MESSAGES; i++) {
            harness.pass(1);
        }
        int before = parked();
        harness.refuse(null);
        int rounds = 0;
        while (harness.engine().work()) {
            rounds++;
        }
        assertThat(parked()).isGreaterThan(before + MESSAGES / 3);
        assertThat(rounds).isLessThan(MESSAGES / 2);
    }

    @Test
    void theirMiddleTakesNextToNoMemory() {
        assertThat(parked()).isGreaterThan(MESSAGES * 9 / 10);
        assertThat(messages()).isEqualTo(MESSAGES);
        assertThat(memoryUsed()).isLessThan(MESSAGES * 130L);
    }

    @Test
    void allComeInTheirOrder() {
        assertThat(drain()).containsExactlyElementsOf(texts);
    }

    @Test
    void aStartFindsThemByTheirLists() {
        harness.checkpoint().crash();
        assertThat(harness.recovered()).isEqualTo(MESSAGES);
        assertThat(harness.fetched()).isZero();
        connect();
        assertThat(memoryUsed()).isLessThan(MESSAGES * 130L);
        assertThat(drain()).containsExactlyElementsOf(texts);
    }

    @Test
    void whatLeftBehindTheCheckpointStaysAway() {
        harness.checkpoint();
        int consumer = client.consume(session, "orders", "third");
        client.credit(consumer, ENOUGH);
        harness.settle();
        client.accept(session, consumer, 1, MESSAGES / 3);
        harness.settle().force().crash();

        connect();
        texts.removeIf(text -> Integer.parseInt(text.substring(1)) % 3 == 0);
        assertThat(drain()).containsExactlyElementsOf(texts);
    }

    @Test
    void whatComesBackIsInItsPlaceAndMarked() {
        int consumer = client.consume(session, "orders", "third");
        client.credit(consumer, ENOUGH);
        harness.settle();
        client.handed(consumer, 10);
        client.closeConsumer(consumer, 10);
        client.recover(session, new io.angarium.wire.SessionFrame.Handed(consumer, 10));
        harness.settle().checkpoint().crash();

        connect();
        int next = client.consume(session, "orders");
        client.credit(next, ENOUGH);
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries.stream().map(TestClient::text)).containsExactlyElementsOf(texts);
        assertThat(deliveries.subList(0, 28).stream().filter(d -> d.deliveryCount() > 1))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void aMarkOutlivesACleanStopWhileItIsParked() {
        int consumer = client.consume(session, "orders");
        client.credit(consumer, 1);
        harness.settle().checkpoint().crash();
        harness.restart();

        connect();
        int next = client.consume(session, "orders");
        client.credit(next, ENOUGH);
        harness.settle();
        assertThat(client.deliveries()).hasSize(MESSAGES).allMatch(delivery -> delivery.deliveryCount() == 2);
    }

    @Test
    void purgingRemovesThemAll() {
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(purge).get(0).get("purged")).isEqualTo((long) MESSAGES);
        assertThat(messages()).isZero();
        harness.checkpoint().crash();
        assertThat(harness.recovered()).isZero();
    }

    @Test
    void deletingTheirQueueNeedsNoReading() {
        client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(harness.fetched()).isZero();
        harness.checkpoint();
        connect();
        assertThat(client.rows(client.manage("journal.stat", Map.of())).get(0).get("liveRecords"))
                .isEqualTo(0L);
        assertThat(memoryUsed()).isZero();
    }

    @Test
    void theyExpireWhileTheyAreParked() {
        for (int i = 0; i < 500; i++) {
            client.send(producer, 0, 1000, 0, Messages.text("short-lived " + i));
        }
        harness.settle();
        harness.pass(1001);
        harness.settle();
        for (int i = 0; i < 100; i++) {
            harness.pass(20).settle();
        }
        assertThat(messages()).isEqualTo(MESSAGES);
        assertThat(drain()).containsExactlyElementsOf(texts);
    }

    @Test
    void whatFollowsTheListsOfATakenQueueIsGivenBack() {
        harness.checkpoint();
        int consumer = client.consume(session, "orders");
        client.credit(consumer, ENOUGH);
        harness.settle();
        client.accept(session, consumer, 1, MESSAGES);
        harness.settle();
        for (int i = 0; i < 4000; i++) {
            client.send(producer, "x".repeat(1000));
        }
        harness.settle();
        client.accept(session, consumer, MESSAGES + 1, ENOUGH);
        harness.settle().checkpoint().checkpoint();
        assertThat(harness.segmentFiles()).isLessThanOrEqualTo(3);
    }

    @Test
    void aListThatCannotBeReadIsToldInTheQuarantineAndTheOthersComeInOrder() {
        int lost =
                harness.effects(Effect.MessagesListed.class).get(2).messages().size();
        int left = drainedAfterLosing(harness.placesOfLists().get(2));
        assertThat(left).isEqualTo(MESSAGES - lost);
        assertThat(harness.notices()).anyMatch(notice -> notice.text().contains("the list of " + lost + " messages"));
        int consumer = client.consume(session, "QUARANTINE");
        client.credit(consumer, 10);
        harness.settle();
        ConsumerFrame.Deliver note = client.deliveries().stream()
                .filter(delivery -> delivery.consumer() == consumer)
                .findFirst()
                .orElseThrow();
        assertThat(MessageReader.properties(note.message()))
                .containsEntry("JMS_ANGARIUM_QUARANTINE_ORIGIN", "queue:orders")
                .containsEntry("JMS_ANGARIUM_QUARANTINE_COUNT", lost);
        assertThat(client.rows(client.manage("broker.status", Map.of())).get(0)).containsEntry("quarantined", 1L);
    }

    /** Returns how many come, all in order, after a start on a journal that was damaged at a place. */
    private int drainedAfterLosing(long place) {
        harness.checkpoint().crash();
        harness.damage(place);
        connect();
        List<String> found = drain();
        List<String> order = new ArrayList<>(texts);
        order.retainAll(new java.util.HashSet<>(found));
        assertThat(found).isEqualTo(order);
        return found.size();
    }
}
