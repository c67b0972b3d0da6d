package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.OpenConsumer;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.SessionFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics that keep messages for late subscribers. */
@Timeout(60)
class KeptTopicTest {
    private static final Destination NEWS = Destination.topic("news");
    private static final int MUCH = 100_000;

    private EngineHarness harness = new EngineHarness().withPolicies(keeping(1000));
    private TestClient client = harness.connect("me");
    private int session = client.session();
    private int producer = client.producer(session, NEWS);

    private static Policies keeping(int messages) {
        return keeping(new KeepPolicy(messages, 0, Duration.ZERO, Give.ALL));
    }

    private static Policies keeping(KeepPolicy keep) {
        return Policies.of(DestinationPolicy.standard(10, "DLQ").with(keep));
    }

    private void reconnect() {
        client = harness.connect("me");
        session = client.session();
        producer = client.producer(session, NEWS);
    }

    private void publish(int from, int to) {
        client.send(producer, Messages.numbers(from, to));
        harness.settle();
    }

    private void publish(EncodedMessage message) {
        client.send(producer, message);
        harness.settle();
    }

    private int subscribe(Kind kind, String name, String option) {
        int consumer = client.open(session, kind, Destination.topic("news" + option), name);
        client.credit(consumer, MUCH);
        harness.settle();
        return consumer;
    }

    private int subscribe(String option) {
        return subscribe(Kind.TOPIC, null, option);
    }

    private int durable(String option) {
        return subscribe(Kind.DURABLE, "sub", option);
    }

    private Map<String, Object> topic() {
        return client.rows(client.manage("topic.show", Map.of("name", "news"))).get(0);
    }

    private long shown(String what) {
        return ((Number) topic().get(what)).longValue();
    }

    private void reload(Policies policies) {
        harness.engine().configured(new Configuration.Content(1, null, policies, true, List.of()));
        harness.settle();
    }

    // -- who gets what

    @Test
    void aLateSubscriberGetsWhatIsKeptInOrderAndThenWhatComes() {
        publish(1, 5);
        int consumer = subscribe("");
        publish(6, 7);
        assertThat(client.texts(consumer)).isEqualTo(Messages.numbers(1, 7));
    }

    @Test
    void itIsInTheOrderOfPublicationWhateverThePriority() {
        publish(Messages.priority("1", 0));
        publish(Messages.priority("2", 9));
        int consumer = client.open(session, Kind.TOPIC, NEWS, null);
        harness.settle();
        publish(Messages.priority("3", 5));
        client.credit(consumer, MUCH);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("1", "2", "3");
    }

    @Test
    void aSubscriberSaysWhatItWantsOfThePast() {
        publish(1, 5);
        int all = subscribe("?consumer.kept=all");
        int last = subscribe("?consumer.kept=last");
        int none = subscribe("?consumer.kept=none&consumer.priority=3");
        publish(6, 6);
        assertThat(client.texts(all)).isEqualTo(Messages.numbers(1, 6));
        assertThat(client.texts(last)).containsExactly("5", "6");
        assertThat(client.texts(none)).containsExactly("6");
    }

    @Test
    void thePolicySaysWhatTheOthersGet() {
        reload(keeping(new KeepPolicy(10, 0, Duration.ZERO, Give.LAST)));
        publish(1, 3);
        int last = subscribe("");
        reload(keeping(new KeepPolicy(10, 0, Duration.ZERO, Give.NONE)));
        int none = subscribe("");
        int all = subscribe("?consumer.kept=all");
        publish(4, 4);
        assertThat(client.texts(last)).containsExactly("3", "4");
        assertThat(client.texts(none)).containsExactly("4");
        assertThat(client.texts(all)).isEqualTo(Messages.numbers(1, 4));
    }

