package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jakarta Messaging 3.1 sections 8.3.2 to 8.3.5. */
@Timeout(20)
class SubscriptionTest {
    private static final Destination NEWS = Destination.topic("news");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect("me");
    private final int session = client.session();
    private final int producer = client.producer(session, NEWS);
    private final TestClient other = harness.connect();
    private final int otherSession = other.session();

    private void publish(String... texts) {
        client.send(producer, List.of(texts));
        harness.settle();
    }

    @Nullable
    private ErrorCode outcome(TestClient of) {
        harness.settle();
        ErrorCode failure = of.lastFailure();
        assertThat(failure != null || of.lastOk()).isTrue();
        return failure;
    }

    @Test
    void everySubscriberGetsACopyFromNowOn() {
        publish("early");
        int one = client.subscribe(session, Kind.TOPIC, "news", null);
        int two = other.subscribe(otherSession, Kind.TOPIC, "news", null);
        publish("a", "b");
        assertThat(client.texts(one)).containsExactly("a", "b");
        assertThat(other.texts(two)).containsExactly("a", "b");
    }

    @Test
    void aDurableSubscriptionKeepsMessagesWhileNobodyListens() {
        int sub = client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.settle();
        client.closeConsumer(sub, 0);
        publish("a");
        harness.crash();
        TestClient next = harness.connect("me");
        next.subscribe(next.session(), Kind.DURABLE, "news", "sub");
        harness.settle();
        assertThat(next.texts()).containsExactly("a");
    }

    @Test
    void aNewDurableSubscriptionIsOnDiskBeforeItIsAnswered() {
        client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.round();
        assertThat(client.lastOk()).isFalse();
        harness.force();
        assertThat(client.lastOk()).isTrue();
    }

    @Test
    void anUnsharedDurableOneNeedsAClientIdentifierAndASharedOneDoesNot() {
        other.open(otherSession, Kind.DURABLE, NEWS, "sub");
        assertThat(outcome(other)).isEqualTo(ErrorCode.INVALID_CLIENT_ID);
        other.open(otherSession, Kind.SHARED_DURABLE, NEWS, "sub");
        assertThat(outcome(other)).isNull();
    }

    @Test
    void anUnsharedDurableOneHasOneConsumerAtATime() {
        int first = client.open(session, Kind.DURABLE, NEWS, "sub");
        client.open(session, Kind.DURABLE, NEWS, "sub");
        assertThat(outcome(client)).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(first, 0);
        client.open(session, Kind.DURABLE, NEWS, "sub");
        assertThat(outcome(client)).isNull();
    }

    @Test
    @Proves("8.3.4-a")
    void aSharedOneDealsItsMessagesOut() {
        int one = client.subscribe(session, Kind.SHARED, "news", "group");
        int two = client.subscribe(session, Kind.SHARED, "news", "group");
        publish("a", "b", "c", "d");
        assertThat(client.texts(one)).containsExactly("a", "c");
        assertThat(client.texts(two)).containsExactly("b", "d");
    }

    @Test
    @Proves({"8.3.2-b", "8.3.4-b"})
    void sharedOnesOfDifferentClientIdentifiersAreDifferent() {
        client.subscribe(session, Kind.SHARED, "news", "group");
        other.subscribe(otherSession, Kind.SHARED, "news", "group");
        publish("a");
        assertThat(client.texts()).containsExactly("a");
        assertThat(other.texts()).containsExactly("a");
    }

    @Test
    @Proves("8.3.2-d")
    void durableAndNonDurableNamesDoNotMeet() {
        client.subscribe(session, Kind.SHARED, "news", "name");
        client.subscribe(session, Kind.SHARED_DURABLE, "news", "name");
        harness.settle();
        publish("a");
        assertThat(client.texts()).containsExactly("a", "a");
    }

    @Test
    @Proves("8.3.3-h")
    void sharedAndUnsharedDurableNamesDoMeet() {
        int shared = client.open(session, Kind.SHARED_DURABLE, NEWS, "name");
        client.open(session, Kind.DURABLE, NEWS, "name");
        assertThat(outcome(client)).isEqualTo(ErrorCode.EXISTS);
        client.closeConsumer(shared, 0);
        client.open(session, Kind.DURABLE, NEWS, "name");
        assertThat(outcome(client)).isEqualTo(ErrorCode.EXISTS);
    }

