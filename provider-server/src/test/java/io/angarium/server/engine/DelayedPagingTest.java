package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** So many messages wait for their delivery time that most of them are parked. */
@Timeout(30)
class DelayedPagingTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int BUDGET = 400_000;
    private static final int MESSAGES = 3000;
    private static final int ENOUGH = 10_000;
    private static final long SECOND = 1000;
    private static final int LAST = 2 * MESSAGES;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    /** By the second at which they are due. */
    private final TreeMap<Integer, String> texts = new TreeMap<>();

    private long begin;
    private TestClient client;
    private int session;
    private int producer;

    @BeforeEach
    void fill() {
        connect();
        begin = harness.now();
        producer = client.producer(session, ORDERS);
        List<Integer> seconds = new ArrayList<>();
        for (int i = 1; i <= MESSAGES; i++) {
            seconds.add(2 * i);
        }
        Collections.shuffle(seconds, new Random(5));
        for (int i = 0; i < MESSAGES; i++) {
            String text = "m" + i;
            texts.put(seconds.get(i), text);
            send(text, seconds.get(i) * SECOND, 0);
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
    }

    private void send(String text, long delay, long timeToLive) {
        client.send(
                producer,
                0,
                timeToLive,
                delay,
                new MessageBuilder()
                        .persistent(true)
                        .destination(ORDERS)
                        .messageId("ID:" + text)
                        .properties(Map.of("third", texts.size() % 3 == 0))
                        .text(text)
                        .build());
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
    }

    private int listed() {
        return harness.effects(Effect.MessagesListed.class).stream()
                .mapToInt(list -> list.messages().size())
                .sum();
    }

    private Map<String, Object> one(String operation, Map<String, Object> arguments) {
        int request = client.manage(operation, arguments);
        harness.settle();
        return client.rows(request).get(0);
    }

    private long memoryUsed() {
        return ((Number) one("broker.status", Map.of()).get("memoryUsed")).longValue();
    }

    private int scheduled() {
        return ((Number) one("queue.show", Map.of("name", "orders")).get("scheduled")).intValue();
    }

    /** Goes to a second, counted from the beginning, in steps so small that all that is due comes. */
    private void passTo(int second) {
        while (harness.now() < begin + second * SECOND) {
            harness.pass(Math.min(SECOND, begin + second * SECOND - harness.now()));
            harness.settle();
        }
    }

    private int consumer() {
        int consumer = client.consume(session, "orders");
        client.credit(consumer, ENOUGH);
        harness.settle();
        return consumer;
    }

    private List<String> until(int second) {
        return List.copyOf(texts.headMap(second, true).values());
    }

    @Test
    void mostOfThemTakeNextToNoMemory() {
        assertThat(listed()).isGreaterThan(MESSAGES * 4 / 5);
        assertThat(scheduled()).isEqualTo(MESSAGES);
        assertThat(memoryUsed()).isLessThan(MESSAGES * 100L + 384 * 300);
    }

    @Test
    void eachComesInTheSecondInWhichItIsDueInOrder() {
        int consumer = consumer();
        for (int second = 2; second <= LAST; second += 2) {
            passTo(second - 1);
            assertThat(client.texts(consumer)).isEmpty();
            passTo(second);
            assertThat(client.texts(consumer)).containsExactly(texts.get(second));
        }
        assertThat(scheduled()).isZero();
    }

    @Test
    void nobodyWhoDoesNotWaitIsToldThatNothingIsThereWhenSomethingIsDue() {
        int consumer = client.consume(session, "orders");
        List<String> all = new ArrayList<>();
        for (int second = 100; second <= 1500; second += 100) {
            harness.pass(begin + second * SECOND - harness.now());
            client.credit(consumer, ENOUGH);
            int drain = client.drain(consumer);
            harness.settle();
            assertThat(client.ok(drain)).isTrue();
            all.addAll(client.textsBefore(drain));
            assertThat(all).containsExactlyInAnyOrderElementsOf(until(second));
        }
    }

    @Test
    void whatIsParkedCameAtATimeComesToo() {
        int consumer = consumer();
        harness.pass(LAST * SECOND).settle();
        for (int i = 0; i < 100; i++) {
            harness.pass(20).settle();
        }
        assertThat(client.texts(consumer)).containsExactlyInAnyOrderElementsOf(texts.values());
    }

    @Test
    void aStartFindsThemByTheirLists() {
        harness.checkpoint().crash();
        assertThat(harness.recovered()).isEqualTo(MESSAGES);
        assertThat(harness.fetched()).isZero();
        connect();
        assertThat(memoryUsed()).isLessThan(MESSAGES * 100L + 384 * 300);
        assertThat(scheduled()).isEqualTo(MESSAGES);
        int consumer = consumer();
        passTo(LAST);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts.values());
    }

    @Test
    void whatLeftBehindTheCheckpointStaysAwayAndOnlyListsThatWereOpenedAreRead() {
        harness.checkpoint();
        int consumer = consumer();
        passTo(100);
        client.accept(session, consumer, 1, 50);
        harness.settle().force().crash();

        assertThat(harness.recovered()).isEqualTo(MESSAGES - 50);
        texts.headMap(100, true).clear();
        connect();
        consumer = consumer();
        passTo(LAST);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts.values());
    }

    @Test
    void whatWasDeliveredComesAgainMarked() {
        harness.checkpoint();
        int consumer = consumer();
        passTo(40);
        client.handed(consumer, 20);
        harness.settle().force().crash();
        connect();
        consumer();
        List<ConsumerFrame.Deliver> again = client.deliveries();
        assertThat(again.stream().map(TestClient::text)).containsExactlyInAnyOrderElementsOf(until(40));
        assertThat(again).allMatch(delivery -> delivery.deliveryCount() > 1);
    }

    @Test
    void afterACrashThoseWhoseTimeHasComeAreInTheirOrderWithWhatWasSentMeanwhile() {
        harness.checkpoint();
        passTo(100);
        send("first", 0, 0);
        passTo(140);
        send("second", 0, 0);
        harness.settle().crash();
        harness.pass(60 * SECOND);
        connect();
        List<String> expected = new ArrayList<>(until(100));
        expected.add("first");
        expected.addAll(texts.subMap(100, false, 140, true).values());
        expected.add("second");
        expected.addAll(texts.subMap(140, false, 200, true).values());
        int consumer = consumer();
        passTo(200);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(expected);
    }

    @Test
    void theyAreListedByTimeAndCancelledByIdAndBySelector() {
        int request = client.manage("schedule.list", Map.of());
        harness.settle();
        assertThat(client.rows(request).stream().map(row -> row.get("message")))
                .containsExactlyElementsOf(
                        texts.values().stream().map(text -> "ID:" + text).toList());
        String late = texts.get(LAST);
        assertThat(one("schedule.cancel", Map.of("id", "ID:" + late))).containsEntry("cancelled", 1L);
        texts.remove(LAST);
        long third = texts.values().stream().filter(text -> thirds(text)).count();
        assertThat(one("schedule.cancel", Map.of("where", "third"))).containsEntry("cancelled", third);
        texts.values().removeIf(DelayedPagingTest::thirds);
        harness.checkpoint().crash();
        assertThat(harness.recovered()).isEqualTo(texts.size());
        connect();
        int consumer = consumer();
        passTo(LAST);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts.values());
    }

    @Test
    void thoseThatAreNotPersistentAreListedAmongThem() {
        for (int i = 0; i < 200; i++) {
            client.send(
                    producer,
                    0,
                    0,
                    LAST * SECOND / 2,
                    new MessageBuilder()
                            .persistent(false)
                            .destination(ORDERS)
                            .messageId("ID:n" + i)
                            .properties(Map.of("fleeting", true))
                            .text("n".repeat(2000))
                            .build());
            harness.settle().force();
        }
        int request = client.manage("schedule.list", Map.of("where", "fleeting"));
        harness.settle().force(); // what leaves memory meanwhile is read when it is on the disk
        assertThat(client.rows(request)).hasSize(200);
        assertThat(one("schedule.cancel", Map.of("where", "fleeting"))).containsEntry("cancelled", 200L);
        assertThat(scheduled()).isEqualTo(MESSAGES);
    }

    @Test
    void whoListsThemIsAnsweredThoughTheirQueueIsDeletedMeanwhile() {
        harness.checkpoint().crash();
        connect();
        int list = client.manage("schedule.list", Map.of("name", "orders"));
        harness.engine().work();
        int delete = client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(delete)).isNotNull();
        assertThat(client.rows(list)).hasSizeLessThan(MESSAGES);
    }

    @Test
    void cancellingFindsNothingWhereTheQueueIsDeletedBeforeItCanBegin() {
        send("last", LAST * SECOND, 0);
        int cancel = client.manage("schedule.cancel", Map.of("name", "orders", "where", "third"));
        int delete = client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(delete)).isNotNull();
        assertThat(client.rows(cancel)).containsExactly(Map.of("cancelled", 0L));
    }

    private static boolean thirds(String text) {
        return (Integer.parseInt(text.substring(1)) + 1) % 3 == 0;
    }

    @Test
    void purgingRemovesThemAll() {
        assertThat(one("queue.purge", Map.of("name", "orders"))).containsEntry("purged", (long) MESSAGES);
        assertThat(scheduled()).isZero();
        harness.checkpoint().crash();
        assertThat(harness.recovered()).isZero();
    }

    @Test
    void purgingRemovesAlsoThoseWhoseTimeHasComeBeforeTheirListsAreRead() {
        harness.checkpoint().crash();
        connect();
        harness.clockJumps(LAST * SECOND);
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", (long) MESSAGES);
        passTo(LAST + 1);
        producer = client.producer(session, ORDERS);
        send("next", SECOND, 0);
        passTo(LAST + 3);
        assertThat(client.texts(consumer())).containsExactly("next");
    }

    @Test
    void purgingLeavesThoseThatAreSentMeanwhileWheneverTheyAreDue() {
        harness.checkpoint().crash();
        connect();
        producer = client.producer(session, ORDERS);
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.workWithoutReading();
        assertThat(harness.wanted()).isPositive();
        texts.clear();
        for (int second = 1; second < LAST; second += 20) {
            String text = "after " + second;
            send(text, second * SECOND, 0);
            texts.put(second, text);
            if (second < LAST / 2) {
                harness.force();
            }
        }
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", (long) MESSAGES);
        assertThat(scheduled()).isEqualTo(texts.size());
        int consumer = consumer();
        begin = harness.now();
        passTo(LAST);
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts.values());
    }

    @Test
    void purgingLeavesAllOfACommitThatHasNotArrived() {
        client.send(producer, 7, 0, 0, Messages.text("at once"));
        client.send(producer, 7, 0, SECOND, Messages.text("later"));
        harness.settle();
        harness.checkpoint();
        int before = scheduled();
        client.commit(session, 7);
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.workWithoutReading();
        assertThat(harness.wanted()).isPositive();
        harness.forceOnly().workWithoutReading();
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", (long) before);
        int consumer = consumer();
        harness.pass(2 * SECOND).settle();
        assertThat(client.texts(consumer)).containsExactly("at once", "later");
    }

    @Test
    void purgingRemovesAlsoOneThatJoinsAnotherQueueMeanwhile() {
        harness.withPolicies(copying(), BUDGET);
        connect();
        producer = client.producer(session, ORDERS);
        send("copied", LAST * SECOND + 1, 0);
        harness.settle().force().checkpoint();
        int before = scheduled();
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.workWithoutReading();
        assertThat(harness.wanted()).isPositive();
        client.send(client.producer(session, Destination.queue("other")), Messages.text("other"));
        harness.forceOnly();
        harness.clockJumps(LAST * SECOND + 1);
        harness.workWithoutReading();
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", (long) before);
        assertThat(scheduled()).isZero();
        assertThat(client.texts(consumer())).isEmpty();
        int copies = client.consume(session, "copies");
        client.credit(copies, ENOUGH);
        harness.settle();
        assertThat(client.texts(copies)).containsExactly("copied");
    }

    private static Policies copying() {
        Route route = new Route("copy", NamePattern.of("orders"), null, List.of(Route.Place.of("copies")), true);
        return new Policies(
                DestinationPolicy.standard(10, "DLQ"), List.of(), LimitPolicy.NONE, new Routes(List.of(route)));
    }

    @Test
    void purgingLeavesThoseThatAreSentMeanwhileThoughTheyAreNotPersistentOrCommittedLater() {
        client.send(producer, 7, 0, SECOND, Messages.text("committed"));
        harness.settle();
        harness.checkpoint();
        int before = scheduled();
        for (int i = 0; i < 20; i++) {
            client.send(producer, 0, 0, 3 * SECOND, Messages.volatileText("fleeting"));
        }
        harness.settle();
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.workWithoutReading();
        assertThat(harness.wanted()).isPositive();
        client.commit(session, 7);
        client.send(producer, 0, 0, 2 * SECOND, Messages.volatileText("not persistent"));
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", before + 20L);
        int consumer = consumer();
        harness.pass(4 * SECOND).settle();
        assertThat(client.texts(consumer)).containsExactly("committed", "not persistent");
    }

    @Test
    void deletingTheirQueueNeedsNoReading() {
        client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(harness.fetched()).isZero();
        harness.checkpoint();
        connect();
        assertThat(one("journal.stat", Map.of())).containsEntry("liveRecords", 0L);
        assertThat(memoryUsed()).isZero();
    }

    @Test
    void theyExpireWhileTheyAreParked() {
        for (int i = 0; i < 500; i++) {
            send("short-lived " + i, LAST * SECOND, LAST * SECOND + SECOND + i);
        }
        harness.settle();
        int consumer = consumer();
        passTo(LAST - 1);
        assertThat(scheduled()).isEqualTo(501);
        harness.pass(3 * SECOND).settle();
        for (int i = 0; i < 100; i++) {
            harness.pass(20).settle();
        }
        assertThat(client.texts(consumer)).containsExactlyElementsOf(texts.values());
        assertThat(scheduled()).isZero();
    }

    @Test
    void aListThatCannotBeReadIsToldInTheQuarantineAndTheOthersCome() {
        List<Effect.MessagesListed> lists = harness.effects(Effect.MessagesListed.class);
        int last = lists.size() - 1;
        int lost = lists.get(last).messages().size();
        long place = harness.placesOfLists().get(last);
        harness.checkpoint().crash();
        harness.damage(place);
        connect();
        int consumer = consumer();
        passTo(LAST);
        assertThat(client.texts(consumer)).hasSize(MESSAGES - lost);
        assertThat(harness.notices()).anyMatch(notice -> notice.text().contains("the list of " + lost + " messages"));
    }
}
