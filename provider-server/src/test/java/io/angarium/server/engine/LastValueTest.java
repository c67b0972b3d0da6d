package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.server.policy.LastValuePolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Only the newest message of each value stays. */
@Timeout(60)
class LastValueTest {
    private static final Destination PRICES = Destination.queue("prices");
    private static final Destination NEWS = Destination.topic("news");
    private static final int MUCH = 1_000_000;

    private EngineHarness harness = new EngineHarness().withPolicies(policies(LastValuePolicy.NONE.property()));
    private TestClient client = harness.connect("me");
    private int session = client.session();
    private int producer = client.producer(session, PRICES);

    private static Policies policies(String key) {
        return Policies.of(DestinationPolicy.standard(10, "DLQ").with(new LastValuePolicy(key)));
    }

    private static DestinationPolicy byShare() {
        return DestinationPolicy.standard(10, "DLQ").with(new LastValuePolicy("share"));
    }

    private void with(DestinationPolicy policy, long budget) {
        harness = new EngineHarness().withPolicies(Policies.of(policy), budget);
        reconnect();
    }

    private void byKey() {
        with(byShare(), 64L << 20);
    }

    private void reconnect() {
        client = harness.connect("me");
        session = client.session();
        producer = client.producer(session, PRICES);
    }

    private void crash() {
        harness.crash();
        reconnect();
        harness.settle();
    }

    private void send(int to, String share, String text) {
        client.send(to, Messages.with(text, Map.of("share", share)));
    }

    private void send(String share, String text) {
        send(producer, share, text);
        harness.settle();
    }

    private List<String> content() {
        int browser = client.browse(session, "prices", null);
        client.credit(browser, MUCH);
        harness.settle();
        return client.texts(browser);
    }

    private Map<String, Object> queue() {
        return client.rows(client.manage("queue.show", Map.of("name", "prices")))
                .get(0);
    }

    private void reload(Policies policies) {
        harness.engine().configured(new Configuration.Content(1, null, policies, true, List.of()));
        harness.settle();
    }

    @Test
    void theNewestOfEachValueStaysAndWhatHasNoValueStaysToo() {
        byKey();
        send("a", "a1");
        send("b", "b1");
        client.send(producer, "without");
        send("a", "a2");
        send("b", "b2");
        send("a", "a3");
        assertThat(content()).containsExactly("without", "b2", "a3");
        assertThat(queue()).containsEntry("messages", 3L).containsEntry("replaced", 3L);
        crash();
        assertThat(content()).containsExactly("without", "b2", "a3");
        harness.force().checkpoint();
        crash();
        send("b", "b3");
        assertThat(content()).containsExactly("without", "a3", "b3");
    }

    @Test
    void aNumberAndItsTextAreDifferentValues() {
        byKey();
        client.send(producer, Messages.with("number", Map.of("share", 1)));
        client.send(producer, Messages.with("text", Map.of("share", "1")));
        client.send(producer, Messages.with("again", Map.of("share", 1)));
        harness.settle();
        assertThat(content()).containsExactly("text", "again");
    }

    @Test
    void theNewestIsWhatCameLastWhateverItsPriority() {
        byKey();
        client.send(producer, Messages.with("high", true, 9, Map.of("share", "a")));
        client.send(producer, Messages.with("low", true, 0, Map.of("share", "a")));
        harness.settle();
        assertThat(content()).containsExactly("low");
        client.send(producer, Messages.with("high", true, 9, Map.of("share", "a")));
        harness.settle();
        assertThat(content()).containsExactly("high");
    }

    @Test
    void whatAConsumerHasIsNotTakenAwayAndDoesNotComeBackBehindANewerOne() {
        byKey();
        send("a", "a1");
        int consumer = client.open(session, Kind.QUEUE, PRICES, null);
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("a1");
        send("a", "a2");
        assertThat(queue()).containsEntry("messages", 2L);
        client.settle(session, Verdict.RELEASE, consumer, 1, 1);
        harness.settle();
        assertThat(content()).containsExactly("a2");
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("a2");
        client.settle(session, Verdict.RELEASE, consumer, 2, 2);
        harness.settle();
        assertThat(content()).containsExactly("a2");
    }

