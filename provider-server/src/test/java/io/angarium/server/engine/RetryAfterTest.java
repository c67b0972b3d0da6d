package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.server.policy.RedeliveryPolicy.Order;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.SessionFrame.Handed;
import io.angarium.wire.XaCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a consumer asks for, instead of what the policy says, of the next attempt of a delivery. */
@Timeout(20)
class RetryAfterTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int TRIES = 3;
    private static final Duration MOST_ASKED = Duration.ofMinutes(1);

    private final EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();
    private int consumer;

    /** Tried again after ten seconds; consumers may ask for a minute. */
    private void policy(Order order) {
        harness.withPolicies(Policies.of(DestinationPolicy.standard(TRIES, "DLQ")
                .with(new RedeliveryPolicy(
                        TRIES, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0, order, MOST_ASKED))));
        reconnect();
    }

    private void reconnect() {
        client = harness.connect();
        session = client.session();
    }

    private void send(String... texts) {
        client.send(client.producer(session, ORDERS), List.of(texts));
        harness.settle();
    }

    private void receive(String... texts) {
        consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, texts.length);
        harness.settle();
        assertThat(client.texts()).containsExactly(texts);
        client.credit(consumer, 100);
    }

    private void release(long tag) {
        client.settle(session, Verdict.RELEASE, consumer, tag, tag);
        harness.settle();
    }

    private void assertItComesAfter(long millis, String... texts) {
        harness.settle();
        harness.pass(millis - 1).settle();
        assertThat(client.texts()).isEmpty();
        harness.pass(1).settle();
        assertThat(client.texts()).containsExactly(texts);
    }

    @Test
    void whatTheConsumerAsksForCountsAndNotThePolicy() {
        policy(Order.PASS);
        send("a");
        receive("a");
        client.retryAfter(consumer, 1, 7_000);
        release(1);
        assertItComesAfter(7_000, "a");
        client.retryAfter(consumer, 2, 25_000);
        client.retryAfter(consumer, 2, 12_000);
        release(2);
        harness.pass(11_999).settle();
        assertThat(client.texts()).isEmpty();
        harness.pass(1).settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(3);
    }

    @Test
    void zeroIsAtOnceAndALongTimeIsBoundedByThePolicy() {
        policy(Order.PASS);
        send("a");
        receive("a");
        client.retryAfter(consumer, 1, 0);
        release(1);
        assertThat(client.texts()).containsExactly("a");
        client.retryAfter(consumer, 2, Long.MAX_VALUE);
        release(2);
        assertItComesAfter(MOST_ASKED.toMillis(), "a");
    }

    @Test
    void afterTheLastAttemptItIsDeadWhateverTheConsumerAsksFor() {
        policy(Order.PASS);
        send("a");
        receive("a");
        for (int tag = 1; tag <= TRIES; tag++) {
            client.retryAfter(consumer, tag, 1_000);
            release(tag);
            harness.pass(1_000).settle();
        }
        Map<String, Object> dead =
                client.rows(client.manage("queue.show", Map.of("name", "DLQ"))).get(0);
        assertThat(dead).containsEntry("messages", 1L);
        assertThat(client.texts()).containsExactly("a", "a");
    }

    @Test
    void anotherAttemptThatAsksForNothingFollowsThePolicyAgain() {
        policy(Order.PASS);
        send("a");
        receive("a");
        client.retryAfter(consumer, 1, 1_000);
        client.settle(session, Verdict.RETURN, consumer, 1, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        release(2);
        assertItComesAfter(10_000, "a");
    }

    @Test
    void whatIsAcceptedAfterAllStaysAwayAndOneThatIsNotOutstandingIsIgnored() {
        policy(Order.PASS);
        send("a", "b");
        receive("a", "b");
        client.retryAfter(consumer, 1, 1_000);
        client.accept(session, consumer, 1, 1);
        client.retryAfter(consumer, 1, 1_000);
        client.retryAfter(consumer, 77, 1_000);
        client.retryAfter(99, 1, 1_000);
        harness.settle();
        release(2);
        assertItComesAfter(10_000, "b");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void recoverReturnsEachAfterItsOwnTime() {
        policy(Order.PASS);
        send("a", "b", "c");
        receive("a", "b", "c");
        client.retryAfter(consumer, 2, 4_000);
        client.recover(session, new Handed(consumer, 2));
        client.credit(consumer, 100);
        harness.settle();
        assertThat(client.texts()).containsExactly("c"); // which the application has not seen
        assertItComesAfter(4_000, "b");
        assertItComesAfter(6_000, "a");
    }

    @Test
    void ofATransactionThatIsRolledBackOnlyThatMessageHasTheDelay() {
        policy(Order.PASS);
        send("a", "b");
        receive("a", "b");
        client.retryAfter(consumer, 1, 20_000);
        client.acceptIn(session, 1, consumer, 1, 2);
        client.rollBack(session, 1, new Handed(consumer, 2));
        client.credit(consumer, 100);
        assertItComesAfter(10_000, "b");
        assertItComesAfter(10_000, "a");
    }

    @Test
    void aBranchThatIsRolledBackKeepsTheDelay() {
        policy(Order.PASS);
        XaClient xa = new XaClient(harness);
        client = xa.client();
        session = xa.session();
        send("a");
        receive("a");
        BranchId branch = XaClient.branch("x");
        assertThat(xa.start(branch)).isEqualTo(XaCode.XA_OK);
        client.retryAfter(consumer, 1, 3_000);
        client.acceptIn(session, xa.transaction(), consumer, 1, 1);
        assertThat(xa.end(branch)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.prepare(branch)).isEqualTo(XaCode.XA_OK);
        harness.pass(60_000).settle();
        assertThat(xa.rollBack(branch)).isEqualTo(XaCode.XA_OK);
        assertItComesAfter(3_000, "a");
    }

    @Test
    void aConnectionThatIsLostBeforeItGivesBackLeavesTheDelay() {
        policy(Order.PASS);
        send("a", "b");
        receive("a", "b");
        client.retryAfter(consumer, 1, 30_000);
        harness.settle();
        client.vanish();
        harness.settle();
        reconnect();
        consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("b"); // of which nobody knows whether it was seen
        harness.pass(29_999).settle();
        assertThat(client.texts()).isEmpty();
        harness.pass(1).settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void theDelayGoesOnOverACrashAndOverACheckpoint(Order order) {
        policy(order);
        send("a");
        receive("a");
        client.retryAfter(consumer, 1, 40_000);
        release(1);
        harness.settle().force().crash();
        harness.pass(10_000).settle();
        harness.force().checkpoint().crash();
        reconnect();
        client.consume(session, "orders");
        assertItComesAfter(30_000, "a");
    }

    @Test
    void inAQueueThatKeepsItsOrderWhatIsBehindItWaitsToo() {
        policy(Order.BLOCK);
        send("a", "b");
        receive("a");
        client.retryAfter(consumer, 1, 5_000);
        client.recover(session, new Handed(consumer, 1));
        client.credit(consumer, 100);
        assertItComesAfter(5_000, "a", "b");
    }

    @Test
    void ofGroupsOnlyItsOwnWaits() {
        policy(Order.BLOCK);
        int producer = client.producer(session, ORDERS);
        for (String text : List.of("a1", "b1", "a2", "b2")) {
            client.send(
                    producer,
                    new MessageBuilder()
                            .persistent(true)
                            .destination(ORDERS)
                            .messageId("ID:" + text)
                            .properties(Map.of("JMSXGroupID", text.substring(0, 1)))
                            .text(text)
                            .build());
        }
        harness.settle();
        consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("a1");
        client.retryAfter(consumer, 1, 5_000);
        release(1);
        client.credit(consumer, 100);
        harness.settle();
        assertThat(client.texts()).containsExactly("b1", "b2");
        assertItComesAfter(5_000, "a1", "a2");
    }

    @Test
    void withoutTheFeatureItIsAnError() {
        TestClient plain = harness.connectPlain();
        plain.retryAfter(1, 1, 1);
        harness.settle();
        assertThat(plain.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    /** Policy 1 s to 30 s; tenant A's messages return when its listener says so, 7 s later, all others by the policy, and nobody waits for them. */
    @Test
    void r6ARetryAfterSetsTheDelayOfOneTenantAndNoOther() {
        harness.withPolicies(Policies.of(DestinationPolicy.standard(10, "DLQ")
                .with(new RedeliveryPolicy(10, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0, Order.PASS))));
        reconnect();
        send("A1", "B1", "C1", "A2", "B2", "C2");
        consumer = client.consume(session, "orders");
        long begin = harness.now();
        List<String> seen = new ArrayList<>();
        while (harness.now() < begin + 10_000) {
            harness.settle();
            for (ConsumerFrame.Deliver deliver : client.deliveries()) {
                String text = TestClient.text(deliver);
                seen.add(text + " " + (harness.now() - begin) / 100);
                if (text.startsWith("A") && deliver.deliveryCount() == 1) {
                    client.retryAfter(consumer, deliver.tag(), 7_000);
                    release(deliver.tag());
                } else if (text.startsWith("B") && deliver.deliveryCount() <= 2) {
                    release(deliver.tag());
                } else {
                    client.accept(session, consumer, deliver.tag(), deliver.tag());
                }
            }
            harness.pass(100);
        }
        assertThat(seen)
                .containsExactly(
                        "A1 0", "B1 0", "C1 0", "A2 0", "B2 0", "C2 0", "B1 10", "B2 10", "B1 30", "B2 30", "A1 70",
                        "A2 70");
    }
}
