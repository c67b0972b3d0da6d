package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are not persistent, more of them than memory has room for. */
@Timeout(30)
class SpillTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int BUDGET = 2 << 20;
    private static final int MESSAGES = 3000;
    private static final int ENOUGH = 10_000;

    private final EngineHarness harness = new EngineHarness().withBudget(BUDGET);
    private final List<String> texts = new ArrayList<>();
    private TestClient client = harness.connect();
    private int session = client.session();

    private void fill(Destination destination) {
        int producer = client.producer(session, destination);
        for (int i = 0; i < MESSAGES; i++) {
            texts.add(i % 3 + ":" + i + "x".repeat(1000));
            client.send(producer, Messages.volatileText(texts.get(i)));
            harness.round();
        }
    }

    private int spilled() {
        return harness.effects(Effect.MessageSpilled.class).size();
    }

    private long memoryUsed() {
        Object used =
                client.rows(client.manage("broker.status", Map.of())).get(0).get("memoryUsed");
        return ((Number) used).longValue();
    }

    private List<String> drain(int consumer) {
        client.credit(consumer, ENOUGH);
        harness.settle().force();
        return client.texts(consumer);
    }

    @Test
    void theirBodiesLeaveMemoryWithoutAForceAndComeBackInOrder() {
        fill(ORDERS);
        assertThat(harness.engine().wantsForce()).isFalse();
        assertThat(memoryUsed()).isLessThan(BUDGET);
        harness.force();
        assertThat(spilled()).isGreaterThan(MESSAGES / 2);
        assertThat(drain(client.consume(session, "orders"))).containsExactlyElementsOf(texts);
    }

    @Test
    void theyWaitForTheDiskBeforeTheyAreReadBack() {
        fill(ORDERS);
        int consumer = client.consume(session, "orders");
        client.credit(consumer, ENOUGH);
        harness.round();
        List<String> taken = client.texts(consumer);
        assertThat(taken).hasSizeLessThan(MESSAGES);
        harness.force();
        taken.addAll(client.texts(consumer));
        assertThat(taken).containsExactlyElementsOf(texts);
    }

    @Test
    void aRestartKnowsNothingOfThemAndTheirSpaceIsGivenBack() {
        fill(ORDERS);
        harness.force().checkpoint().kill();
        assertThat(harness.recovered()).isZero();
        client = harness.connect();
        assertThat(memoryUsed()).isZero();
        harness.checkpoint().checkpoint();
        assertThat(harness.segmentFiles()).isLessThanOrEqualTo(3);
    }

    @Test
    void theirSpaceIsGivenBackWhenTheyHaveBeenTaken() {
        fill(ORDERS);
        harness.force();
        int consumer = client.consume(session, "orders");
        assertThat(drain(consumer)).hasSize(MESSAGES);
        client.accept(session, consumer, 1, MESSAGES);
        harness.settle();
        client.rows(client.manage("journal.stat", Map.of()));
        assertThat(client.rows(client.manage("journal.stat", Map.of())).get(0).get("liveRecords"))
                .isEqualTo(0L);
        assertThat(memoryUsed()).isZero();
        harness.checkpoint().checkpoint();
        assertThat(harness.segmentFiles()).isLessThanOrEqualTo(3);
    }

    @Test
    void aFullDiskLeavesThemInMemory() {
        int producer = client.producer(session, ORDERS);
        harness.settle().refuse(Refusals.full());
        for (int i = 0; i < 1_200; i++) {
            texts.add("m" + i + "x".repeat(1000));
            client.send(producer, Messages.volatileText(texts.get(i)));
            harness.round();
        }
        assertThat(spilled()).isZero();
        assertThat(drain(client.consume(session, "orders"))).containsExactlyElementsOf(texts);
    }

    @Test
    void whatCannotBeReadBackIsInTheQuarantine() {
        fill(ORDERS);
        harness.force();
        harness.damage(harness.placesOfSpilled().get(7));
        assertThat(drain(client.consume(session, "orders"))).hasSize(MESSAGES - 1);
        int consumer = client.consume(session, "QUARANTINE");
        assertThat(drain(consumer)).hasSize(1);
    }

    @Test
    void selectorsAndBrowsersSeeThem() {
        fill(ORDERS);
        harness.force();
        int browser = client.browse(session, "orders", null);
        assertThat(drain(browser)).containsExactlyElementsOf(texts);
        assertThat(memoryUsed()).isLessThan(BUDGET);
    }

    @Test
    void oneBodyServesAllSubscriptionsThatSleep() {
        client.closeConsumer(client.subscribe(session, Kind.SHARED_DURABLE, "news", "one"), 0);
        client.closeConsumer(client.subscribe(session, Kind.SHARED_DURABLE, "news", "two"), 0);
        harness.settle();
        fill(Destination.topic("news"));
        harness.force();
        assertThat(spilled()).isBetween(1, MESSAGES);
        assertThat(drain(client.subscribe(session, Kind.SHARED_DURABLE, "news", "one")))
                .containsExactlyElementsOf(texts);
        assertThat(drain(client.subscribe(session, Kind.SHARED_DURABLE, "news", "two")))
                .containsExactlyElementsOf(texts);
    }
}
