package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.ExpiryPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.policy.RedeliveryPolicy.Order;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the policies of a destination say of its messages: delayed attempts, dead letters by cause, expiry. */
@Timeout(20)
class RetryTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private void policy(UnaryOperator<DestinationPolicy> change) {
        Policies.Rule rule =
                new Policies.Rule(NamePattern.of("orders"), List.of(new Policies.Said("test", "test", change)));
        harness.withPolicies(new Policies(DestinationPolicy.standard(3, "DLQ"), List.of(rule), LimitPolicy.NONE));
        reconnect();
    }

    private void redelivery(Duration delay, double multiplier, Order order) {
        policy(policy -> new DestinationPolicy(
                new RedeliveryPolicy(3, delay, multiplier, Duration.ofSeconds(15), 0, order),
                policy.deadLetters(),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
    }

    private void reconnect() {
        client = harness.connect();
        session = client.session();
    }

    private void send(String... texts) {
        client.send(client.producer(session, ORDERS), List.of(texts));
        harness.settle();
    }

    private void release(int consumer, long tag) {
        client.settle(session, Verdict.RELEASE, consumer, tag, tag);
        harness.settle();
    }

    private Map<String, Object> queue(String name) {
        return client.rows(client.manage("queue.show", Map.of("name", name))).get(0);
    }

    @Test
    void aFailedMessageComesAgainAfterItsDelayWhichGrows() {
        redelivery(Duration.ofSeconds(1), 10, Order.PASS);
        send("a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        release(consumer, 1);
        harness.pass(999);
        assertThat(client.texts()).isEmpty();
        harness.pass(1);
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(2);
        release(consumer, 2);
        harness.pass(9_999);
        assertThat(client.texts()).isEmpty();
        harness.pass(1);
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(3);
        release(consumer, 3);
        assertThat(queue("DLQ")).containsEntry("messages", 1L);
        assertThat(queue("orders")).containsEntry("messages", 0L).containsEntry("waitingForRetry", 0);
    }

    @Test
    void othersPassOneThatWaitsAndItReturnsToItsPlace() {
        redelivery(Duration.ofSeconds(1), 1, Order.PASS);
        send("a", "b", "c");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        release(consumer, 1);
        assertThat(queue("orders")).containsEntry("waitingForRetry", 1).containsEntry("scheduled", 1);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("b");
        harness.pass(1_000);
        client.credit(consumer, 10);
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "c");
    }

    @Test
    void oneThatBlocksHoldsBackWhatIsBehindIt() {
        redelivery(Duration.ofSeconds(1), 1, Order.BLOCK);
        send("a", "b");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        client.texts();
        release(consumer, 1);
        client.credit(consumer, 10);
        int drained = client.drain(consumer);
        harness.settle();
        assertThat(client.texts()).isEmpty();
        assertThat(client.ok(drained)).isTrue();
        client.credit(consumer, 10);
        harness.pass(1_000);
        assertThat(client.texts()).containsExactly("a", "b");
    }

    @Test
    void aPurgeTakesWhatWaitsForItsNextAttemptThoughThatComesBeforeItsFirstStep() {
        redelivery(Duration.ofSeconds(1), 1, Order.PASS);
        send("a", "b");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 2);
        harness.settle();
        client.settle(session, Verdict.RELEASE, consumer, 1, 2);
        harness.settle();
        assertThat(queue("orders")).containsEntry("waitingForRetry", 2);
        int purge = client.manage("queue.purge", Map.of("name", "orders"));
        send(client.producer(session, ORDERS), "meanwhile");
        harness.clockJumps(1_000);
        harness.settle();
        assertThat(client.rows(purge).get(0)).containsEntry("purged", 2L);
        client.credit(consumer, 10);
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b", "meanwhile");
    }

    private void send(int producer, String text) {
        client.send(producer, Messages.volatileText(text)); // it arrives at once
    }

    @Test
    void aBlockedQueueGoesOnWhenWhatBlocksItIsPurged() {
        redelivery(Duration.ofHours(1), 1, Order.BLOCK);
        policyOfLongDelays();
        send("a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        release(consumer, 1);
        client.manage("queue.purge", Map.of("name", "orders"));
        harness.settle();
        send("b");
        assertThat(client.texts()).containsExactly("b");
    }

    private void policyOfLongDelays() {
        policy(policy -> new DestinationPolicy(
                new RedeliveryPolicy(3, Duration.ofHours(1), 1, Duration.ofHours(1), 0, Order.BLOCK),
                policy.deadLetters(),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
    }

    /** One message waits ten seconds from now for its second attempt, in front of another. */
    private void oneWaits() {
        redelivery(Duration.ofSeconds(10), 1, Order.BLOCK);
        send("a", "b");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        release(consumer, 1);
    }

    private void assertItComesInFrontAfter(long millis) {
        reconnect();
        client.consume(session, "orders");
        harness.pass(millis - 1).settle();
        assertThat(client.texts()).isEmpty();
        harness.pass(1).settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries).extracting(TestClient::text).containsExactly("a", "b");
        assertThat(deliveries.get(0).deliveryCount()).isEqualTo(2);
    }

    @Test
    void theDelayGoesOnOverACrash() {
        oneWaits();
        harness.settle().force().crash();
        harness.pass(4_000);
        assertItComesInFrontAfter(6_000);
    }

    @Test
    void theDelayGoesOnOverCheckpointAndRestart() {
        oneWaits();
        harness.settle().force().checkpoint();
        harness.pass(3_000).settle();
        harness.restart();
        harness.pass(1_000).settle();
        harness.force().checkpoint().crash();
        assertItComesInFrontAfter(6_000);
    }

    @Test
    void aDelayThatEndedWhileTheBrokerWasDownIsOver() {
        oneWaits();
        harness.settle().force();
        harness.clockJumps(20_000);
        harness.crash();
        reconnect();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b");
    }

    @Test
    void oneThatExpiresWhileItWaitsIsGone() {
        redelivery(Duration.ofSeconds(10), 1, Order.BLOCK);
        client.send(client.producer(session, ORDERS), 0, 2_000, 0, Messages.text("a"));
        send("b");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        release(consumer, 1);
        client.credit(consumer, 10);
        harness.pass(2_000);
        assertThat(client.texts()).containsExactly("b");
    }

    @Test
    void eachCauseOfDeathHasItsQueue() {
        policy(policy -> new DestinationPolicy(
                RedeliveryPolicy.atOnce(1),
                new DeadLetterPolicy("tired", "refused", "late", DeadLetterPolicy.NONE),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
        client.send(client.producer(session, ORDERS), 0, 1_000, 0, Messages.text("late"));
        harness.settle();
        harness.pass(1_000);
        send("tired", "refused");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        release(consumer, 1);
        client.settle(session, Verdict.REJECT, consumer, 2, 2);
        harness.settle();
        harness.crash();
        reconnect();
        for (String queue : List.of("tired", "refused", "late")) {
            client.consume(session, queue);
            harness.settle();
            List<ConsumerFrame.Deliver> dead = client.deliveries();
            assertThat(dead).extracting(TestClient::text).containsExactly(queue);
            String cause = Map.of("tired", "attempts", "refused", "rejected", "late", "expired")
                    .get(queue);
            assertThat(MessageReader.properties(dead.get(0).message()))
                    .containsEntry(DeadLetters.CAUSE, cause)
                    .containsEntry(DeadLetters.ORIGIN, "queue:orders")
                    .containsEntry(DeadLetters.DEATHS, 1);
        }
        assertThat(queue("orders")).containsEntry("messages", 0L);
    }

    @Test
    void anExpiredOneThatFindsNoRoomIsOutOfTheWayAndMovesWhenThereIsSome() {
        policy(policy -> new DestinationPolicy(
                policy.redelivery(),
                new DeadLetterPolicy("DLQ", "DLQ", "late", DeadLetterPolicy.NONE),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
        int producer = client.producer(session, ORDERS);
        client.send(producer, 0, 1_000, 0, Messages.text("late"));
        client.send(producer, "next");
        harness.settle();
        harness.refuse(Refusals.full());
        harness.pass(1_000).settle();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("next");
        assertThat(queue("orders")).containsEntry("messages", 2L).containsEntry("expired", 0L);
        assertThat(harness.effects(Effect.RetriesDelayed.class))
                .as("what takes room on a full disk")
                .isEmpty();
        harness.refuse(null);
        harness.pass(1_000).settle();
        assertThat(queue("late")).containsEntry("messages", 1L);
        assertThat(queue("orders")).containsEntry("messages", 1L).containsEntry("expired", 1L);
    }

    @Test
    void whatDiesInADeadLetterQueueStaysThere() {
        policy(policy -> new DestinationPolicy(
                RedeliveryPolicy.atOnce(1),
                new DeadLetterPolicy("tired", "tired", "none", DeadLetterPolicy.NONE),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
        send("a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        release(consumer, 1);
        int second = client.consume(session, "tired");
        harness.settle();
        for (int i = 1; i <= 5; i++) {
            assertThat(client.texts()).containsExactly("a");
            release(second, i);
        }
        assertThat(queue("tired")).containsEntry("messages", 1L);
    }

    @Test
    void deadLettersAreDroppedWherePolicySaysSo() {
        policy(policy -> new DestinationPolicy(
                RedeliveryPolicy.atOnce(1),
                new DeadLetterPolicy(
                        DeadLetterPolicy.NONE, DeadLetterPolicy.NONE, DeadLetterPolicy.NONE, DeadLetterPolicy.NONE),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
        send("a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        release(consumer, 1);
        assertThat(queue("orders")).containsEntry("messages", 0L).containsEntry("dead", 1L);
        harness.force().crash();
        assertThat(harness.recovered()).isZero();
    }

    @Test
    void timeToLiveIsKeptWithinBounds() {
        policy(policy -> new DestinationPolicy(
                policy.redelivery(),
                policy.deadLetters(),
                new ExpiryPolicy(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(60)),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
        int producer = client.producer(session, ORDERS);
        client.send(producer, 0, 0, 0, Messages.text("default"));
        client.send(producer, 0, 1_000, 0, Messages.text("too short"));
        client.send(producer, 0, 900_000, 0, Messages.text("too long"));
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::timeLeft)
                .containsExactly(30_000L, 10_000L, 60_000L);
    }

    @Test
    void expiredOnesAreReadBackBeforeTheyMoveToTheirQueue() {
        policy(policy -> new DestinationPolicy(
                policy.redelivery(),
                new DeadLetterPolicy("DLQ", "DLQ", "late", DeadLetterPolicy.NONE),
                policy.expiry(),
                policy.limits(),
                policy.consumers(),
                policy.groups()));
        int producer = client.producer(session, ORDERS);
        for (int i = 0; i < 50; i++) {
            client.send(producer, 0, 5_000, 0, Messages.text("m" + i));
        }
        harness.settle();
        harness.crash(); // bodies stay in the journal
        harness.pass(5_000);
        harness.pass(100);
        reconnect();
        assertThat(queue("late")).containsEntry("messages", 50L);
        assertThat(queue("orders")).containsEntry("messages", 0L).containsEntry("expired", 50L);
    }
}
