package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One consumer at a time: the others stand by, and take over when nothing of the one before is open. */
@Timeout(20)
class ExclusiveTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private TestClient sender;
    private int producer;
    private TestClient first;
    private int firstSession;
    private int active;
    private TestClient second;
    private int secondSession;
    private int standby;

    @BeforeEach
    void threeConsumers() {
        harness.withPolicies(policies(true));
        sender = harness.connect();
        producer = sender.producer(sender.session(), ORDERS);
        first = harness.connect();
        firstSession = first.session();
        active = first.consume(firstSession, "orders");
        second = harness.connect();
        secondSession = second.session();
        standby = second.consume(secondSession, "orders");
        harness.settle();
    }

    private static Policies policies(boolean exclusive) {
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("orders"),
                List.of(new Policies.Said("test", "test", policy -> policy.with(new ConsumerPolicy(exclusive)))));
        return new Policies(DestinationPolicy.standard(10, "DLQ"), List.of(rule), LimitPolicy.NONE);
    }

    private void send(String... texts) {
        sender.send(producer, List.of(texts));
        harness.settle();
    }

    @Test
    void theOneThatCameFirstGetsAll() {
        send("a", "b", "c");
        assertThat(first.texts()).containsExactly("a", "b", "c");
        assertThat(second.texts()).isEmpty();
    }

    @Test
    void r8TheNextTakesOverWhenItIsGoneAndGetsWhatItHad() {
        TestClient third = harness.connect();
        third.consume(third.session(), "orders");
        send("a", "b");
        first.accept(firstSession, active, 1, 1);
        harness.settle();
        first.texts();
        first.vanish();
        harness.settle();
        assertThat(second.texts()).containsExactly("b");
        send("c");
        assertThat(second.texts()).containsExactly("c");
        assertThat(third.texts()).isEmpty();
        second.vanish();
        harness.settle();
        assertThat(third.texts()).containsExactly("b", "c");
    }

    @Test
    void nothingIsHandedOverWhileATransactionHoldsSomething() {
        send("a", "b");
        first.texts();
        first.acceptIn(firstSession, 1, active, 1, 1);
        first.closeConsumer(active, 1);
        harness.settle();
        assertThat(second.texts()).as("while a may still come back").isEmpty();
        assertThat(second.rows(second.manage("queue.explain", Map.of("name", "orders"))))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("what", "delivery")
                        .extractingByKey("because")
                        .asString()
                        .contains("has 1 messages that are not settled"));
        first.rollBack(firstSession, 1);
        harness.settle();
        assertThat(second.texts()).containsExactly("a", "b");
    }

    @Test
    void theActiveOneStaysSoWithoutCredit() {
        int lazy = first.open(firstSession, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        first.closeConsumer(active, 0);
        second.closeConsumer(standby, 0);
        int late = second.consume(secondSession, "orders");
        harness.settle();
        send("a");
        assertThat(second.texts()).isEmpty();
        int drained = second.drain(late);
        harness.settle();
        assertThat(second.ok(drained))
                .as("who stands by is told that there is nothing")
                .isTrue();
        first.credit(lazy, 1);
        harness.settle();
        assertThat(first.texts()).containsExactly("a");
    }

    @Test
    void explainSaysWhoStandsBy() {
        first.credit(active, 0);
        send("a");
        second.manage("queue.pause", Map.of("name", "orders"));
        send("b");
        second.manage("queue.resume", Map.of("name", "orders"));
        List<Map<String, Object>> rows = second.rows(second.manage("queue.explain", Map.of("name", "orders")));
        assertThat(rows).anySatisfy(row -> assertThat(row)
                .containsEntry("value", "stands by")
                .containsEntry("because", "consumers.exclusive is true, and another came first"));
        harness.settle();
    }

    @Test
    void takingTurnsBeginsAndEndsWithTheConfiguration() {
        harness.engine().configured(new Configuration.Content(1, null, policies(false), true, List.of()));
        send("a", "b");
        assertThat(first.texts()).hasSize(1);
        assertThat(second.texts()).hasSize(1);
        harness.engine().configured(new Configuration.Content(2, null, policies(true), true, List.of()));
        send("c");
        assertThat(first.texts()).as("while both have something").isEmpty();
        second.accept(secondSession, standby, 1, 1);
        harness.settle();
        assertThat(first.texts()).isEmpty();
        first.accept(firstSession, active, 1, 1);
        harness.settle();
        assertThat(first.texts()).containsExactly("c");
        assertThat(second.texts()).isEmpty();
    }
}
