package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SendAndReceiveTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final int producer = client.producer(session, ORDERS);

    @Test
    void persistentSendIsNeitherConfirmedNorDeliveredBeforeTheForce() {
        client.consume(session, "orders");
        client.send(producer, "a");
        harness.round().round();

        assertThat(client.confirmed(session)).isZero();
        assertThat(client.texts()).isEmpty();
        assertThat(harness.engine().wantsForce()).isTrue();

        harness.force();
        assertThat(client.confirmed(session)).isEqualTo(1);
        assertThat(client.texts()).containsExactly("a");
        assertThat(harness.engine().wantsForce()).isFalse();
    }

    @Test
    void aStopConfirmsAllThatIsOnDiskHoweverMuchItIs() {
        for (int i = 0; i < 5_000; i++) {
            client.send(producer, "a");
        }
        harness.forceOnly();
        assertThat(client.confirmed(session)).as("what one round lets go").isLessThan(5_000);
        harness.stop();
        assertThat(client.confirmed(session)).isEqualTo(5_000);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void nonPersistentSendIsDeliveredAtOnceAndConfirmedALittleLater() {
        client.consume(session, "orders");
        harness.settle();
        client.send(producer, Messages.volatileText("a"));
        harness.round();

        assertThat(client.texts()).containsExactly("a");
        assertThat(client.confirmed(session)).isZero();
        assertThat(harness.engine().wakeAt()).isEqualTo(harness.now() + 10);

        harness.pass(10);
        assertThat(client.confirmed(session)).isEqualTo(1);
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void manyNonPersistentSendsAreConfirmedWithoutWaiting() {
        for (int i = 0; i < 64; i++) {
            client.send(producer, Messages.volatileText("a"));
        }
        harness.round();
        assertThat(client.confirmed(session)).isEqualTo(64);
    }

    @Test
    void aPersistentSendThatNeedsNoDiskDoesNotConfirmAnEarlierOneThatDoes() {
        int toNobody = client.producer(session, Destination.topic("nobody"));
        client.send(producer, "waits for the disk");
        client.send(toNobody, "has no subscriber");
        harness.round();
        assertThat(client.confirmed(session)).isZero();

        harness.force();
        assertThat(client.confirmed(session)).isEqualTo(2);
    }

    @Test
    void aPersistentSendThatNeedsNoDiskDoesNotOvertakeAnEarlierOneThatDoes() {
        TestClient durable = harness.connect("me");
        int durableSession = durable.session();
        durable.open(durableSession, ConsumerFrame.Kind.DURABLE, Destination.topic("news"), "sub", "text = 'durable'");
        int plain = client.subscribe(session, ConsumerFrame.Kind.TOPIC, "news", null);
        int toTopic = client.producer(session, Destination.topic("news"));
        harness.settle();

        client.send(toTopic, Messages.with("1", Map.of("text", "durable")));
        client.send(toTopic, Messages.with("2", Map.of("text", "plain")));
        harness.round();
        assertThat(client.texts(plain)).isEmpty();
        harness.settle();
        assertThat(client.texts(plain)).containsExactly("1", "2");
    }

    @Test
    void acknowledgedMessagesAreGoneAfterACrash() {
        int consumer = client.consume(session, "orders");
        client.send(producer, List.of("a", "b", "c"));
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b", "c");

        int reply = client.acceptAndWait(session, consumer, 1, 2);
        harness.round();
        assertThat(client.reply(reply)).isNull();
        harness.force();
        assertThat(client.ok(reply)).isTrue();

        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1);
        TestClient next = harness.connect();
        next.consume(next.session(), "orders");
        harness.settle();
        assertThat(next.texts()).containsExactly("c");
    }

    @Test
    void unacknowledgedMessagesComeBackInTheirOrder() {
        client.send(producer, Messages.numbers(1, 20));
        harness.settle();
        int first = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(first, 7);
        TestClient other = harness.connect();
        int otherSession = other.session();
        int second = other.open(otherSession, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        other.credit(second, 7);
        harness.settle();
        assertThat(client.texts()).hasSize(7);
        assertThat(other.texts()).hasSize(7);

        other.vanish();
        client.closeConsumer(first, 0);
        TestClient third = harness.connect();
        third.consume(third.session(), "orders");
        harness.settle();
        assertThat(third.texts()).isEqualTo(Messages.numbers(1, 20));
    }

    @Test
    void consumersTakeTurns() {
        int one = client.consume(session, "orders");
        int two = client.consume(session, "orders");
        int three = client.consume(session, "orders");
        client.send(producer, Messages.numbers(1, 9));
        harness.settle();
        assertThat(client.texts(one)).containsExactly("1", "4", "7");
        assertThat(client.texts(two)).containsExactly("2", "5", "8");
        assertThat(client.texts(three)).containsExactly("3", "6", "9");
    }

    @Test
    void creditIsSpentByMessagesAndBytes() {
        client.send(producer, Messages.numbers(1, 9));
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        harness.settle();
        assertThat(client.texts()).isEmpty();

        client.frame(new ConsumerFrame.Credit(consumer, 2, 1 << 20));
        harness.settle();
        assertThat(client.texts()).containsExactly("1", "2");

        client.frame(new ConsumerFrame.Credit(consumer, Integer.MAX_VALUE, 0));
        client.frame(new ConsumerFrame.Credit(consumer, Integer.MAX_VALUE, Integer.MAX_VALUE));
        harness.settle();
        assertThat(client.texts()).hasSize(7);

        client.frame(new ConsumerFrame.Credit(consumer, -1, 0));
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void bytesOfCreditBoundWhatIsOnItsWay() {
        client.send(producer, Messages.numbers(1, 9));
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.frame(new ConsumerFrame.Credit(consumer, 100, 1));
        harness.settle();
        assertThat(client.texts()).containsExactly("1");
    }

    @Test
    void higherPriorityComesFirst() {
        client.send(producer, Messages.priority("low", 1));
        client.send(producer, Messages.priority("normal", 4));
        client.send(producer, Messages.priority("high", 9));
        client.send(producer, Messages.priority("normal too", 4));
        harness.settle();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("high", "normal", "normal too", "low");
    }

    @Test
    void oneRoundJournalsItsAcknowledgementsInOneRecord() {
        int consumer = client.consume(session, "orders");
        client.send(producer, Messages.numbers(1, 9));
        harness.settle();
        for (int tag = 1; tag <= 9; tag++) {
            client.accept(session, consumer, tag, tag);
        }
        harness.round();
        List<Effect.MessagesRemoved> removed = harness.effects(Effect.MessagesRemoved.class);
        assertThat(removed).hasSize(1);
        assertThat(removed.get(0).ids()).hasSize(9);
    }

    @Test
    void sendsOutOfSequenceOrBeyondCreditCloseTheConnection() {
        client.frame(new ProducerFrame.Send(producer, 2, 0, 0, 0, Messages.text("skips one")));
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);

        TestClient greedy = harness.connect();
        int to = greedy.producer(greedy.session(), ORDERS);
        for (int i = 0; i < 5000 && !greedy.isClosed(); i++) {
            greedy.send(to, Messages.volatileText("x"));
        }
        assertThat(greedy.isClosed())
                .as("credit is renewed while there is memory")
                .isFalse();
    }

    @Test
    void sessionsAndConnectionsEndWithoutLosingWhatTheySent() {
        client.send(producer, "a");
        client.closeSession(session);
        assertThat(client.lastOk()).isTrue();
        client.vanish();
        harness.settle().crash();
        assertThat(harness.recovered()).isEqualTo(1);
    }
}