    @Test
    void anOldOneThatComesBackWhenTheNewerIsAcknowledgedIsGoneToo() {
        byKey();
        send("a", "a1");
        int first = client.open(session, Kind.QUEUE, PRICES, null);
        client.credit(first, 1);
        harness.settle();
        send("a", "a2");
        int second = client.open(session, Kind.QUEUE, PRICES, null);
        client.credit(second, 1);
        harness.settle();
        assertThat(client.texts(second)).containsExactly("a2");
        client.accept(session, second, 1, 1);
        harness.settle();
        for (int i = 0; i < 3_000; i++) {
            send(producer, "x" + i, "x");
        }
        harness.settle();
        client.settle(session, Verdict.RELEASE, first, 1, 1);
        harness.settle();
        assertThat(content()).hasSize(3_000).containsOnly("x");
    }

    @Test
    void acknowledgedIsGone() {
        byKey();
        send("a", "a1");
        int consumer = client.consume(session, "prices");
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.settle().force();
        crash();
        assertThat(content()).isEmpty();
        send("a", "a2");
        assertThat(content()).containsExactly("a2");
    }

    @Test
    void whatATransactionHasIsLeftAndItsSendsReplaceWhenItCommits() {
        byKey();
        send("a", "a1");
        int consumer = client.open(session, Kind.QUEUE, PRICES, null);
        client.credit(consumer, 1);
        harness.settle();
        client.acceptIn(session, 1, consumer, 1, 1);
        client.send(producer, 1, 0, 0, Messages.with("a2", Map.of("share", "a")));
        harness.settle();
        assertThat(content()).isEmpty();
        client.rollBack(session, 1);
        harness.settle();
        assertThat(content()).containsExactly("a1");
        client.send(producer, 2, 0, 0, Messages.with("a3", Map.of("share", "a")));
        client.send(producer, 2, 0, 0, Messages.with("a4", Map.of("share", "a")));
        client.commit(session, 2);
        harness.settle();
        assertThat(content()).containsExactly("a4");
    }

    @Test
    void aDelayedOneReplacesWhenItIsDue() {
        byKey();
        client.send(producer, 0, 0, 1_000, Messages.with("later", Map.of("share", "a")));
        send("a", "a1");
        assertThat(content()).containsExactly("a1");
        harness.pass(1_000).settle();
        assertThat(content()).containsExactly("later");
    }

    @Test
    void theRuleIsAppliedToWhatIsThereWhenItIsReadAndAnotherOneToo() {
        send("a", "a1");
        send("a", "a2");
        client.send(producer, Messages.with("b1", Map.of("share", "a", "place", "x")));
        client.send(producer, Messages.with("b2", Map.of("share", "b", "place", "x")));
        harness.settle();
        assertThat(content()).hasSize(4);
        reload(policies("place"));
        assertThat(content()).containsExactly("a1", "a2", "b2");
        reload(policies("share"));
        assertThat(content()).containsExactly("a2", "b2");
        reload(policies("none"));
        send("a", "a3");
        assertThat(content()).containsExactly("a2", "b2", "a3");
    }

