package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.journal.JournalFailedException;
import io.angarium.journal.JournalFullException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A journal that is full or has failed. */
@Timeout(20)
class JournalTroubleTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final int producer = client.producer(session, ORDERS);
    private int consumer;

    @BeforeEach
    void someMessages() {
        client.send(producer, List.of("a", "b"));
        consumer = client.consume(session, "orders");
        harness.settle();
        client.take(ProducerFrame.Confirmed.class);
        assertThat(client.texts()).containsExactly("a", "b");
    }

    @Test
    void theRefusalsOfTheTestsAreWhatTheySay() {
        assertThat(Refusals.full()).isInstanceOf(JournalFullException.class);
        assertThat(Refusals.failed()).isInstanceOf(JournalFailedException.class);
    }

    @Test
    void aFullJournalRefusesSendsWhileAcknowledgementsGoOn() {
        harness.refuse(Refusals.full());
        client.send(producer, "c");
        int reply = client.acceptAndWait(session, consumer, 1, 1);
        harness.settle();
        List<ProducerFrame.SendRefused> refused = client.take(ProducerFrame.SendRefused.class);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).code()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        assertThat(refused.get(0).sequence()).isEqualTo(3);
        assertThat(client.ok(reply)).isTrue();
        assertThat(client.isClosed()).isFalse();

        harness.refuse(null);
        client.send(producer, "d");
        harness.settle();
        assertThat(client.texts()).containsExactly("d");
        assertThat(client.confirmed(session)).isEqualTo(4);
    }

    @Test
    void nonPersistentSendsDoNotNeedTheJournal() {
        harness.refuse(Refusals.full());
        client.send(producer, Messages.volatileText("c"));
        harness.round();
        assertThat(client.texts()).containsExactly("c");
    }

    @Test
    void aCommitThatFindsTheJournalFullRollsBack() {
        int sub = client.open(session, Kind.SHARED_DURABLE, Destination.topic("news"), "sub");
        int toTopic = client.producer(session, Destination.topic("news"));
        harness.settle();
        client.sendIn(toTopic, 1, "never");
        client.acceptIn(session, 1, consumer, 1, 1);
        harness.refuse(Refusals.full());
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.failure(commit)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
        client.credit(sub, 10);
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries).hasSize(1);
        assertThat(TestClient.text(deliveries.get(0))).isEqualTo("a");
        assertThat(deliveries.get(0).deliveryCount()).isEqualTo(2);
    }

    @Test
    void aSendOfATransactionThatFindsTheJournalFullMakesItRollBack() {
        harness.refuse(Refusals.full());
        client.sendIn(producer, 1, "never");
        harness.refuse(null);
        assertThat(client.take(ProducerFrame.SendRefused.class)).hasSize(1);
        assertThat(client.failure(client.commit(session, 1))).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
    }

    @Test
    void newDestinationsAreRefusedByAFullJournal() {
        harness.refuse(Refusals.full());
        client.producer(session, Destination.queue("new"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        client.manage("queue.create", Map.of("name", "new"));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        harness.refuse(null);
        client.producer(session, Destination.queue("new"));
        assertThat(client.lastOk()).isTrue();
    }

    @Test
    void aDeadLetterThatFindsTheJournalFullStaysWhereItIsUntilThereIsRoom() {
        harness.refuse(Refusals.full());
        client.settle(session, ConsumerFrame.Verdict.REJECT, consumer, 1, 1);
        harness.settle();
        assertThat(harness.notices()).hasSize(1);
        assertThat(client.texts()).containsExactly("a");

        harness.refuse(null);
        client.settle(session, ConsumerFrame.Verdict.REJECT, consumer, 3, 3);
        int dead = client.consume(session, "DLQ");
        harness.settle();
        assertThat(client.texts(dead)).containsExactly("a");
    }

    @Test
    void afterAFailureNothingIsConfirmedAndEveryConnectionIsClosed() {
        TestClient other = harness.connect();
        client.send(producer, "c");
        int reply = client.acceptAndWait(session, consumer, 1, 1);
        harness.round();
        harness.engine().journalFailed("the disk is gone");
        harness.engine().journalFailed("and gone");

        assertThat(client.closeCode()).isEqualTo(ErrorCode.JOURNAL_FAILED);
        assertThat(client.closeReason()).isEqualTo("the disk is gone");
        assertThat(other.closeCode()).isEqualTo(ErrorCode.JOURNAL_FAILED);
        harness.force();
        harness.engine().frame(client.id(), new io.angarium.wire.ConnectionFrame.Ping(1));
        harness.pass(1000).engine().disconnected(client.id());
        harness.engine().stop();
        assertThat(client.reply(reply)).isNull();
        assertThat(client.confirmed(session)).isZero();
        assertThat(harness.engine().wantsForce()).isFalse();
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void afterAFailureNewConnectionsAreRefused() {
        harness.engine().journalFailed("the disk is gone");
        assertThat(harness.connect().isClosed()).isTrue();
    }

    @Test
    void anAppendThatFindsTheJournalFailedEndsTheEngineWhereverItHappens() {
        harness.refuseAll(Refusals.failed());
        client.send(producer, "c");
        assertThat(client.closeCode()).isEqualTo(ErrorCode.JOURNAL_FAILED);
    }

    @Test
    void anAcknowledgementThatFindsNoRoomEvenInTheReserveEndsTheEngine() {
        harness.refuseAll(Refusals.full());
        client.accept(session, consumer, 1, 1);
        harness.round();
        assertThat(client.closeCode()).isEqualTo(ErrorCode.JOURNAL_FAILED);
    }

    @Test
    void aRollbackOfALostConnectionThatFindsTheJournalFailedEndsTheEngine() {
        TestClient other = harness.connect();
        client.sendIn(producer, 1, "c");
        harness.refuseAll(Refusals.failed());
        client.vanish();
        assertThat(other.closeCode()).isEqualTo(ErrorCode.JOURNAL_FAILED);
    }

    @Test
    void theCloseForAProtocolErrorThatFindsTheJournalFailedEndsTheEngine() {
        TestClient other = harness.connect();
        client.sendIn(producer, 1, "c");
        harness.refuseAll(Refusals.failed());
        client.accept(session + 100, consumer, 1, 1);
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
        assertThat(other.closeCode()).isEqualTo(ErrorCode.JOURNAL_FAILED);
    }

    @Test
    void whatWasConfirmedBeforeAFailureIsThereAfterIt() {
        client.acceptAndWait(session, consumer, 1, 1);
        harness.settle();
        client.send(producer, "lost");
        harness.round();
        harness.engine().journalFailed("the disk is gone");
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1);
        assertThat(harness.effects(Effect.MessagesRemoved.class)).hasSize(1);
    }

    @Test
    void aTransactionWhoseSendsAreRefusedUsesNothingOfTheReserve() {
        harness.refuse(Refusals.full());
        for (int transaction = 1; transaction <= 3; transaction++) {
            client.sendIn(producer, transaction, "never");
            client.rollBack(session, transaction);
        }
        harness.settle();
        assertThat(client.lastOk()).isTrue();
        assertThat(harness.effects(Effect.TransactionRolledBack.class)).isEmpty();
    }
}
