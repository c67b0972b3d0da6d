package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client whose connection was lost connects again and repeats what it does not know the outcome of. */
@Timeout(20)
class ReconnectTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness broker = new EngineHarness();
    private TestClient client = broker.connect();
    private int session = client.session();
    private int producer = client.producer(session, ORDERS);

    /** What happened to the broker between the two connections. */
    private enum Loss {
        /** The broker has noticed that the connection is gone. */
        NOTICED,
        /** The broker has not noticed. */
        UNNOTICED,
        /** All that was journalled is on disk, and the broker was started again. */
        RESTART,
        /** What was not forced is gone. */
        CRASH
    }

    private void lose(Loss loss) {
        switch (loss) {
            case NOTICED -> broker.engine().disconnected(client.id());
            case UNNOTICED -> {}
            case RESTART -> broker.force().kill();
            case CRASH -> broker.crash();
        }
        client = broker.reconnect(client);
    }

    private void resume(long confirmed, long resentUpTo, long ended, long open) {
        client.resume(session, confirmed, resentUpTo, ended, open);
        producer = client.producer(session, ORDERS);
    }

    private List<String> stored() {
        broker.settle();
        TestClient reader = broker.connect();
        reader.consume(reader.session(), "orders");
        broker.settle();
        return reader.texts();
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aRepeatedSendIsTakenOnce(Loss loss) {
        client.send(producer, List.of("a", "b"));
        broker.force();
        client.send(producer, "c");

        lose(loss);
        resume(0, 3, 0, 0);
        client.send(producer, List.of("a", "b", "c", "d"));

        assertThat(stored()).containsExactly("a", "b", "c", "d");
        assertThat(client.confirmed(session)).isEqualTo(4);
    }

    @Test
    void aRepeatedSendIsConfirmedWhenTheFirstIsOnDisk() {
        client.send(producer, "a");
        lose(Loss.NOTICED);
        resume(0, 1, 0, 0);
        client.send(producer, "a");
        broker.round();
        assertThat(client.confirmed(session)).isZero();

        broker.force();

        assertThat(client.confirmed(session)).isEqualTo(1);
    }

    @Test
    void aRefusedSendThatIsRepeatedIsTaken() {
        broker.refuse(Refusals.full());
        client.send(producer, "refused");
        broker.refuse(null);
        client.send(producer, "b");
        broker.settle();

        lose(Loss.RESTART);
        resume(0, 2, 0, 0);
        client.send(producer, List.of("refused", "b"));

        assertThat(stored()).containsExactlyInAnyOrder("refused", "b");
        assertThat(client.confirmed(session)).isEqualTo(2);
        assertThat(client.take(ProducerFrame.SendRefused.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aRepeatedMessageThatIsNotPersistentComesOnceAtMost(Loss loss) {
        client.send(producer, Messages.volatileText("a"));
        lose(loss);
        resume(0, 1, 0, 0);
        client.send(producer, Messages.volatileText("a"));
        client.send(producer, Messages.volatileText("b"));

        boolean known = loss == Loss.NOTICED || loss == Loss.UNNOTICED;
        assertThat(stored()).isEqualTo(known ? List.of("a", "b") : List.of("b"));
        broker.pass(1000);
        assertThat(client.confirmed(session)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aMessageThatIsNotPersistentIsTakenWhereTheClientWasSureOfAllThatItHadSent(Loss loss) {
        client.send(producer, "a");
        broker.force();
        lose(loss);
        client.resume(session, 1, 2, 0, 0, 0, List.of());
        producer = client.producer(session, ORDERS);
        client.send(producer, Messages.volatileText("b"));

        assertThat(stored()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void ofMessagesThatAreNotPersistentThoseAreTakenThatHadNotBeenSentBefore(Loss loss) {
        client.send(producer, "a");
        broker.force();
        client.send(producer, Messages.volatileText("may be anywhere"));
        lose(loss);
        client.frame(new SessionFrame.ResumeSession(session, 1, 4, 0, 0, 1000, List.of(), 2));
        client.sentUpTo(session, 1);
        producer = client.producer(session, ORDERS);
        client.send(producer, Messages.volatileText("may be anywhere"));
        client.send(producer, Messages.volatileText("b"));
        client.send(producer, Messages.volatileText("c"));

        boolean known = loss == Loss.NOTICED || loss == Loss.UNNOTICED;
        assertThat(stored()).isEqualTo(known ? List.of("a", "may be anywhere", "b", "c") : List.of("a", "b", "c"));
        broker.pass(1000);
        assertThat(client.confirmed(session)).isEqualTo(4);
    }

    @Test
    void whatHadNotBeenSentBeforeIsTakenThoughTheWindowIsForgotten() {
        client.send(producer, "a");
        lose(Loss.CRASH);
        broker.pass(SendWindows.KEPT_MILLIS + 1);
        client.frame(new SessionFrame.ResumeSession(session, 0, 3, 0, 0, Long.MAX_VALUE, List.of(), 1));
        client.sentUpTo(session, 0);
        producer = client.producer(session, ORDERS);
        client.send(producer, List.of("a", "b"));
        client.send(producer, Messages.volatileText("c"));

        assertThat(stored()).containsExactlyInAnyOrder("b", "c");
        assertThat(client.take(ProducerFrame.SendRefused.class))
                .extracting(ProducerFrame.SendRefused::sequence, ProducerFrame.SendRefused::code)
                .containsExactly(tuple(1L, ErrorCode.OUTCOME_UNKNOWN));
    }

    @Test
    void whatHadNotBeenSentBeforeIsNotSaidWithoutTheFeature() {
        client = broker.connectPlain();
        client.frame(new SessionFrame.ResumeSession(1, 0, 3, 0, 0, 1, List.of(), 1));
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void resendsNeedNoCreditAndSpendNone() {
        EncodedMessage message = Messages.text("x");
        int sent = 900;
        for (int i = 0; i < sent; i++) {
            client.send(producer, message);
        }
        lose(Loss.CRASH);
        broker.refuse(null);
        resume(0, sent, 0, 0);
        long credit = client.take(ProducerFrame.ProducerCredit.class).get(0).messages();
        for (int i = 0; i < sent + credit; i++) {
            client.send(producer, message);
        }

        assertThat(client.isClosed()).isFalse();
        assertThat(stored()).hasSize((int) (sent + credit));
    }

    @Test
    void aResendThatIsOlderThanTheWindowIsRefused() {
        client.send(producer, List.of("a", "b"));
        broker.settle();
        broker.engine().disconnected(client.id());
        broker.pass(SendWindows.KEPT_MILLIS + 1);
        TestClient other = broker.connect();
        other.send(other.producer(other.session(), ORDERS), "other");
        broker.settle();

        client = broker.reconnect(client);
        client.resume(session, 1, 2, 0, 0, SendWindows.KEPT_MILLIS + TimeUnit.MINUTES.toMillis(1), List.of());
        producer = client.producer(session, ORDERS);
        client.send(producer, List.of("b", "c"));

        assertThat(stored()).containsExactly("a", "b", "other", "c");
        ProducerFrame.SendRefused refused =
                client.take(ProducerFrame.SendRefused.class).get(0);
        assertThat(refused.sequence()).isEqualTo(2);
        assertThat(refused.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(refused.reason()).contains("does not know any more");
        assertThat(client.confirmed(session)).isEqualTo(3);
    }

    @Test
    void aSendThatNobodyHasSeenIsTakenThoughThereIsNoWindow() {
        TestClient unseen = new TestClient(broker, 99, new UUID(5, 5));
        client = broker.reconnect(unseen);
        client.resume(session, 0, 1, 0, 0);
        client.send(client.producer(session, ORDERS), "a");

        assertThat(stored()).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aCommitThatIsRepeatedTellsWhatBecameOfIt(Loss loss) {
        client.sendIn(producer, 1, "a");
        int commit = client.commit(session, 1);
        broker.round();
        assertThat(client.reply(commit)).isNull();

        lose(loss);
        resume(0, 1, 0, 1);
        client.sendIn(producer, 1, "a");
        int again = client.commit(session, 1);
        if (loss == Loss.NOTICED || loss == Loss.UNNOTICED) {
            broker.round();
            assertThat(client.reply(again)).as("before the force").isNull();
        }

        List<String> stored = stored();
        if (loss == Loss.CRASH) {
            assertThat(client.failure(again)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
            assertThat(stored).isEmpty();
        } else {
            assertThat(client.ok(again)).isTrue();
            assertThat(stored).containsExactly("a");
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aTransactionThatWasOpenCanOnlyRollBack(Loss loss) {
        client.sendIn(producer, 1, "a");
        broker.round();

        lose(loss);
        resume(1, 1, 0, 1);
        client.sendIn(producer, 1, "b");
        int commit = client.commit(session, 1);
        broker.settle();

        assertThat(client.reply(commit)).isInstanceOfSatisfying(ReplyFrame.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
            assertThat(failed.reason()).contains("connection was lost");
        });
        client.sendIn(producer, 2, "c");
        client.commit(session, 2);
        assertThat(stored()).containsExactly("c");
    }

    @Test
    void sendsOfTransactionsThatHaveEndedAreConfirmedAndDropped() {
        client.send(producer, 1, 0, 0, Messages.volatileText("a"));
        client.commit(session, 1);
        broker.settle();

        lose(Loss.RESTART);
        resume(0, 1, 1, 0);
        client.send(producer, 1, 0, 0, Messages.volatileText("a"));

        assertThat(stored()).isEmpty();
        broker.pass(1000);
        assertThat(client.confirmed(session)).isEqualTo(1);
        assertThat(client.isClosed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void tagsGoOnAndAMessageThatComesAgainIsKnownByItsId(Loss loss) {
        client.send(producer, List.of("a", "b"));
        int consumer = client.consume(session, "orders");
        broker.settle();
        List<ConsumerFrame.Deliver> first = client.deliveries();

        lose(loss);
        client.resume(session, 2, 2, 0, 0, 10, List.of(new SessionFrame.Handed(consumer, 2)));
        client.frame(new ConsumerFrame.OpenConsumer(
                client.correlation(), session, consumer, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
        client.credit(consumer, 10);
        broker.settle();
        List<ConsumerFrame.Deliver> again = client.deliveries();

        assertThat(again).extracting(ConsumerFrame.Deliver::tag).containsExactly(3L, 4L);
        assertThat(again)
                .extracting(ConsumerFrame.Deliver::id)
                .isEqualTo(first.stream().map(ConsumerFrame.Deliver::id).toList());
        assertThat(again)
                .allSatisfy(delivery -> assertThat(delivery.deliveryCount()).isGreaterThan(1));

        client.accept(session, consumer, 1, 2); // of before: void
        client.accept(session, consumer, 4, 4);
        client.frame(new SessionFrame.CloseSession(client.correlation(), session, List.of()));
        assertThat(stored()).containsExactly("a");
    }

    @Test
    void aTransactionThatAcknowledgesWhatCameBeforeTheLossRollsBack() {
        client.send(producer, "a");
        int consumer = client.consume(session, "orders");
        broker.settle();

        lose(Loss.NOTICED);
        client.resume(session, 1, 1, 0, 0, 10, List.of(new SessionFrame.Handed(consumer, 1)));
        client.frame(new ConsumerFrame.OpenConsumer(
                client.correlation(), session, consumer, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
        client.acceptIn(session, 1, consumer, 1, 1);
        int commit = client.commit(session, 1);
        broker.settle();

        assertThat(client.failure(commit)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
        assertThat(stored()).containsExactly("a");
    }

    @Test
    void sendsToADestinationThatIsGoneAreRefusedOneByOne() {
        Destination temporary = new Destination(Destination.Kind.TEMPORARY_QUEUE, "gone");
        lose(Loss.NOTICED);
        client.resume(session, 0, 1, 0, 0);
        int orphan = client.producer(session, temporary);
        assertThat(client.lastOk()).isTrue();
        client.send(orphan, "a");
        broker.settle();

        ProducerFrame.SendRefused refused =
                client.take(ProducerFrame.SendRefused.class).get(0);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void theSameIncarnationTakesOverClientIdentifierAndSubscription() {
        TestClient first = broker.connect("me");
        int own = first.session();
        first.subscribe(own, ConsumerFrame.Kind.DURABLE, "news", "sub");
        broker.settle();
        TestClient again = new TestClient(broker, 0, first.incarnation());
        TestClient second = broker.connect("me", true, again.incarnation());
        second.resume(own, 0, 0, 0, 0);
        second.subscribe(own, ConsumerFrame.Kind.DURABLE, "news", "sub");
        broker.settle();

        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();
        assertThat(second.lastOk()).isTrue();
    }

    @Test
    void anotherUserDoesNotTakeOver() {
        broker.engine()
                .connected(
                        77,
                        new ConnectionFrame.Hello(1, 1, 0, client.incarnation(), null, null, null, "thief", 0),
                        new Identity("mallory", false, "there"));
        client.send(producer, "a");

        assertThat(client.isClosed()).isFalse();
        assertThat(stored()).containsExactly("a");
    }
}