    @Test
    void whatCannotBeHadIsRefusedWithTheReason() {
        int other = client.open(session, Kind.TOPIC, Destination.topic("news?consumer.kept=some"), null);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.open(session, Kind.TOPIC, Destination.topic("*.x?consumer.kept=all"), null);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.frame(new OpenConsumer(
                client.correlation(),
                session,
                other + 50,
                Kind.TOPIC,
                Destination.topic("news?consumer.kept=all"),
                null,
                null,
                true));
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.open(session, Kind.SHARED_DURABLE, NEWS, Keep.NAME);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.ILLEGAL_STATE);
        client.open(session, Kind.QUEUE, Destination.queue("q?consumer.kept=all"), null);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        reload(Policies.of(DestinationPolicy.standard(10, "DLQ")));
        client.open(session, Kind.TOPIC, Destination.topic("dull?consumer.kept=last"), null);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
        client.open(session, Kind.TOPIC, Destination.topic("dull?consumer.kept=none"), null);
        assertThat(client.lastOk()).isTrue();
    }

    @Test
    void selectorsChooseAmongWhatIsKeptToo() {
        for (int i = 1; i <= 6; i++) {
            publish(Messages.with("m" + i, Map.of("even", i % 2 == 0)));
        }
        int consumer = client.open(session, Kind.TOPIC, NEWS, null, "even");
        client.credit(consumer, MUCH);
        harness.settle();
        publish(Messages.with("m7", Map.of("even", false)));
        publish(Messages.with("m8", Map.of("even", true)));
        assertThat(client.texts(consumer)).containsExactly("m2", "m4", "m6", "m8");
    }

    @Test
    void sharedSubscriptionsDivideThePast() {
        publish(1, 4);
        int one = client.open(session, Kind.SHARED, NEWS, "team");
        client.credit(one, 2);
        harness.settle();
        int two = subscribe(Kind.SHARED, "team", "?consumer.kept=all");
        publish(5, 5);
        assertThat(client.texts(one)).containsExactly("1", "2");
        assertThat(client.texts(two)).containsExactly("3", "4", "5");
    }

    @Test
    void aReceiveThatDoesNotWaitFindsWhatIsKept() {
        publish(1, 1);
        int consumer = client.open(session, Kind.TOPIC, NEWS, null);
        client.drain(consumer);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("1");
        client.drain(consumer);
        harness.settle();
        assertThat(client.lastOk()).isTrue();
    }

    @Test
    void aSubscriptionThatIsMadeAgainAfterALostLinkDoesNotGetThePastTwice() {
        publish(1, 2);
        UUID incarnation = client.incarnation();
        int consumer = subscribe("");
        assertThat(client.texts(consumer)).containsExactly("1", "2");
        client.vanish();
        harness.settle();
        client = harness.connect("me", true, incarnation);
        client.frame(new SessionFrame.ResumeSession(
                session, 2, 2, 0, 0, 0, List.of(new SessionFrame.Handed(consumer, 1L << 40))));
        client.frame(new OpenConsumer(client.correlation(), session, consumer, Kind.TOPIC, NEWS, null, null, false));
        client.credit(consumer, MUCH);
        harness.settle();
        assertThat(client.texts(consumer)).isEmpty();
    }

    @Test
    void whatIsDelayedGoesToThoseThatAreThereAndIsNotKept() {
        int early = subscribe("");
        client.send(producer, 0, 0, 1_000, Messages.text("later"));
        harness.settle();
        int late = subscribe("");
        harness.pass(2_000).settle();
        publish(1, 1);
        assertThat(client.texts(early)).containsExactly("later", "1");
        assertThat(client.texts(late)).containsExactly("1");
        assertThat(shown("kept")).isEqualTo(1);
    }

    @Test
    void messagesOfATransactionAreKeptWhenItCommits() {
        client.sendIn(producer, 1, "a");
        client.sendIn(producer, 1, "b");
        int early = subscribe("");
        assertThat(client.texts(early)).isEmpty();
        client.commit(session, 1);
        harness.settle();
        assertThat(client.texts(early)).containsExactly("a", "b");
        client.sendIn(producer, 2, "c");
        client.rollBack(session, 2);
        harness.settle();
        assertThat(client.texts(subscribe(""))).containsExactly("a", "b");
    }

    @Test
    void whatComesWhileItIsNotDurableIsNeitherLostNorDoubledForWhoSubscribesThen() {
        publish(1, 2);
        client.send(producer, Messages.numbers(3, 4));
        harness.round();
        int consumer = client.subscribeTo(session, NEWS);
        harness.round();
        assertThat(client.texts(consumer)).containsExactly("1", "2");
        client.send(producer, "5");
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("3", "4", "5");
    }

    // -- what is kept

    @Test
    void theNewestAreKept() {
        reload(keeping(3));
        publish(1, 10);
        assertThat(shown("kept")).isEqualTo(3);
        assertThat(shown("keptDropped")).isEqualTo(7);
        assertThat(client.texts(subscribe(""))).containsExactly("8", "9", "10");
    }

    @Test
    void bytesBoundThemToo() {
        int size = Messages.text("1").size();
        reload(keeping(new KeepPolicy(0, 3L * size, Duration.ZERO, Give.ALL)));
        publish(1, 9);
        assertThat(shown("keptBytes")).isEqualTo(3L * size);
        assertThat(client.texts(subscribe(""))).containsExactly("7", "8", "9");
    }

    @Test
    void theyAgeAndLeaveByThemselves() {
        reload(keeping(new KeepPolicy(0, 0, Duration.ofMinutes(1), Give.ALL)));
        publish(1, 2);
        harness.pass(30_000).settle();
        publish(3, 3);
        assertThat(shown("keptForMillis")).isEqualTo(30_000);
        assertThat(harness.engine().wakeAt()).isLessThanOrEqualTo(harness.now() + 30_000);
        harness.pass(30_000).settle();
        assertThat(shown("kept")).isEqualTo(1);
        assertThat(shown("keptExpired")).isEqualTo(2);
        assertThat(client.texts(subscribe(""))).containsExactly("3");
        harness.pass(30_000).settle();
        assertThat(shown("kept")).isZero();
    }

    @Test
    void theirAgeOutlivesARestartAndACheckpoint() {
        harness = new EngineHarness().withPolicies(keeping(new KeepPolicy(0, 0, Duration.ofMinutes(1), Give.ALL)));
        reconnect();
        publish(1, 2);
        harness.force().checkpoint();
        harness.clockJumps(30_000);
        harness.crash();
        reconnect();
        publish(3, 3);
        harness.pass(31_000).settle();
        assertThat(client.texts(subscribe(""))).containsExactly("3");
    }

    @Test
    void whatExpiresIsGivenToNobody() {
        client.send(producer, 0, 1_000, 0, Messages.text("short"));
        publish(1, 1);
        harness.pass(1_000).settle();
        assertThat(client.texts(subscribe(""))).containsExactly("1");
        assertThat(shown("kept")).isEqualTo(1);
        assertThat(client.rows(client.manage("queue.list", Map.of()))).isEmpty(); // no dead letters either
    }

    @Test
    void acknowledgingTakesNothingFromWhatIsKept() {
        publish(1, 3);
        int consumer = subscribe("");
        client.accept(session, consumer, 1, 3);
        harness.settle();
        assertThat(client.texts(subscribe(""))).containsExactly("1", "2", "3");
    }

    @Test
    void whatIsDroppedBeforeASlowSubscriptionCameToItIsGivenToItFirst() {
        reload(keeping(5));
        publish(1, 5);
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow");
        harness.settle();
        publish(6, 3 * Follower.WINDOW);
        assertThat(shown("kept")).isEqualTo(5);
        client.credit(slow, MUCH);
        harness.settle();
        assertThat(client.texts(slow)).isEqualTo(Messages.numbers(1, 3 * Follower.WINDOW));
        assertThat(shown("behind")).isZero();
    }

    @Test
    void theSubscriptionsOwnLimitBoundsWhatIsGivenAhead() {
        LimitPolicy limits = new LimitPolicy(1500, 0, LimitPolicy.Full.DROP_OLDEST, Duration.ZERO, "none");
        reload(Policies.of(DestinationPolicy.standard(10, "DLQ")
                .with(limits)
                .with(new KeepPolicy(5, 0, Duration.ZERO, Give.ALL))));
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow");
        harness.settle();
        publish(1, 2000);
        client.credit(slow, MUCH);
        harness.settle();
        List<String> expected = new ArrayList<>(Messages.numbers(1, 1500));
        expected.addAll(Messages.numbers(1996, 2000));
        assertThat(client.texts(slow)).isEqualTo(expected);
    }

    // -- restarts

    @Test
    void whatIsKeptOutlivesCrashesWithAndWithoutACheckpoint() {
        publish(1, 3);
        harness.crash();
        reconnect();
        publish(4, 4);
        harness.force().checkpoint().crash();
        reconnect();
        assertThat(client.texts(subscribe(""))).isEqualTo(Messages.numbers(1, 4));
    }

    @Test
    void aDurableSubscriptionGoesOnWhereItWasWhateverWasKeptOrAcknowledged() {
        harness = new EngineHarness().withPolicies(keeping(2 * Follower.WINDOW));
        reconnect();
        publish(1, 2 * Follower.WINDOW);
        int consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
        client.credit(consumer, 10);
        harness.settle();
        assertThat(client.texts(consumer)).isEqualTo(Messages.numbers(1, 10));
        assertThat(client.lastFailure()).isNull();
        client.accept(session, consumer, 1, 4);
        harness.settle().force();
        for (boolean checkpoint : List.of(false, true, false)) {
            if (checkpoint) {
                harness.force().checkpoint();
            }
            harness.crash();
            reconnect();
        }
        int again = durable("");
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries.stream().map(TestClient::text).toList())
                .isEqualTo(Messages.numbers(5, 2 * Follower.WINDOW));
        assertThat(deliveries.get(0).deliveryCount()).isEqualTo(2);
        client.accept(session, again, 1, MUCH);
        harness.settle();
        publish(9_001, 9_001);
        client.accept(session, again, 1, MUCH);
        harness.settle().force().crash();
        reconnect();
        assertThat(client.texts(durable(""))).isEmpty();
        assertThat(client.texts(subscribe(Kind.SHARED_DURABLE, "other", "")))
                .hasSize(2 * Follower.WINDOW)
                .endsWith("9001");
    }

    @Test
    void aDurableSubscriptionOfTheLastAndOneOfNothingStayWhatTheyAre() {
        publish(1, 3);
        client.closeConsumer(subscribe(Kind.DURABLE, "last", "?consumer.kept=last"), 0);
        client.closeConsumer(subscribe(Kind.DURABLE, "none", "?consumer.kept=none"), 0);
        harness.settle();
        harness.crash();
        reconnect();
        publish(4, 4);
        harness.force().checkpoint().crash();
        reconnect();
        assertThat(client.texts(subscribe(Kind.DURABLE, "last", ""))).containsExactly("3", "4");
        assertThat(client.texts(subscribe(Kind.DURABLE, "none", ""))).containsExactly("4");
    }

    @Test
    void whatWasGivenButNotForcedIsGivenAgainMarkedAsPerhapsSeen() {
        publish(1, 3);
        int consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.settle();
        client.credit(consumer, 3);
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.kill();
        reconnect();
        durable("");
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries.stream().map(TestClient::text).toList()).containsExactly("1", "2", "3");
        assertThat(deliveries)
                .allSatisfy(each -> assertThat(each.deliveryCount()).isEqualTo(2));
    }

    @Test
    void aDurableSubscriptionWithAnotherSelectorIsANewOneAndGetsThePastAgain() {
        publish(1, 2);
        client.closeConsumer(durable(""), 2);
        harness.settle();
        int other = client.open(session, Kind.DURABLE, NEWS, "sub", "JMSPriority = 4");
        client.credit(other, MUCH);
        harness.settle();
        assertThat(client.texts(other)).containsExactly("1", "2");
    }

    @Test
    void whatIsRolledBackOfThePastComesAgainAfterACrash() {
        publish(1, 2);
        int consumer = durable("");
        client.acceptIn(session, 7, consumer, 1, 1);
        client.rollBack(session, 7);
        harness.settle();
        harness.force().checkpoint().crash();
        reconnect();
        assertThat(client.texts(durable(""))).containsExactly("1", "2");
    }

    // -- memory

    @Test
    void manyAreParkedAndGivenAsTheyAreTakenOverCrashesToo() {
        harness = new EngineHarness().withPolicies(keeping(20_000), 2_000_000);
        reconnect();
        for (int i = 0; i < 60; i++) {
            publish(i * 100 + 1, i * 100 + 100);
        }
        assertThat(harness.effects(Effect.MessagesListed.class)).isNotEmpty();
        int consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
        int taken = 0;
        List<String> got = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            client.credit(consumer, 500);
            harness.settle();
            List<String> all = client.texts(consumer);
            got.addAll(all);
            client.accept(session, consumer, 1, MUCH);
            harness.settle();
            taken += 500;
            assertThat(got).isEqualTo(Messages.numbers(1, taken));
            if (round % 3 == 1) {
                harness.force().checkpoint();
            }
            if (round % 2 == 1) {
                harness.force().crash();
                reconnect();
                consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
            } else {
                client.closeConsumer(consumer, MUCH);
                harness.settle();
                consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
            }
        }
        assertThat(client.texts(subscribe("?consumer.kept=last"))).containsExactly("6000");
        assertThat(shown("kept")).isEqualTo(6_000);
    }

    @Test
    void aCheckpointInTheMiddleOfGivingLosesAndDoublesNothing() {
        harness = new EngineHarness().withPolicies(keeping(20_000), 2_000_000);
        reconnect();
        for (int i = 0; i < 60; i++) {
            publish(i * 100 + 1, i * 100 + 100);
        }
        int consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.settle();
        harness.beginCheckpoint();
        client.credit(consumer, 2_500);
        harness.settle();
        client.accept(session, consumer, 1, 2_000);
        harness.settle();
        harness.endCheckpoint();
        harness.force().crash();
        reconnect();
        assertThat(client.texts(durable(""))).isEqualTo(Messages.numbers(2_001, 6_000));
        assertThat(client.texts(subscribe("?consumer.kept=all"))).isEqualTo(Messages.numbers(1, 6_000));
    }

    // -- changes and troubles

    @Test
    void aFullDiskDelaysTheGivingAndNothingIsLost() {
        publish(1, 5);
        int consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.round();
        client.closeConsumer(consumer, 0);
        harness.settle();
        client.unsubscribe("sub");
        harness.settle();
        int other = client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.refuse(Refusals.full());
        client.credit(other, MUCH);
        harness.round();
        assertThat(client.texts(other)).isEmpty();
        harness.refuse(null);
        harness.pass(1_000).settle();
        assertThat(client.texts(other)).isEqualTo(Messages.numbers(1, 5));
    }

    @Test
    void aPolicyThatEndsLetsGoWhatIsKeptWhenAllHaveIt() {
        publish(1, 5);
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow");
        harness.settle();
        reload(Policies.of(DestinationPolicy.standard(10, "DLQ")));
        publish(6, 7);
        assertThat(shown("kept")).isZero();
        client.credit(slow, MUCH);
        harness.settle();
        assertThat(client.texts(slow)).isEqualTo(Messages.numbers(1, 7));
        client.accept(session, slow, 1, MUCH);
        client.closeConsumer(slow, MUCH);
        client.unsubscribe("slow");
        harness.settle();
        assertThat(client.lastFailure()).isNull();
        publish(8, 8);
        assertThat(topic()).doesNotContainKey("keptBytes");
        reload(keeping(5));
        publish(9, 9);
        assertThat(client.texts(subscribe(""))).containsExactly("9");
        harness.crash();
        reconnect();
        assertThat(client.texts(subscribe(""))).containsExactly("9");
    }

    @Test
    void aTopicIsDeletedWithWhatItKeeps() {
        publish(1, 5);
        client.manage("topic.delete", Map.of("name", "news"));
        harness.settle();
        assertThat(client.lastFailure()).isNull();
        producer = client.producer(session, NEWS);
        publish(6, 6);
        harness.force().checkpoint().crash();
        reconnect();
        assertThat(client.texts(subscribe(""))).containsExactly("6");
    }

    @Test
    void explainAndShowTellWhatIsKeptAndWhoIsBehind() {
        publish(1, 5);
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow");
        harness.settle();
        publish(6, 1_400);
        assertThat(shown("kept")).isEqualTo(1_000);
        assertThat(shown("given")).isEqualTo(1);
        assertThat(client.rows(client.manage("topic.explain", Map.of("name", "news"))))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("what", "kept")
                        .hasEntrySatisfying(
                                "value", value -> assertThat(value.toString()).startsWith("1000 messages")))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("what", "me.slow@news")
                        .hasEntrySatisfying(
                                "because", why -> assertThat(why.toString()).contains("is behind")))
                .anySatisfy(row ->
                        assertThat(row).containsEntry("what", "keep.messages").containsEntry("value", "1000"));
        client.credit(slow, MUCH);
        harness.settle();
        assertThat(shown("behind")).isZero();
    }

    @Test
    void nothingIsKeptOfTemporaryTopicsAndPatterns() {
        Destination temporary = new Destination(Destination.Kind.TEMPORARY_TOPIC, "mine");
        client.temporary(temporary);
        int to = client.producer(session, temporary);
        client.send(to, "1");
        harness.settle();
        int consumer = client.subscribeTo(session, temporary);
        int pattern = client.subscribeTo(session, Destination.topic("new*"));
        harness.settle();
        assertThat(client.texts(consumer)).isEmpty();
        int all = client.subscribeTo(session, Destination.topic(">"));
        publish(1, 1);
        assertThat(client.texts(all)).containsExactly("1");
        assertThat(client.texts(pattern)).isEmpty();
    }

    @Test
    void whatIsPublishedAfterACrashIsNotMarkedAsRedelivered() {
        client.closeConsumer(durable(""), 0);
        publish(1, 1);
        client.accept(session, durable(""), 1, 1);
        harness.settle().force().crash();
        reconnect();
        durable("");
        publish(2, 2);
        assertThat(client.deliveries()).hasSize(1).allSatisfy(each -> assertThat(each.deliveryCount())
                .isEqualTo(1));
    }

    @Test
    void aTransactionIsKeptInOneOrderBeforeAndAfterARestart() {
        Destination queue = Destination.queue("leads");
        Route route = new Route("copy", NamePattern.of("leads"), null, List.of(Route.Place.of("topic:news")), true);
        harness = new EngineHarness()
                .withPolicies(new Policies(
                        DestinationPolicy.standard(10, "DLQ").with(new KeepPolicy(1000, 0, Duration.ZERO, Give.ALL)),
                        List.of(),
                        LimitPolicy.NONE,
                        new Routes(List.of(route))));
        reconnect();
        client.closeConsumer(durable(""), 0);
        int other = client.producer(session, queue);
        client.sendIn(producer, 1, "1");
        client.sendIn(other, 1, "2");
        client.sendIn(producer, 1, "3");
        client.sendIn(other, 1, "4");
        client.commit(session, 1);
        harness.settle();
        List<String> before = client.texts(subscribe(""));
        assertThat(before).containsExactlyInAnyOrder("1", "2", "3", "4");
        harness.force().crash();
        reconnect();
        assertThat(client.texts(subscribe(""))).isEqualTo(before);
        assertThat(client.texts(durable(""))).isEqualTo(before);
    }

    @Test
    void aSlowSelectiveSubscriptionKeepsNothingInMemoryThatItDoesNotHave() {
        harness = new EngineHarness().withPolicies(keeping(20_000), 2_000_000);
        reconnect();
        for (int i = 0; i < 12_000; i++) {
            client.send(producer, Messages.with("m" + i, Map.of("some", i % 50 == 0)));
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow", "some");
        harness.settle().force().settle();
        Object used =
                client.rows(client.manage("broker.status", Map.of())).get(0).get("memoryUsed");
        assertThat(((Number) used).longValue()).isLessThan(1_000_000);
        client.credit(slow, MUCH);
        harness.settle();
        assertThat(client.texts(slow)).hasSize(240);
    }
}
