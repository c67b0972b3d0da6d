package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups where there is more than the broker remembers, or has in memory. */
@Timeout(60)
class GroupScaleTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Duration DELAY = Duration.ofSeconds(10);
    private static final int DELAYED = 600;
    private static final long PLENTY = 256L << 20;
    private static final long BUDGET = 300_000;

    private final EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private int consumer(String name, String selector, int credit) {
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue(name), null, selector);
        client.credit(consumer, credit);
        return consumer;
    }

    private void configure(GroupPolicy groups, long budget) {
        RedeliveryPolicy redelivery = new RedeliveryPolicy(10, DELAY, 1, DELAY, 0, RedeliveryPolicy.Order.BLOCK);
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("orders"), List.of(new Policies.Said("test", "test", all -> all.with(groups)
                        .with(redelivery))));
        harness.withPolicies(
                new Policies(DestinationPolicy.standard(10, "DLQ"), List.of(rule), LimitPolicy.NONE), budget);
        client = harness.connect();
        session = client.session();
    }

    @Test
    void aGroupThatIsForgottenWhileOthersPassBeginsAnewWithItsFirstMessage() {
        int groups = 2 * IdleGroups.MOST;
        configure(new GroupPolicy(true, false, 0), PLENTY);
        int producer = client.producer(session, ORDERS);
        int owner = consumer("orders", null, groups);
        send(producer, 0, groups, "1");
        send(producer, 0, groups, "2");
        harness.settle();
        int other = consumer("orders", null, 2 * groups);
        harness.settle();
        assertThat(client.texts(owner).size()).isEqualTo(groups);
        assertThat(client.texts(other).size()).isZero();
        client.accept(session, owner, 1, groups);
        harness.settle();
        send(producer, groups, groups + 1, "1");
        for (int i = 0; i < groups; i += 100) { // the group that is forgotten, whichever it is, is one of these
            send(producer, i, i + 1, "3");
        }
        harness.settle();
        assertThat(client.isClosed()).as(client.closeReason()).isFalse();
        List<String> got = client.texts(other);
        assertThat(got).hasSize(3).contains(groups + ".1");
        List<String> begun =
                got.stream().filter(text -> !text.startsWith(groups + ".")).toList();
        String group = begun.get(0).substring(0, begun.get(0).indexOf('.'));
        assertThat(begun).containsExactly(group + ".2", group + ".3");
    }

    private void send(int producer, int from, int to, String number) {
        for (int i = from; i < to; i++) {
            client.send(producer, Messages.with(i + "." + number, false, 4, Map.of("JMSXGroupID", String.valueOf(i))));
            if (i % 500 == 499) {
                harness.settle();
            }
        }
    }

    /** So many messages, each of its own group, wait for their next attempt when the broker is started again. */
    private void restartWithDelayed(GroupPolicy groups) {
        configure(groups, PLENTY);
        int producer = client.producer(session, ORDERS);
        int consumer = consumer("orders", null, DELAYED);
        for (int i = 0; i < DELAYED; i++) {
            client.send(producer, Messages.with(i + "x".repeat(1000), Map.of("JMSXGroupID", "g" + i)));
            if (i % 50 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        assertThat(client.texts(consumer).size()).isEqualTo(DELAYED);
        client.handed(consumer, DELAYED);
        client.settle(session, Verdict.RELEASE, consumer, 1, DELAYED);
        harness.settle();
        assertThat(client.texts(consumer).size()).isZero();
        harness.checkpoint();
        configure(groups, BUDGET);
    }

    @Test
    void delayedMessagesThatARestartFindsAreReadSomeAtATimeAndLeaveMemoryAgain() {
        restartWithDelayed(GroupPolicy.STICKY);
        long fetched = harness.fetched();
        int consumer = consumer("orders", null, DELAYED);
        harness.settle();
        assertThat(harness.fetched() - fetched).isEqualTo(DELAYED);
        assertThat(harness.mostFetchedAtOnce()).isBetween(2, 256);
        int status = client.manage("broker.status", Map.of());
        harness.settle();
        assertThat(((Number) client.rows(status).get(0).get("memoryUsed")).longValue())
                .isLessThan(BUDGET);
        assertThat(client.texts(consumer).size()).isZero();
        harness.pass(DELAY.toMillis()).settle();
        assertThat(client.texts(consumer).size()).isEqualTo(DELAYED);
    }

    @Test
    void whereThereAreNoGroupsNoneIsRead() {
        restartWithDelayed(new GroupPolicy(false, true, 0));
        long fetched = harness.fetched();
        int consumer = consumer("orders", null, DELAYED);
        harness.settle();
        assertThat(harness.fetched()).isEqualTo(fetched);
        harness.pass(DELAY.toMillis()).settle();
        assertThat(client.texts(consumer).size()).isEqualTo(DELAYED);
    }

    @Test
    void aLowerPriorityGetsNothingWhileTheHigherOnesMessagesAreRead() {
        harness.withBudget(400_000);
        client = harness.connect();
        session = client.session();
        int producer = client.producer(session, ORDERS);
        List<String> texts =
                IntStream.range(0, 100).mapToObj(i -> i + "x".repeat(9_000)).toList();
        for (String text : texts) {
            client.send(producer, Messages.with(text, Map.of("kind", "a")));
            harness.settle();
        }
        int low = consumer("orders", "kind = 'b'", 100);
        harness.settle();
        assertThat(client.texts(low).size()).isZero();
        long fetched = harness.fetched();
        int high = consumer("orders?consumer.priority=5", "kind IN ('a', 'b')", 200);
        client.send(producer, Messages.with("b", false, 4, Map.of("kind", "b")));
        harness.settle();
        assertThat(harness.fetched()).as("messages were read").isGreaterThan(fetched);
        assertThat(client.texts(low).size()).isZero();
        List<String> got = client.texts(high);
        assertThat(got.size()).isEqualTo(101);
        assertThat(got.get(100)).isEqualTo("b");
    }
}
