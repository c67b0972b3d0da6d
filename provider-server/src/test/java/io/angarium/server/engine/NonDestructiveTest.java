package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LastValuePolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.PropertyFinder;
import io.angarium.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues whose consumers read all messages and take none away. */
@Timeout(60)
class NonDestructiveTest {
    private static final Destination CATALOGUE = Destination.queue("catalogue");
    private static final int MUCH = 1_000_000;

    private EngineHarness harness = new EngineHarness().withPolicies(policies(read(), 3));
    private TestClient client = harness.connect("me");
    private int session = client.session();
    private int producer = client.producer(session, CATALOGUE);

    private static DestinationPolicy read() {
        return DestinationPolicy.standard(3, "DLQ").with(new ConsumerPolicy(false, true));
    }

    private static Policies policies(DestinationPolicy policy, int attempts) {
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("catalogue"), List.of(new Policies.Said("test", "test", all -> policy)));
        return new Policies(DestinationPolicy.standard(attempts, "DLQ"), List.of(rule), LimitPolicy.NONE);
    }

    private void with(DestinationPolicy policy, long budget) {
        harness = new EngineHarness().withPolicies(policies(policy, 3), budget);
        reconnect();
    }

    private void reconnect() {
        client = harness.connect("me");
        session = client.session();
        producer = client.producer(session, CATALOGUE);
    }

    private void send(int from, int to) {
        client.send(producer, Messages.numbers(from, to));
        harness.settle();
    }

    private int consume() {
        int consumer = client.consume(session, "catalogue");
        client.credit(consumer, MUCH);
        harness.settle();
        return consumer;
    }

    private Map<String, Object> queue() {
        return client.rows(client.manage("queue.show", Map.of("name", "catalogue")))
                .get(0);
    }

    @Test
    void whatConsumersHaveReadyCountsOnceForTheBoundsOfAllDestinations() {
        LimitPolicy refuse = new LimitPolicy(0, 0, LimitPolicy.Full.REFUSE, Duration.ZERO, "none");
        Policies.Rule rule = policies(read().with(refuse), 3).rules().get(0);
        harness = new EngineHarness()
                .withPolicies(new Policies(DestinationPolicy.standard(3, "DLQ"), List.of(rule), refuse.within(4, 0)));
        reconnect();
        send(1, 3);
        consume();
        consume();
        send(4, 5);
        assertThat(queue()).containsEntry("messages", 4L).containsEntry("refused", 1L);
    }

    @Test
    void delayedMessagesComeToReadersAlsoWhereMemoryIsUsedUp() {
        with(read(), 400_000);
        int many = 1000;
        long delay = 100_000;
        for (int i = 0; i < many; i++) {
            client.send(producer, 0, 0, delay, Messages.text(String.valueOf(i)));
        }
        harness.settle();
        harness.checkpoint().crash();
        reconnect();
        int consumer = consume();
        TestClient other = harness.connect();
        int sending = other.session();
        for (int queue = 0; queue < 250; queue++) { // too short to be parked
            other.send(other.producer(sending, Destination.queue("short" + queue)), Messages.numbers(1, 10));
            harness.settle();
        }
        harness.pass(delay).settle();
        for (int i = 0; i < 100; i++) {
            harness.pass(20).settle();
        }
        assertThat(client.texts(consumer)).isEqualTo(Messages.numbers(0, many - 1));
    }

    @Test
    void eachConsumerGetsEachMessageOnceAndAcknowledgingTakesNoneAway() {
        send(1, 3);
        int first = consume();
        client.accept(session, first, 1, 2);
        int second = consume();
        send(4, 4);
        client.accept(session, second, 1, 4);
        harness.settle();
        assertThat(client.texts(first)).isEqualTo(Messages.numbers(1, 4));
        assertThat(client.texts(second)).isEqualTo(Messages.numbers(1, 4));
        assertThat(queue()).containsEntry("messages", 4L).containsEntry("consumers", 2);
        harness.force().crash();
        reconnect();
        assertThat(client.texts(consume())).isEqualTo(Messages.numbers(1, 4));
    }

    @Test
    void manyAreGivenAsTheyAreTakenAndMostOfThemNeedNoMemory() {
        with(read(), 2_000_000);
        for (int i = 0; i < 60; i++) {
            send(i * 100 + 1, i * 100 + 100);
        }
        int consumer = client.open(session, Kind.QUEUE, CATALOGUE, null);
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            client.credit(consumer, 500);
            harness.settle().force().settle();
            got.addAll(client.texts(consumer));
            client.accept(session, consumer, 1, MUCH);
        }
        assertThat(got).isEqualTo(Messages.numbers(1, 6_000));
        assertThat(queue()).containsEntry("messages", 6_000L);
        Object used =
                client.rows(client.manage("broker.status", Map.of())).get(0).get("memoryUsed");
        assertThat(((Number) used).longValue()).isLessThan(1_000_000);
    }

    @Test
    void theyComeByPriorityAndSelectorsLeaveOutTheOthers() {
        client.send(producer, Messages.with("low", true, 1, Map.of("x", 1)));
        client.send(producer, Messages.with("high", true, 9, Map.of("x", 1)));
        client.send(producer, Messages.with("other", true, 5, Map.of("x", 2)));
        harness.settle();
        int all = consume();
        int some = client.consume(session, "catalogue", "x = 1");
        harness.settle();
        assertThat(client.texts(all)).containsExactly("high", "other", "low");
        assertThat(client.texts(some)).containsExactly("high", "low");
        assertThat(queue()).containsEntry("messages", 3L);
    }

    @Test
    void whatIsGivenBackComesAgainToItsConsumerAndACopyOfTheHopelessIsDead() {
        send(1, 2);
        int first = consume();
        int second = consume();
        client.received().clear();
        for (int tag = 1; tag <= 5; tag += 2) {
            client.settle(session, Verdict.RELEASE, first, tag, tag);
            client.handed(first, tag);
            harness.settle();
        }
        assertThat(client.texts(second)).isEmpty();
        assertThat(queue()).containsEntry("messages", 2L);
        client.closeConsumer(first, 0);
        client.closeConsumer(second, 0);
        harness.settle();
        assertThat(queue()).containsEntry("messages", 2L).containsEntry("consumers", 0);
    }

    @Test
    void aRollbackGivesBackWhatThisConsumerHad() {
        send(1, 2);
        int first = consume();
        int second = consume();
        assertThat(client.texts(first)).containsExactly("1", "2");
        assertThat(client.texts(second)).containsExactly("1", "2");
        client.acceptIn(session, 1, first, 1, 2);
        client.rollBack(session, 1);
        client.credit(first, 10);
        harness.settle();
        assertThat(client.texts(first)).containsExactly("1", "2");
        client.acceptIn(session, 2, first, 3, 4);
        client.commit(session, 2);
        harness.settle();
        assertThat(client.lastFailure()).isNull();
        assertThat(queue()).containsEntry("messages", 2L);
    }

    @Test
    void theyLeaveByExpiryLimitsReplacementAndCommand() {
        client.send(producer, 0, 1_000, 0, Messages.text("short"));
        send(1, 1);
        harness.pass(1_000).settle();
        assertThat(client.texts(consume())).containsExactly("1");
        client.manage("queue.purge", Map.of("name", "catalogue"));
        harness.settle();
        assertThat(client.texts(consume())).isEmpty();

        with(read().with(new LimitPolicy(2, 0, LimitPolicy.Full.DROP_OLDEST, Duration.ZERO, "none")), 64L << 20);
        send(1, 2);
        int early = consume();
        send(3, 4);
        assertThat(client.texts(early)).isEqualTo(Messages.numbers(1, 4));
        assertThat(client.texts(consume())).containsExactly("3", "4");
        assertThat(queue()).containsEntry("messages", 2L).containsEntry("dropped", 2L);

        with(read().with(new LastValuePolicy("share")), 64L << 20);
        for (String text : List.of("a1", "b1", "a2")) {
            client.send(producer, Messages.with(text, Map.of("share", text.substring(0, 1))));
            harness.settle();
        }
        assertThat(client.texts(consume())).containsExactly("b1", "a2");
    }

    @Test
    void aQueueThatIsReadIsNotDeletedAndOneWhoseReadersAreGoneIs() {
        send(1, 1);
        int consumer = consume();
        int refused = client.manage("queue.delete", Map.of("name", "catalogue"));
        assertThat(client.failure(refused)).isEqualTo(ErrorCode.IN_USE);
        assertThat(client.rows(client.manage("queue.explain", Map.of("name", "catalogue"))))
                .anySatisfy(row ->
                        assertThat(row).containsEntry("what", "delivery").containsEntry("value", "1 messages stay"));
        client.closeConsumer(consumer, 0);
        harness.settle();
        int deleted = client.manage("queue.delete", Map.of("name", "catalogue"));
        harness.settle();
        assertThat(client.failure(deleted)).isNull();
    }

    @Test
    void consumersThatComeAfterAReloadAreOfTheNewKind() {
        send(1, 2);
        int reader = consume();
        harness.engine()
                .configured(new Configuration.Content(
                        1, null, policies(DestinationPolicy.standard(3, "DLQ"), 3), true, List.of()));
        harness.settle();
        int taker = consume();
        client.accept(session, taker, 1, 2);
        harness.settle();
        assertThat(client.texts(reader)).containsExactly("1", "2");
        assertThat(client.texts(taker)).containsExactly("1", "2");
        assertThat(queue()).containsEntry("messages", 0L);
        client.closeConsumer(reader, 2);
        send(3, 3);
        assertThat(client.texts(taker)).containsExactly("3");
    }

    @Test
    void aConsumerThatVanishesLeavesNothingBehind() {
        send(1, 2);
        consume();
        client.vanish();
        harness.settle();
        reconnect();
        assertThat(queue()).containsEntry("messages", 2L).containsEntry("consumers", 0);
        assertThat(client.texts(consume())).containsExactly("1", "2");
    }

    @Test
    void aPausedQueueGivesItsReadersNothingUntilItResumes() {
        send(1, 2);
        int early = client.open(session, Kind.QUEUE, CATALOGUE, null);
        harness.settle();
        client.manage("queue.pause", Map.of("name", "catalogue"));
        client.credit(early, MUCH);
        int late = consume();
        send(3, 3);
        assertThat(client.texts()).isEmpty();
        client.manage("queue.resume", Map.of("name", "catalogue"));
        harness.settle();
        assertThat(client.texts(early)).isEqualTo(Messages.numbers(1, 3));
        assertThat(client.texts(late)).isEqualTo(Messages.numbers(1, 3));
    }

    private long dead() {
        Map<String, Object> row =
                client.rows(client.manage("queue.show", Map.of("name", "DLQ"))).get(0);
        return ((Number) row.get("messages")).longValue();
    }

    @Test
    void whatExpiresIsDeadOnceHoweverManyHaveItReady() {
        with(read().with(new DeadLetterPolicy("DLQ", "DLQ", "DLQ", "DLQ")), 64L << 20);
        client.send(producer, 0, 1_000, 0, Messages.text("short"));
        client.open(session, Kind.QUEUE, CATALOGUE, null);
        client.open(session, Kind.QUEUE, CATALOGUE, null);
        harness.settle();
        harness.pass(1_000).settle();
        assertThat(dead()).isEqualTo(1);
    }

    @Test
    void whatReadersOfDeadLettersRejectIsNotDeadAgainAndItsOriginIsTheQueue() throws WireException {
        harness = new EngineHarness().withPolicies(Policies.of(read()));
        reconnect();
        send(1, 1);
        client.settle(session, Verdict.REJECT, consume(), 1, 1);
        harness.settle();
        assertThat(dead()).isEqualTo(1);
        int reader = client.consume(session, "DLQ");
        client.credit(reader, 1);
        client.received().clear();
        harness.settle();
        assertThat(client.deliveries()).hasSize(1).allSatisfy(each -> assertThat(
                        PropertyFinder.find(each.message(), DeadLetters.ORIGIN.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("queue:catalogue"));
        client.settle(session, Verdict.REJECT, reader, 1, 1);
        harness.settle();
        assertThat(dead()).isEqualTo(1);
    }
}
