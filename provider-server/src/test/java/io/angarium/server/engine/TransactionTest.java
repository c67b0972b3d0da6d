package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame.Handed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TransactionTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final int producer = client.producer(session, ORDERS);
    private final TestClient other = harness.connect();
    private final int otherSession = other.session();

    @Test
    void nothingOfItIsSeenBeforeTheCommitIsOnDisk() {
        other.consume(otherSession, "orders");
        client.sendIn(producer, 1, "a");
        client.sendIn(producer, 1, "b");
        harness.settle();
        assertThat(other.texts()).isEmpty();

        int commit = client.commit(session, 1);
        harness.round();
        assertThat(client.reply(commit)).isNull();
        assertThat(other.texts()).isEmpty();

        harness.force();
        assertThat(client.ok(commit)).isTrue();
        assertThat(other.texts()).containsExactly("a", "b");
    }

    @Test
    void itsSendsAreConfirmedWithoutTheDisk() {
        client.sendIn(producer, 1, "a");
        harness.round().pass(10);
        assertThat(client.confirmed(session)).isEqualTo(1);
    }

    @Test
    void anUncommittedOneIsForgottenByACrashAndACommittedOneIsNot() {
        client.sendIn(producer, 1, "committed");
        client.commit(session, 1);
        client.sendIn(producer, 2, "open");
        harness.settle().force().crash();
        assertThat(harness.recovered()).isEqualTo(1);
        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();
        assertThat(next.texts()).containsExactly("committed");
    }

    @Test
    void aCommitThatIsNotOnDiskIsForgottenAsAWhole() {
        client.send(producer, "old");
        harness.settle();
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.acceptIn(session, 1, consumer, 1, 1);
        client.sendIn(producer, 1, "new");
        harness.force();
        client.commit(session, 1);
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1);
        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();
        assertThat(next.texts()).containsExactly("old");
    }

    @Test
    void whatItAcknowledgedIsGoneWithTheCommit() {
        client.send(producer, List.of("a", "b"));
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.acceptIn(session, 1, consumer, 1, 2);
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.ok(commit)).isTrue();
        harness.crash();
        assertThat(harness.recovered()).isZero();
    }

    @Test
    void rollbackBringsBackWhatItAcknowledgedToItsPlaceWithACount() {
        client.send(producer, Messages.numbers(1, 6));
        int consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).hasSize(6);
        client.acceptIn(session, 1, consumer, 1, 2);
        client.sendIn(producer, 1, "never");
        int rollback = client.rollBack(session, 1, new Handed(consumer, 3));
        assertThat(client.ok(rollback)).isTrue();
        harness.settle();
        assertThat(client.texts()).isEmpty();

        client.credit(consumer, 100);
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries.stream().map(TestClient::text)).isEqualTo(Messages.numbers(1, 6));
        assertThat(deliveries.stream().map(ConsumerFrame.Deliver::deliveryCount))
                .containsExactly(2, 2, 2, 1, 1, 1);
    }

    @Test
    void rollbackWithSeveralConsumersKeepsTheOrder() {
        client.send(producer, Messages.numbers(1, 50));
        int one = client.open(session, Kind.QUEUE, ORDERS, null);
        int two = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(one, 10);
        client.credit(two, 10);
        other.credit(other.open(otherSession, Kind.QUEUE, ORDERS, null), 10);
        harness.settle();
        client.acceptIn(session, 1, two, 1, 3);
        client.acceptIn(session, 1, one, 1, 5);
        other.vanish();
        client.rollBack(session, 1);
        client.closeSession(session);
        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();
        assertThat(next.texts()).isEqualTo(Messages.numbers(1, 50));
    }

    @Test
    void topicMessagesGoToWhoSubscribesWhenItCommits() {
        int toTopic = client.producer(session, Destination.topic("news"));
        client.sendIn(toTopic, 1, "a");
        int late = other.subscribe(otherSession, Kind.TOPIC, "news", null);
        client.commit(session, 1);
        int tooLate = other.subscribe(otherSession, Kind.TOPIC, "news", null);
        harness.settle();
        assertThat(other.texts(late)).containsExactly("a");
        assertThat(other.texts(tooLate)).isEmpty();
    }

    @Test
    void durableSubscriptionsGetItsTopicMessagesOnce() {
        int sub = other.open(otherSession, Kind.SHARED_DURABLE, Destination.topic("news"), "sub");
        int toTopic = client.producer(session, Destination.topic("news"));
        client.sendIn(toTopic, 1, "a");
        client.sendIn(producer, 1, "b");
        client.commit(session, 1);
        other.credit(sub, 1);
        harness.settle();
        assertThat(other.texts()).containsExactly("a");
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(2);
    }

    @Test
    void aRefusedSendMakesTheCommitRollBack() {
        Destination gone = new Destination(Destination.Kind.TEMPORARY_QUEUE, "temporary-1");
        other.temporary(gone);
        int toTemporary = client.producer(session, gone);
        other.deleteTemporary(gone);
        client.sendIn(producer, 1, "a");
        client.sendIn(toTemporary, 1, "b");
        assertThat(client.take(ProducerFrame.SendRefused.class)).hasSize(1);
        client.sendIn(producer, 1, "c");
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.failure(commit)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
        assertThat(harness.effects(Effect.TransactionRolledBack.class)).hasSize(1);
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).isEmpty();
    }

    @Test
    void anUnusedNumberCommitsNothingAndAnEndedOneIsRefused() {
        assertThat(client.ok(client.commit(session, 1))).isTrue();
        assertThat(client.failure(client.commit(session, 1))).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(client.ok(client.rollBack(session, 2))).isTrue();
        assertThat(client.failure(client.rollBack(session, 2))).isEqualTo(ErrorCode.ILLEGAL_STATE);
    }

    @Test
    void aSendOfAnEndedTransactionIsRefusedByItself() {
        client.sendIn(producer, 1, "a");
        client.commit(session, 1);
        harness.settle();
        client.sendIn(producer, 1, "b");
        client.sendIn(producer, 2, "c");
        client.sendIn(producer, 1, "d");
        assertThat(client.take(ProducerFrame.SendRefused.class))
                .extracting(ProducerFrame.SendRefused::sequence, ProducerFrame.SendRefused::code)
                .containsExactly(tuple(2L, ErrorCode.ILLEGAL_STATE), tuple(4L, ErrorCode.ILLEGAL_STATE));
        int commit = client.commit(session, 2);
        harness.settle().pass(1000);
        assertThat(client.ok(commit)).isTrue();
        assertThat(client.confirmed(session)).isEqualTo(4);
        other.consume(otherSession, "orders");
        harness.settle();
        assertThat(other.texts()).containsExactly("a", "c");
    }

    @Test
    void anAcknowledgementOfAnEndedTransactionChangesNothing() {
        client.send(producer, "a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.sendIn(producer, 1, "b");
        client.rollBack(session, 1);
        client.acceptIn(session, 1, consumer, 1, 1);
        int asked = client.correlation();
        client.frame(new ConsumerFrame.Acknowledge(
                asked, session, 1, ConsumerFrame.Verdict.ACCEPT, List.of(new ConsumerFrame.Range(consumer, 1, 1))));
        harness.settle();
        assertThat(client.failure(asked)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        assertThat(client.isClosed()).isFalse();
        client.closeSession(session);
        other.consume(otherSession, "orders");
        harness.settle();
        assertThat(other.texts()).containsExactly("a");
    }

    @Test
    void anAcknowledgementThatCrossesTheCloseOfItsSessionChangesNothing() {
        client.send(producer, "a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.closeSession(session);
        client.acceptIn(session, 1, consumer, 1, 1);
        client.accept(session, consumer, 1, 1);
        int asked = client.correlation();
        client.frame(new ConsumerFrame.Acknowledge(
                asked, session, 1, ConsumerFrame.Verdict.ACCEPT, List.of(new ConsumerFrame.Range(consumer, 1, 1))));
        harness.settle();
        assertThat(client.failure(asked)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(client.isClosed()).isFalse();
        other.consume(otherSession, "orders");
        harness.settle();
        assertThat(other.texts()).containsExactly("a");
    }

    @Test
    void twoTransactionsOfOneSessionAreNotOpenAtOnce() {
        client.sendIn(producer, 1, "a");
        client.sendIn(producer, 2, "b");
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void aTransactionTakesNoOtherVerdictThanAccept() {
        client.frame(new ConsumerFrame.Acknowledge(0, session, 1, ConsumerFrame.Verdict.RELEASE, List.of()));
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void aSessionCannotAcknowledgeForAnother() {
        int second = client.session();
        int consumer = client.consume(session, "orders");
        client.accept(second, consumer, 1, 1);
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void theEndOfItsSessionRollsItBack() {
        client.send(producer, "a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.acceptIn(session, 1, consumer, 1, 1);
        client.vanish();
        other.consume(otherSession, "orders");
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = other.deliveries();
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).deliveryCount()).isEqualTo(2);
    }

    @Test
    void aLaterTransactionDoesNotOvertakeAnEarlierOne() {
        other.consume(otherSession, "orders");
        client.sendIn(producer, 1, "persistent");
        client.send(producer, 1, 0, 0, Messages.volatileText("first"));
        client.commit(session, 1);
        client.send(producer, 2, 0, 0, Messages.volatileText("second"));
        client.commit(session, 2);
        harness.round();
        assertThat(other.texts()).isEmpty();
        harness.settle();
        assertThat(other.texts()).containsExactly("persistent", "first", "second");
    }

    @Test
    void openTransactionsGetHalfTheMemoryAndAreThenRefused() {
        EngineHarness small = new EngineHarness().withBudget(100_000);
        TestClient big = small.connect();
        int bigSession = big.session();
        int bigProducer = big.producer(bigSession, ORDERS);
        String text = "x".repeat(10_000);
        for (int i = 0; i < 5; i++) {
            big.sendIn(bigProducer, 1, text);
        }
        List<ProducerFrame.SendRefused> refused = big.take(ProducerFrame.SendRefused.class);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).code()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        assertThat(big.failure(big.commit(bigSession, 1))).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);

        big.sendIn(bigProducer, 2, text);
        int commit = big.commit(bigSession, 2);
        small.settle();
        assertThat(big.ok(commit)).isTrue();
    }
}
