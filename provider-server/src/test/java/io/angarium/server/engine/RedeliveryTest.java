package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageReader;
import io.angarium.wire.SessionFrame.Handed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RedeliveryTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private void sendAndSettle(String... texts) {
        client.send(client.producer(session, ORDERS), List.of(texts));
        harness.settle();
    }

    /** Connects again and returns what comes. */
    private List<ConsumerFrame.Deliver> again() {
        client = harness.connect();
        session = client.session();
        client.consume(session, "orders");
        harness.settle();
        return client.deliveries();
    }

    private static List<Integer> counts(List<ConsumerFrame.Deliver> deliveries) {
        return deliveries.stream().map(ConsumerFrame.Deliver::deliveryCount).toList();
    }

    @Test
    void whatWasDeliveredBeforeACrashMayHaveBeenSeen() {
        sendAndSettle("a", "b");
        again();
        harness.crash();
        assertThat(counts(again())).containsExactly(2, 2);
    }

    @Test
    void whatLiesAboveTheHorizonWasNotSeen() {
        sendAndSettle("a", "b");
        harness.crash();
        assertThat(counts(again())).containsExactly(1, 1);
    }

    @Test
    void nothingIsDeliveredBeforeTheHorizonIsDurable() {
        sendAndSettle("a");
        client.consume(session, "orders");
        harness.round();
        assertThat(client.texts()).isEmpty();
        assertThat(harness.engine().wantsForce()).isTrue();
        harness.force();
        assertThat(client.texts()).containsExactly("a");
    }

    @Test
    void theHorizonRidesAlongWithTheSendIfAConsumerWaits() {
        client.consume(session, "orders");
        client.send(client.producer(session, ORDERS), "a");
        harness.force();
        assertThat(client.texts()).containsExactly("a");
    }

    @Test
    void theHorizonMovesInStridesAndNotPerMessage() {
        client.consume(session, "orders");
        int producer = client.producer(session, ORDERS);
        for (int i = 0; i < 200; i++) {
            client.send(producer, "x");
            harness.settle();
        }
        assertThat(harness.effects(Effect.DispatchHorizon.class)).hasSize(1);
    }

    @Test
    void afterACleanStopOnlyWhatWasDeliveredIsSuspect() {
        sendAndSettle("seen", "not seen");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("seen");
        harness.restart();
        assertThat(counts(again())).containsExactly(2, 1);
    }

    @Test
    void afterACleanStopWhatAClosedConsumerGaveBackUnseenIsNotSuspect() {
        sendAndSettle("a");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.closeConsumer(consumer, 0);
        harness.settle().restart();
        assertThat(counts(again())).containsExactly(1);
    }

    @Test
    void suspicionSurvivesFurtherCleanStops() {
        sendAndSettle("a");
        again();
        harness.crash().restart();
        harness.restart();
        assertThat(counts(again())).containsExactly(2);
    }

    @Test
    void aVanishedClientMayHaveSeenWhatItHeld() {
        sendAndSettle("a", "b");
        again();
        client.vanish();
        assertThat(counts(again())).containsExactly(2, 2);
    }

    @Test
    void onlyWhatWasHandedOverCountsAsAnAttempt() {
        sendAndSettle("a", "b", "c");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        int reply = client.recover(session, new Handed(consumer, 2));
        assertThat(client.ok(reply)).isTrue();
        client.credit(consumer, 10);
        harness.settle();
        assertThat(counts(client.deliveries())).containsExactly(2, 2, 1);
    }

    @Test
    void aClientCannotClaimToHaveHandedOverMoreThanItGot() {
        sendAndSettle("a");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.handed(consumer, 1000);
        client.credit(consumer, 1);
        harness.settle();
        client.closeConsumer(consumer, 0);
        harness.settle();
        assertThat(counts(again())).containsExactly(1);
    }

    @Test
    void countsSurviveACrash() {
        sendAndSettle("a");
        int consumer = client.consume(session, "orders");
        for (int i = 1; i <= 3; i++) {
            harness.settle();
            client.settle(session, Verdict.RELEASE, consumer, i, i);
        }
        harness.settle().force().crash();
        assertThat(counts(again())).containsExactly(4);
    }

    @Test
    void whatIsReturnedIsNotCountedAndWhatIsReleasedIs() {
        sendAndSettle("a", "b");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        client.settle(session, Verdict.RETURN, consumer, 1, 1);
        client.settle(session, Verdict.RELEASE, consumer, 2, 2);
        harness.settle();
        assertThat(counts(client.deliveries())).containsExactly(1, 2);
    }

    @Test
    void recoverVoidsWhatWasDeliveredAndTheCredit() {
        sendAndSettle("a", "b");
        int consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b");

        client.recover(session, new Handed(consumer, 0));
        harness.settle();
        assertThat(client.texts()).isEmpty();
        client.accept(session, consumer, 1, 2);
        harness.settle();
        assertThat(harness.effects(Effect.MessagesRemoved.class)).isEmpty();

        client.credit(consumer, 1);
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).tag()).isEqualTo(3);
    }

    @Test
    void whatAClosedConsumerHandedOverStaysUntilItsSessionSettlesIt() {
        sendAndSettle("a", "b");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.texts();
        assertThat(client.ok(client.closeConsumer(consumer, 1))).isTrue();
        int next = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts(next)).containsExactly("b");

        client.accept(session, consumer, 1, 1);
        harness.settle().force();
        assertThat(harness.effects(Effect.MessagesRemoved.class)).hasSize(1);
        client.closeConsumer(consumer, 1);
        assertThat(client.lastFailure()).isEqualTo(io.angarium.wire.ErrorCode.NOT_FOUND);
    }

    @Test
    void theTenthAttemptIsTheLastAndTheMessageMovesWithItsStory() {
        client.send(client.producer(session, ORDERS), Messages.with("poison", Map.of("colour", "red")));
        int consumer = client.consume(session, "orders");
        for (int i = 1; i <= 10; i++) {
            harness.settle();
            assertThat(counts(client.deliveries())).containsExactly(i);
            client.settle(session, Verdict.RELEASE, consumer, i, i);
        }
        harness.settle();
        assertThat(client.deliveries()).isEmpty();

        int dead = client.consume(session, "DLQ");
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).consumer()).isEqualTo(dead);
        assertThat(deliveries.get(0).deliveryCount()).isEqualTo(1);
        assertThat(TestClient.text(deliveries.get(0))).isEqualTo("poison");
        assertThat(MessageReader.properties(deliveries.get(0).message()))
                .containsEntry("colour", "red")
                .containsEntry(DeadLetters.ORIGIN, "queue:orders")
                .containsEntry(DeadLetters.ATTEMPTS, 10)
                .containsEntry(DeadLetters.TIME, harness.now())
                .containsKey(DeadLetters.REASON);
    }

    @Test
    void theMoveToTheDeadLetterQueueHappensOnceWhateverCrashes() {
        harness.withMaxDeliveries(1);
        client = harness.connect();
        session = client.session();
        sendAndSettle("poison");
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.settle(session, Verdict.RELEASE, consumer, 1, 1);
        harness.round();
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1);

        assertThat(counts(again())).containsExactly(2);
        client.settle(session, Verdict.REJECT, lastConsumer(), 1, 1);
        harness.settle().crash();
        assertThat(harness.recovered()).isEqualTo(1);
        assertThat(again()).isEmpty();
        client.consume(session, "DLQ");
        harness.settle();
        assertThat(client.texts()).containsExactly("poison");
    }

    private int lastConsumer() {
        return session + 1;
    }

    @Test
    void aRejectedDeadLetterStaysInTheDeadLetterQueue() {
        client.send(client.producer(session, Destination.queue("DLQ")), "dead");
        int consumer = client.consume(session, "DLQ");
        harness.settle();
        client.texts();
        client.settle(session, Verdict.REJECT, consumer, 1, 1);
        harness.settle();
        assertThat(counts(client.deliveries())).containsExactly(2);
    }

    @Test
    void aMessageWithoutRoomForItsStoryMovesWithoutIt() {
        harness.withMaxDeliveries(1);
        client = harness.connect();
        session = client.session();
        Map<String, Object> full = new java.util.LinkedHashMap<>();
        for (int i = 0; i < 65_535; i++) {
            full.put("p" + i, true);
        }
        client.send(client.producer(session, ORDERS), Messages.with("big", full));
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.settle(session, Verdict.RELEASE, consumer, 1, 1);
        client.consume(session, "DLQ");
        client.texts();
        harness.settle();
        assertThat(client.texts()).containsExactly("big");
        assertThat(harness.notices()).hasSize(1);
        assertThat(client.isClosed()).isFalse();
    }
}
