package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
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
        send(queue, messages, i -> HOUR + i, i -> 0);
    }

    private void send(String queue, int messages, IntToLongFunction delay, IntToLongFunction timeToLive) {
        int producer = client.producer(session, Destination.queue(queue));
        for (int i = 0; i < messages; i++) {
            client.send(
                    producer,
                    0,
                    timeToLive.applyAsLong(i),
                    delay.applyAsLong(i),
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

    @Test
    void aLaneOfWhichNothingCanBeParkedDoesNotKeepTheOthersInMemory() {
        send("long", 330);
        harness.settle();
        restart();
        client.manage("schedule.list", Map.of("name", "long"));
        harness.workWithoutReading(); // all of them are being read
        send("short", 120);
        harness.workWithoutReading();
        harness.forceOnly();
        harness.workWithoutReading();
        assertThat(listedOf("long")).isZero();
        assertThat(listedOf("short")).isPositive();
    }

    /** Of a hundred that are due those are in memory only that nothing else can be done with while a checkpoint keeps them from being parked; the first of the others is held back. */
    private int heldBack(IntToLongFunction timeToLive) {
        send("orders", 100, i -> HOUR, timeToLive);
        harness.settle();
        harness.mostWaiting(0);
        harness.beginCheckpoint();
        harness.pass(HOUR);
        int scheduled = scheduled();
        assertThat(scheduled).isBetween(10, 90);
        return 100 - scheduled;
    }

    private int scheduled() {
        int request = client.manage("queue.show", Map.of("name", "orders"));
        harness.settle();
        return ((Number) client.rows(request).get(0).get("scheduled")).intValue();
    }

    private void goOn() {
        harness.mostWaiting(Integer.MAX_VALUE);
        harness.endCheckpoint();
        for (int i = 0; i < 3; i++) {
            harness.pass(10).settle();
        }
    }

    @Test
    void whatIsHeldBackGoesOnThoughTheFirstOfThemIsCancelled() {
        int first = heldBack(i -> 0);
        client.manage("schedule.cancel", Map.of("id", "ID:orders" + first));
        harness.settle();
        goOn();
        assertThat(scheduled()).isZero();
    }

    @Test
    void whatIsHeldBackGoesOnThoughTheFirstOfThemExpires() {
        int first = heldBack(i -> 0);
        goOn();
        client.manage("queue.purge", Map.of("name", "orders"));
        harness.settle();
        assertThat(heldBack(i -> i == first ? HOUR + 5 : 0)).isEqualTo(first);
        harness.pass(10); // it has expired, and there is still no room
        goOn();
        assertThat(scheduled()).isZero();
    }

    @Test
    void whatIsInTwoPlacesKeepsItsOwnInTheOneThoughItIsHeldBackInTheOther() {
        Destination news = Destination.topic("news");
        client.open(session, Kind.SHARED_DURABLE, news, "few", "chosen");
        client.open(session, Kind.SHARED_DURABLE, news, "all");
        int producer = client.producer(session, news);
        for (int i = 0; i < 100; i++) {
            client.send(producer, 0, 0, HOUR, Messages.with("m" + i, Map.of("chosen", false)));
        }
        client.send(producer, 0, 0, HOUR + 1, Messages.with("first", Map.of("chosen", true)));
        harness.settle();
        harness.mostWaiting(0);
        harness.beginCheckpoint(); // it keeps them from being parked: not all find room
        harness.pass(HOUR + 1).settle();
        client.send(producer, Messages.with("second", Map.of("chosen", true)));
        harness.settle();
        goOn();
        restart();
        int consumer = client.open(session, Kind.SHARED_DURABLE, news, "few", "chosen");
        client.credit(consumer, 10);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("first", "second");
    }

    @Test
    void aFullRingOfWhichOnlyListsAreLeftDropsItsOldestThoughMoreIsToBeParked() {
        LimitPolicy limits = new LimitPolicy(120, 0, LimitPolicy.Full.DROP_OLDEST, Duration.ofSeconds(2), "OVERFLOW");
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("ring"), List.of(new Policies.Said("test", "test", policy -> policy.with(limits))));
        harness.withPolicies(
                new Policies(DestinationPolicy.standard(3, "DLQ"), List.of(rule), LimitPolicy.NONE), BUDGET);
        client = harness.connect();
        session = client.session();
        send("long", 330);
        harness.settle();
        restart();
        client.manage("schedule.list", Map.of("name", "long"));
        harness.workWithoutReading(); // all of them are being read, and none of them can be parked
        send("ring", 120);
        harness.workWithoutReading();
        harness.forceOnly();
        harness.workWithoutReading();
        assertThat(listedOf("ring")).isEqualTo(20);
        send("ring", 30); // more than one list has: the later ones wait for the room of the first
        harness.workWithoutReading();
        harness.forceOnly();
        harness.workWithoutReading();
        harness.settle();
        Map<String, Object> ring =
                client.rows(client.manage("queue.show", Map.of("name", "ring"))).get(0);
        assertThat(ring).containsEntry("messages", 120L);
    }

    @Test
    void whoPurgesAQueueIsAnsweredThoughItIsDeletedWhileAListOfItIsRead() {
        send("orders", 1000);
        harness.settle();
        restart();
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        harness.workWithoutReading();
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
        harness.workWithoutReading();
        int delete = client.manage("queue.delete", Map.of("name", "orders"));
        harness.settle();
        assertThat(client.rows(delete)).isNotNull();
        assertThat(client.rows(list)).isInstanceOf(List.class);
    }
}