    @Test
    @Proves({"8.3.4-c", "8.3.4-d"})
    void anotherSelectorOrTopicReplacesAnIdleOneAndIsRefusedForAnActiveOne() {
        int sub = client.open(session, Kind.SHARED_DURABLE, NEWS, "sub");
        publish("a");
        client.open(session, Kind.SHARED_DURABLE, NEWS, "sub", "colour = 'red'");
        assertThat(outcome(client)).isEqualTo(ErrorCode.IN_USE);

        client.closeConsumer(sub, 0);
        int replaced = client.open(session, Kind.SHARED_DURABLE, NEWS, "sub", "colour = 'red'");
        assertThat(outcome(client)).isNull();
        client.credit(replaced, 10);
        client.send(producer, Messages.with("blue", Map.of("colour", "blue")));
        client.send(producer, Messages.with("red", Map.of("colour", "red")));
        harness.settle();
        assertThat(client.texts()).containsExactly("red");

        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1);
    }

    @Test
    void aReplacementThatTheJournalRefusesLeavesTheOldOne() {
        int sub = client.open(session, Kind.DURABLE, NEWS, "sub");
        client.closeConsumer(sub, 0);
        publish("a");
        harness.refuse(Refusals.full());
        client.open(session, Kind.DURABLE, NEWS, "sub", "colour = 'red'");
        assertThat(outcome(client)).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        harness.refuse(null);
        client.subscribe(session, Kind.DURABLE, "news", "sub");
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
    }

    @Test
    void unsubscribingNeedsAnIdleSubscriptionWithoutDeliveriesInFlight() {
        client.unsubscribe("sub");
        assertThat(outcome(client)).isEqualTo(ErrorCode.NOT_FOUND);
        int sub = client.subscribe(session, Kind.DURABLE, "news", "sub");
        publish("a");
        client.unsubscribe("sub");
        assertThat(outcome(client)).isEqualTo(ErrorCode.IN_USE);
        client.closeConsumer(sub, 1);
        client.unsubscribe("sub");
        assertThat(outcome(client)).isEqualTo(ErrorCode.IN_USE);
        client.accept(session, sub, 1, 1);
        client.unsubscribe("sub");
        assertThat(outcome(client)).isNull();
        assertThat(harness.effects(Effect.SubscriptionDeleted.class)).hasSize(1);
        harness.crash();
        assertThat(harness.recovered()).isZero();
    }

    @Test
    void aNonDurableOneEndsWithItsLastConsumer() {
        int one = client.open(session, Kind.SHARED, NEWS, "group");
        int two = client.open(session, Kind.SHARED, NEWS, "group");
        publish("a");
        client.closeConsumer(one, 0);
        client.closeConsumer(two, 0);
        client.subscribe(session, Kind.SHARED, "news", "group");
        publish("b");
        assertThat(client.texts()).containsExactly("b");
        int status = client.manage("broker.status", Map.of());
        harness.settle();
        assertThat(client.rows(status).get(0)).containsEntry("messages", 1L);
    }

    @Test
    void noLocalLeavesOutOwnMessages() {
        client.frame(
                new ConsumerFrame.OpenConsumer(client.correlation(), session, 100, Kind.TOPIC, NEWS, null, null, true));
        client.credit(100, 10);
        client.frame(new ConsumerFrame.OpenConsumer(
                client.correlation(), session, 101, Kind.DURABLE, NEWS, "sub", null, true));
        client.credit(101, 10);
        publish("own");
        assertThat(client.texts()).isEmpty();
        other.send(other.producer(otherSession, NEWS), "foreign");
        harness.settle();
        assertThat(client.texts(100)).containsExactly("foreign");
        assertThat(client.texts(101)).containsExactly("foreign");
    }

    @Test
    @Proves("8.3.3-i")
    void durableNoLocalIsAboutTheClientIdentifierAndNotTheConnection() {
        client.frame(new ConsumerFrame.OpenConsumer(
                client.correlation(), session, 101, Kind.DURABLE, NEWS, "sub", null, true));
        harness.settle();
        client.vanish();
        TestClient next = harness.connect("me");
        int nextSession = next.session();
        next.send(next.producer(nextSession, NEWS), "own");
        next.frame(new ConsumerFrame.OpenConsumer(
                next.correlation(), nextSession, 101, Kind.DURABLE, NEWS, "sub", null, true));
        next.credit(101, 10);
        harness.settle();
        assertThat(next.texts()).isEmpty();
    }

    @Test
    void aSubscriptionWithoutANameOrOnAQueueIsRefused() {
        client.open(session, Kind.DURABLE, NEWS, null);
        assertThat(outcome(client)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        client.open(session, Kind.SHARED, NEWS, " ");
        assertThat(outcome(client)).isEqualTo(ErrorCode.ILLEGAL_STATE);
        client.open(session, Kind.TOPIC, Destination.queue("q"), null);
        assertThat(outcome(client)).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.open(session, Kind.QUEUE, NEWS, null);
        assertThat(outcome(client)).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.open(session, Kind.TOPIC, NEWS, null, "colour =");
        assertThat(outcome(client)).isEqualTo(ErrorCode.INVALID_SELECTOR);
        client.open(session, Kind.SHARED, NEWS, "n".repeat(1025));
        assertThat(outcome(client)).isEqualTo(ErrorCode.RESOURCE_LIMIT);
        client.open(session, Kind.TOPIC, NEWS, null, "a = '" + "\u20ac".repeat(20_000) + "'");
        assertThat(outcome(client)).isEqualTo(ErrorCode.INVALID_SELECTOR);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aDyingSubscriberDoesNotLoseTheMessagesOfADurableSubscription() {
        client.subscribe(session, Kind.DURABLE, "news", "sub");
        publish("a", "b");
        assertThat(client.texts()).containsExactly("a", "b");
        client.vanish();
        TestClient next = harness.connect("me");
        next.subscribe(next.session(), Kind.DURABLE, "news", "sub");
        harness.settle();
        assertThat(next.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(2, 2);
    }
}