    @Test
    void withBodiesInTheJournalOnlyItIsAppliedAfterACrashBeforeAnythingIsDelivered() {
        with(DestinationPolicy.standard(10, "DLQ"), 1_000_000);
        for (int i = 0; i < 2_000; i++) {
            send(producer, "s" + i % 10, "" + i);
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle().force().settle();
        harness.withPolicies(Policies.of(byShare()), 1_000_000);
        reconnect();
        int consumer = client.consume(session, "prices");
        client.credit(consumer, MUCH);
        harness.settle();
        assertThat(client.texts(consumer)).isEqualTo(Messages.numbers(1_990, 1_999));
    }

    @Test
    void anOlderOneThatAConsumerHadIsGoneAfterACrashThoughTheNewerHasExpiredByThen() {
        byKey();
        send("a", "a1");
        int consumer = client.consume(session, "prices");
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("a1");
        client.send(producer, 0, 50, 0, Messages.with("a2", Map.of("share", "a")));
        harness.settle().force();
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(2);
        reconnect();
        harness.pass(50);
        for (int i = 0; i < 3; i++) {
            harness.pass(10).settle();
        }
        assertThat(content()).isEmpty();
        assertThat(queue()).containsEntry("messages", 0L);
    }

    @Test
    void manyThatHaveExpiredBeforeTheyAreLookedAtWakeNobodyUntilTheyAreRead() {
        with(byShare(), 400_000);
        for (int i = 0; i < 1_500; i++) {
            client.send(producer, 0, 50, 0, Messages.with("v" + i, Map.of("share", "s" + i)));
        }
        client.send(producer, Messages.with("stays", Map.of("share", "s")));
        harness.settle().checkpoint();
        harness.clockJumps(100);
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(1_501);
        harness.workWithoutReading();
        assertThat(harness.wanted()).isPositive();
        long end = harness.now() + 1_000;
        int wakes = 0;
        for (long wake = harness.engine().wakeAt();
                wake <= end;
                wake = harness.engine().wakeAt()) {
            harness.clockJumps(Math.max(0, wake - harness.now()));
            harness.workWithoutReading();
            wakes++;
        }
        assertThat(wakes).isLessThan(4);
        reconnect();
        harness.settle();
        assertThat(queue()).containsEntry("messages", 1L);
        assertThat(content()).containsExactly("stays");
    }

    @Test
    void theyExpireAlsoWhereTheRuleEndsBeforeTheyAreLookedAt() {
        with(byShare(), 400_000);
        for (int i = 0; i < 1_500; i++) {
            client.send(producer, 0, 50, 0, Messages.with("v" + i, Map.of("share", "s" + i)));
        }
        harness.settle().checkpoint();
        harness.clockJumps(100);
        harness.crash();
        harness.workWithoutReading();
        harness.clockJumps(10);
        harness.workWithoutReading(); // now all wait for the look, and nothing else
        harness.engine()
                .configured(new Configuration.Content(
                        1, null, Policies.of(DestinationPolicy.standard(10, "DLQ")), true, List.of()));
        harness.workWithoutReading();
        reconnect();
        assertThat(queue()).containsEntry("messages", 0L);
    }

    @Test
    void aSubscriptionKeepsTheNewestForItsConsumer() {
        byKey();
        int consumer = client.open(session, Kind.DURABLE, NEWS, "sub");
        harness.settle();
        int to = client.producer(session, NEWS);
        send(to, "a", "a1");
        send(to, "b", "b1");
        send(to, "a", "a2");
        harness.settle();
        client.credit(consumer, MUCH);
        harness.settle();
        assertThat(client.texts(consumer)).containsExactly("b1", "a2");
    }

    @Test
    void aMessageThatEndsAValueIsDeliveredAndNothingOfItIsKept() {
        byKey();
        int live = client.subscribeTo(session, NEWS);
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow");
        harness.settle();
        int to = client.producer(session, NEWS);
        for (int i = 0; i < 2 * Follower.WINDOW; i++) {
            send(to, "k" + i, "v" + i);
        }
        harness.settle();
        client.send(to, Messages.with("end", Map.of("share", "k5", Conflation.TOMBSTONE, true)));
        harness.settle();
        assertThat(client.texts(live)).hasSize(2 * Follower.WINDOW + 1).endsWith("end");
        client.credit(slow, MUCH);
        harness.settle();
        assertThat(client.texts(slow)).hasSize(2 * Follower.WINDOW + 1).endsWith("end");
        int late = client.subscribeTo(session, NEWS);
        harness.settle();
        assertThat(client.texts(late)).hasSize(2 * Follower.WINDOW - 1).doesNotContain("end", "v5");
    }

    @Test
    void k5ANewSubscriberGetsExactlyTheLastOfEachOfAThousandKeys() {
        k5(100_000);
    }

    @Test
    @Tag("soak")
    @Timeout(300)
    void k5InFull() {
        k5(1_000_000);
    }

    private void k5(int updates) {
        harness = new EngineHarness(10, 32 << 20).withPolicies(Policies.of(byShare()), 64L << 20);
        reconnect();
        int to = client.producer(session, NEWS);
        Map<String, String> last = new TreeMap<>();
        Random random = new Random(5);
        for (int i = 0; i < updates; i++) {
            String key = "key" + (i < 1_000 ? i : random.nextInt(1_000));
            send(to, key, key + " " + i);
            last.put(key, key + " " + i);
            if (i % 500 == 0) {
                harness.settle();
                client.received().clear();
            }
            if (i == updates / 2) {
                harness.settle().force().checkpoint();
                harness.crash();
                reconnect();
                to = client.producer(session, NEWS);
            }
        }
        harness.settle();
        client.received().clear();
        int consumer = client.subscribeTo(session, NEWS);
        harness.settle();
        assertThat(client.texts(consumer)).hasSize(1_000).containsExactlyInAnyOrderElementsOf(last.values());
        for (int i = 0; i < 10; i++) {
            client.send(to, Messages.with("end", Map.of("share", "key" + i, Conflation.TOMBSTONE, true)));
            last.remove("key" + i);
        }
        harness.settle().force().checkpoint();
        crash();
        int late = client.subscribeTo(session, NEWS);
        harness.settle();
        assertThat(client.texts(late)).hasSize(990).containsExactlyInAnyOrderElementsOf(last.values());
    }

    @Test
    void z6AtAHighWaterMarkOfAThousandEachWayIsExactAndWhatIsDroppedIsCounted() {
        int mark = 1_000;
        int sent = 1_500;
        for (LimitPolicy.Full full : LimitPolicy.Full.values()) {
            if (full == LimitPolicy.Full.DIVERT) {
                continue;
            }
            with(
                    DestinationPolicy.standard(10, "DLQ")
                            .with(new LimitPolicy(mark, 0, full, Duration.ofSeconds(1), "none")),
                    64L << 20);
            client.send(producer, Messages.numbers(1, sent));
            harness.settle();
            boolean oldest = full == LimitPolicy.Full.DROP_OLDEST;
            assertThat(content()).isEqualTo(oldest ? Messages.numbers(501, sent) : Messages.numbers(1, mark));
            assertThat(queue())
                    .containsEntry("messages", (long) mark)
                    .containsEntry("dropped", full.drops() ? (long) sent - mark : 0L)
                    .containsEntry("refused", full == LimitPolicy.Full.REFUSE ? (long) sent - mark : 0L);
            if (full == LimitPolicy.Full.BLOCK) {
                harness.pass(1_000).settle();
                assertThat(queue()).containsEntry("messages", (long) mark).containsEntry("refused", (long) sent - mark);
            }
        }
        byKey();
        Map<String, String> last = new HashMap<>();
        for (int i = 0; i < sent * 2; i++) {
            send(producer, "key" + i % mark, "" + i);
            last.put("key" + i % mark, "" + i);
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        assertThat(queue()).containsEntry("messages", (long) mark).containsEntry("replaced", 2L * sent - mark);
        assertThat(new ArrayList<>(content())).containsExactlyInAnyOrderElementsOf(last.values());
    }

    @Test
    void anUpdateOfAFullQueueTakesThePlaceOfWhatItReplaces() {
        with(byShare().with(new LimitPolicy(2, 0, LimitPolicy.Full.DROP_OLDEST, Duration.ZERO, "none")), 64L << 20);
        send("a", "a1");
        send("b", "b1");
        send("b", "b2");
        assertThat(content()).containsExactly("a1", "b2");
        send("c", "c1");
        assertThat(content()).containsExactly("b2", "c1");
        assertThat(queue()).containsEntry("dropped", 1L).containsEntry("replaced", 1L);
    }

    @Test
    void aTopicWithBoundsKeepsTheNewestOfTheNewest() {
        with(byShare().with(new KeepPolicy(2, 0, Duration.ZERO, Give.ALL)), 64L << 20);
        int to = client.producer(session, NEWS);
        for (String share : List.of("a", "b", "c", "b", "c", "c")) {
            send(to, share, share);
            harness.settle();
        }
        int late = client.subscribeTo(session, NEWS);
        harness.settle();
        assertThat(client.texts(late)).containsExactly("b", "c");
    }

    @Test
    void theEndOfAValueTakesNothingFromASubscriptionThatIsBehindWhenTheBrokerCrashes() {
        byKey();
        client.closeConsumer(client.open(session, Kind.DURABLE, NEWS, "slow"), 0);
        harness.settle();
        int to = client.producer(session, NEWS);
        for (int i = 0; i < 2 * Follower.WINDOW; i++) {
            send(to, "k" + i, "v" + i);
        }
        client.send(to, Messages.with("end", Map.of("share", "k5", Conflation.TOMBSTONE, true)));
        harness.settle().force().settle();
        crash();
        int slow = client.open(session, Kind.DURABLE, NEWS, "slow");
        client.credit(slow, MUCH);
        harness.settle();
        assertThat(client.texts(slow)).hasSize(2 * Follower.WINDOW + 1).endsWith("end");
        int late = client.subscribeTo(session, NEWS);
        harness.settle();
        assertThat(client.texts(late)).hasSize(2 * Follower.WINDOW - 1).doesNotContain("end", "v5");
    }

    @Test
    void aMessageThatIsReplacedMakesRoomForOneOnlyAndOfItsSize() {
        with(byShare().with(new LimitPolicy(2, 0, LimitPolicy.Full.REFUSE, Duration.ZERO, "none")), 64L << 20);
        send("a", "a1");
        send("b", "b1");
        for (int i = 2; i <= 6; i++) {
            send(producer, "b", "b" + i);
        }
        harness.settle();
        assertThat(content()).containsExactly("a1", "b2");
        assertThat(queue()).containsEntry("refused", 4L);
        send(producer, "a", "a2");
        send(producer, "b", "b7");
        harness.settle();
        assertThat(content()).containsExactly("a2", "b7");
        client.send(producer, 1, 0, 0, Messages.with("a3", Map.of("share", "a")));
        client.rollBack(session, 1);
        harness.settle();
        send("c", "c1");
        send("a", "a4");
        assertThat(content()).containsExactly("b7", "a4");
        assertThat(queue()).containsEntry("refused", 5L);

        with(byShare().with(new LimitPolicy(0, 1_000, LimitPolicy.Full.REFUSE, Duration.ZERO, "none")), 64L << 20);
        send("a", "a1");
        send("a", "x".repeat(2_000));
        assertThat(content()).containsExactly("a1");
    }

    @Test
    void nothingMakesRoomInVain() {
        int size = Messages.with("a", Map.of("share", "a")).size();
        LimitPolicy limit =
                new LimitPolicy(0, 3L * size, LimitPolicy.Full.DROP_OLDEST, Duration.ofSeconds(2), "OVERFLOW");
        with(byShare().with(limit), 64L << 20);
        client.credit(client.open(session, Kind.QUEUE, PRICES, null), 1);
        send("a", "a");
        send("b", "b");
        send("c", "x".repeat(size + 2)); // would exceed the limit with what the consumer has alone
        assertThat(client.take(ProducerFrame.SendRefused.class)).hasSize(1);
        assertThat(content()).contains("b");
    }
}
