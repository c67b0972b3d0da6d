package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of destinations, and of all together: what becomes of messages that find no room. */
@Timeout(20)
class LimitTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Destination PRICES = Destination.topic("orders");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EngineHarness harness = new EngineHarness();
    private TestClient client;
    private int session;
    private int producer;

    private void limits(LimitPolicy limits, LimitPolicy all) {
        limits(limits, all, DeadLetterPolicy.NONE);
    }

    private void limits(LimitPolicy limits, LimitPolicy all, String overLimit) {
        Policies.Rule rule = new Policies.Rule(
                NamePattern.of("orders"), List.of(new Policies.Said("test", "test", policy -> policy.with(limits)
                        .with(new DeadLetterPolicy("DLQ", "DLQ", DeadLetterPolicy.NONE, overLimit)))));
        harness.withPolicies(new Policies(DestinationPolicy.standard(3, "DLQ"), List.of(rule), all));
        connect();
    }

    private void limits(int messages, long bytes, Full full) {
        limits(new LimitPolicy(messages, bytes, full, PATIENCE, "OVERFLOW"), LimitPolicy.NONE);
    }

    private void connect() {
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    private void send(String... texts) {
        client.send(producer, List.of(texts));
        harness.settle();
    }

    private List<String> refusals() {
        return client.take(ProducerFrame.SendRefused.class).stream()
                .peek(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT))
                .map(ProducerFrame.SendRefused::reason)
                .toList();
    }

    private Map<String, Object> queue(String name) {
        return client.rows(client.manage("queue.show", Map.of("name", name))).get(0);
    }

    /** How many there are now; if the answer waits for the disk, that is forced. */
    private long messages() {
        int asked = client.manage("queue.show", Map.of("name", "orders"));
        if (client.reply(asked) == null) {
            harness.force();
        }
        return (long) client.rows(asked).get(0).get("messages");
    }

    private List<String> content(String queue) {
        TestClient reader = harness.connect();
        int reading = reader.session();
        int browser = reader.browse(reading, queue, null);
        reader.credit(browser, 1_000_000);
        harness.settle();
        return reader.texts();
    }

    private String since() {
        return Instant.ofEpochMilli(harness.now()).toString();
    }

    @Test
    void oneThatIsRefusedIsToldWhichLimitAndSinceWhen() {
        limits(2, 0, Full.REFUSE);
        send("a", "b");
        String since = since();
        harness.pass(5_000);
        send("c");
        assertThat(refusals())
                .singleElement()
                .asString()
                .contains("queue 'orders' is full: it has 2 messages", "limits.messages is 2, reached since " + since);
        assertThat(queue("orders"))
                .containsEntry("messages", 2L)
                .containsEntry("refused", 1L)
                .containsEntry("full", "limits.messages is 2")
                .containsEntry("fullSince", Instant.parse(since).toEpochMilli());
        harness.pass(10);
        assertThat(client.confirmed(session)).isEqualTo(3);
        assertThat(content("orders")).containsExactly("a", "b");
    }

    @Test
    void theNewestIsDroppedAndCountedAndItsSenderConfirmed() {
        limits(2, 0, Full.DROP_NEWEST);
        send("a", "b", "c", "d");
        assertThat(client.confirmed(session)).isEqualTo(4);
        assertThat(queue("orders")).containsEntry("messages", 2L).containsEntry("dropped", 2L);
        harness.crash();
        connect();
        assertThat(content("orders")).containsExactly("a", "b");
    }

    @Test
    void theOldestMakeRoomAndStayAwayAfterACrash() {
        limits(2, 0, Full.DROP_OLDEST);
        for (String text : List.of("a", "b", "c", "d", "e")) {
            send(text);
        }
        assertThat(queue("orders")).containsEntry("messages", 2L).containsEntry("dropped", 3L);
        assertThat(content("orders")).containsExactly("d", "e");
        harness.crash();
        connect();
        assertThat(content("orders")).containsExactly("d", "e");
    }

    @Test
    void aBurstIntoARingWaitsForTheDiskAndNothingElse() {
        limits(2, 0, Full.DROP_OLDEST);
        send("a", "b", "c", "d", "e");
        assertThat(refusals()).isEmpty();
        assertThat(client.confirmed(session)).isEqualTo(5);
        assertThat(content("orders")).containsExactly("d", "e");
    }

    @Test
    void theOldestOfAllPrioritiesMakesRoom() {
        limits(2, 0, Full.DROP_OLDEST);
        client.send(producer, 0, 0, 0, Messages.priority("old but urgent", 9));
        harness.settle();
        send("b", "c");
        assertThat(content("orders")).containsExactly("b", "c");
    }

    @Test
    void whatMadeRoomGoesWhereThePolicySays() {
        limits(new LimitPolicy(1, 0, Full.DROP_OLDEST, PATIENCE, "OVERFLOW"), LimitPolicy.NONE, "late");
        send("a", "b", "c");
        assertThat(content("orders")).containsExactly("c");
        assertThat(content("late")).containsExactly("a", "b");
    }

    @Test
    void whatConsumersHaveMakesNoRoom() {
        limits(1, 0, Full.DROP_OLDEST);
        send("a");
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        send("b");
        assertThat(refusals()).singleElement().asString().contains("not enough of them can make room");
    }

    @Test
    void nothingMakesRoomInVain() {
        int size = Messages.text("a").size();
        limits(0, 3L * size, Full.DROP_OLDEST);
        client.credit(client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null), 1);
        send("a", "b");
        send("x".repeat(size + 2)); // would exceed the limit with what the consumer has alone
        assertThat(refusals()).singleElement().asString().contains("not enough of them can make room");
        assertThat(content("orders")).containsExactly("b");
    }

    @Test
    void nothingMakesRoomInVainWhereAnotherSubscriptionCannot() {
        limits(2, 0, Full.DROP_OLDEST);
        TestClient slow = harness.connect();
        int slowly = slow.session();
        int lagging = slow.open(slowly, ConsumerFrame.Kind.TOPIC, PRICES, null);
        client.subscribeTo(session, PRICES);
        int publisher = client.producer(session, PRICES);
        client.send(publisher, List.of("1", "2"));
        harness.settle();
        assertThat(client.texts()).containsExactly("1", "2"); // and does not settle them
        client.send(publisher, "3");
        harness.settle();
        assertThat(refusals()).singleElement().asString().contains("not enough of them can make room");
        slow.credit(lagging, 10);
        harness.settle();
        assertThat(slow.texts()).containsExactly("1", "2");
    }

    /** What is sent to the queue 'in' is for three others, of which the first and the last drop their oldest, and the second its newest. */
    private void three(long allBytes) {
        Route all = new Route(
                "all",
                NamePattern.of("in"),
                null,
                List.of(Route.Place.of("ring"), Route.Place.of("newest"), Route.Place.of("oldest")),
                false);
        harness.withPolicies(new Policies(
                DestinationPolicy.standard(3, "DLQ"),
                List.of(
                        rule("ring", 1, Full.DROP_OLDEST),
                        rule("newest", 9, Full.DROP_NEWEST),
                        rule("oldest", 9, Full.DROP_OLDEST)),
                LimitPolicy.NONE.within(0, allBytes),
                new Routes(List.of(all))));
        connect();
    }

    private static Policies.Rule rule(String queue, int messages, Full full) {
        LimitPolicy policy = new LimitPolicy(messages, 0, full, PATIENCE, "OVERFLOW");
        return new Policies.Rule(
                NamePattern.of(queue), List.of(new Policies.Said("test", "test", standard -> standard.with(policy))));
    }

    private void sendTo(String queue, String text) {
        client.send(client.producer(session, Destination.queue(queue)), text);
        harness.settle();
    }

    /** What leaves the ring, as that may have one only, makes room for the copy that the second could not have; then the third has not enough to make room for its own. */
    @Test
    void nothingMakesRoomInVainForOneThatIsLeftOut() {
        int base = Messages.text("").size();
        int sent = base + 300;
        long there = (base + 50) + (base + 20);
        three(there + 2L * sent - (base + 10));
        sendTo("ring", "r".repeat(50));
        sendTo("oldest", "o".repeat(20));
        sendTo("in", "x".repeat(300));
        assertThat(refusals()).isEmpty();
        assertThat(content("ring")).containsExactly("x".repeat(300));
        assertThat(content("newest")).isEmpty();
        assertThat(content("oldest")).containsExactly("o".repeat(20), "x".repeat(300));
        assertThat(queue("newest")).containsEntry("dropped", 1L);
        assertThat(queue("oldest")).containsEntry("dropped", 0L);
    }

    @Test
    void whatIsLeftOutOfATransactionTakesNoRoom() {
        int sent = Messages.text("x").size();
        three(3L * sent - 1);
        client.sendIn(client.producer(session, Destination.queue("in")), 1, "x");
        harness.settle();
        assertThat(queue("newest")).containsEntry("dropped", 1L);
        sendTo("newest", "");
        client.commit(session, 1);
        harness.settle();
        assertThat(content("newest")).containsExactly("");
        assertThat(content("oldest")).containsExactly("x");
        assertThat(content("ring")).containsExactly("x");
    }

    @Test
    void whatMovesMakesNoRoomInAllDestinationsTogether() {
        LimitPolicy all = LimitPolicy.NONE.within(2, 0);
        limits(new LimitPolicy(0, 0, Full.DROP_OLDEST, PATIENCE, "OVERFLOW"), all, "late");
        send("a", "b", "c");
        assertThat(refusals()).singleElement().asString().contains("messages.maxMessages is 2");
        assertThat(content("orders")).containsExactly("a", "b");
        assertThat(content("late")).isEmpty();
    }

    @Test
    void whatADeadLetterSaysOfItselfKeepsNothingOutThatWasToBeTaken() {
        LimitPolicy all = LimitPolicy.NONE.within(0, 2L * Messages.text("a").size());
        limits(new LimitPolicy(1, 0, Full.DROP_OLDEST, PATIENCE, "OVERFLOW"), all, "late");
        send("a");
        send("b");
        assertThat(refusals()).isEmpty();
        send("c");
        assertThat(refusals()).singleElement().asString().contains("is full");
        assertThat(content("orders")).containsExactly("b");
        assertThat(content("late")).containsExactly("a");
    }

    @Test
    void eachSubscriptionMakesRoomForItsOwnWhereAllDestinationsTogetherAreFull() {
        limits(new LimitPolicy(0, 0, Full.DROP_OLDEST, PATIENCE, "OVERFLOW"), LimitPolicy.NONE.within(3, 0));
        TestClient slow = harness.connect();
        int slowly = slow.session();
        List<Integer> lagging = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lagging.add(slow.open(slowly, ConsumerFrame.Kind.TOPIC, PRICES, null));
        }
        int publisher = client.producer(session, PRICES);
        for (String text : List.of("1", "2", "3")) {
            client.send(publisher, text);
            harness.settle();
        }
        assertThat(refusals()).isEmpty();
        lagging.forEach(consumer -> slow.credit(consumer, 10));
        harness.settle();
        assertThat(slow.texts()).containsExactly("3", "3", "3");
    }

    @Test
    void whatTheEndOfASessionBehindASendThatWaitsSaysWasHandedOverIsKnownAtOnce() {
        limits(1, 0, Full.BLOCK);
        int other = client.producer(session, Destination.queue("other"));
        client.send(other, Messages.text("seen"));
        int consumer = client.consume(session, "other");
        send("a");
        client.send(producer, "waits");
        client.closeSession(session, new SessionFrame.Handed(consumer, 1));
        client.frame(new ConnectionFrame.Goodbye(null, ""));
        connect();
        client.consume(session, "other");
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(2);
    }

    @Test
    void aFullQueueDivertsToAnotherWhichHasLimitsOfItsOwn() {
        limits(new LimitPolicy(1, 0, Full.DIVERT, PATIENCE, "OVERFLOW"), LimitPolicy.NONE.within(3, 0));
        send("a", "b", "c", "d");
        assertThat(content("orders")).containsExactly("a");
        assertThat(content("OVERFLOW")).containsExactly("b", "c");
        assertThat(queue("orders")).containsEntry("diverted", 2L).containsEntry("refused", 1L);
        assertThat(refusals()).singleElement().asString().contains("limits.divert");
    }

    @Test
    void aSendWaitsUntilThereIsRoom() {
        limits(1, 0, Full.BLOCK);
        send("a", "b", "c");
        assertThat(client.confirmed(session)).isEqualTo(1);
        assertThat(queue("orders")).containsEntry("sendersWaiting", 1).containsEntry("messages", 1L);
        int consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        harness.pass(1_999);
        assertThat(refusals()).isEmpty();
        client.accept(session, consumer, 1, 1);
        harness.settle();
        assertThat(client.texts()).containsExactly("b");
        client.accept(session, consumer, 2, 2);
        harness.settle();
        assertThat(client.texts()).containsExactly("c");
        assertThat(client.confirmed(session)).isEqualTo(3);
        assertThat(queue("orders")).containsEntry("sendersWaiting", 0);
    }

    @Test
    void aSendThatHasWaitedTooLongIsRefusedWithWhatIsBehindIt() {
        limits(1, 0, Full.BLOCK);
        send("a", "b", "c");
        assertThat(harness.engine().wakeAt()).isEqualTo(harness.now() + 2_000);
        harness.pass(1_999);
        assertThat(refusals()).isEmpty();
        harness.pass(1);
        harness.settle();
        assertThat(refusals()).hasSize(2).allSatisfy(why -> assertThat(why).endsWith("waited 2000 ms for room"));
        harness.pass(10);
        assertThat(client.confirmed(session)).isEqualTo(3);
        assertThat(content("orders")).containsExactly("a");
    }

    @Test
    void whoCameFirstGetsTheRoomFirst() {
        limits(1, 0, Full.BLOCK);
        send("a");
        send("b");
        TestClient other = harness.connect();
        int theirs = other.session();
        other.send(other.producer(theirs, ORDERS), "c");
        harness.settle();
        int consumer = client.consume(session, "orders");
        harness.settle();
        client.accept(session, consumer, 1, 1);
        harness.settle();
        client.accept(session, consumer, 2, 2);
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void aCommitIsBehindTheSendsOfItsTransaction() {
        limits(1, 0, Full.BLOCK);
        send("a");
        client.sendIn(producer, 1, "b");
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.reply(commit)).isNull();
        TestClient reader = harness.connect();
        int reading = reader.session();
        int consumer = reader.consume(reading, "orders");
        harness.settle();
        reader.accept(reading, consumer, 1, 1);
        harness.settle();
        assertThat(client.ok(commit)).isTrue();
        assertThat(reader.texts()).containsExactly("a", "b");
    }

    @Test
    void aTransactionReservesItsRoomAndGivesItBack() {
        limits(2, 0, Full.REFUSE);
        client.sendIn(producer, 1, "a");
        client.sendIn(producer, 1, "b");
        TestClient other = harness.connect();
        int theirs = other.session();
        int theirProducer = other.producer(theirs, ORDERS);
        other.send(theirProducer, "c");
        harness.settle();
        int size = Messages.text("a").size();
        assertThat(other.take(ProducerFrame.SendRefused.class))
                .singleElement()
                .extracting(ProducerFrame.SendRefused::reason)
                .asString()
                .startsWith(
                        "queue 'orders' is full: it has 0 messages of 0 bytes, transactions that have not ended have"
                                + " room for 2 of " + 2 * size + " bytes, limits.messages is 2, reached since ");
        client.rollBack(session, 1);
        harness.settle();
        other.send(theirProducer, "d");
        client.sendIn(producer, 2, "e");
        client.commit(session, 2);
        harness.settle();
        assertThat(content("orders")).containsExactly("d", "e");
        assertThat(queue("orders")).containsEntry("messages", 2L);
        send("f");
        assertThat(refusals()).hasSize(1);
    }

    @Test
    void bytesAreLimitedTooAndWhatNeverFitsIsRefusedAtOnce() {
        int size = Messages.text("a").size();
        limits(0, 2L * size, Full.BLOCK);
        send("a", "b");
        assertThat(client.confirmed(session)).isEqualTo(2);
        send("x".repeat(2 * size));
        assertThat(refusals()).singleElement().asString().contains("never finds room", "limits.bytes is " + 2 * size);
        send("c");
        assertThat(queue("orders"))
                .containsEntry("sendersWaiting", 1)
                .containsEntry("full", "limits.bytes is " + 2 * size);
    }

    @Test
    void allDestinationsTogetherHaveLimitsToo() {
        limits(new LimitPolicy(0, 0, Full.REFUSE, PATIENCE, "OVERFLOW"), LimitPolicy.NONE.within(3, 0));
        client.send(client.producer(session, Destination.queue("other")), List.of("x", "y"));
        send("a", "b");
        assertThat(refusals()).singleElement().asString().contains("messages.maxMessages is 3");
        assertThat(content("orders")).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource(
            value = Full.class,
            names = {"REFUSE", "DROP_OLDEST", "DROP_NEWEST", "BLOCK"})
    void aSlowSubscriptionIsFullForItself(Full full) {
        limits(1, 0, full);
        int fast = client.subscribeTo(session, PRICES);
        TestClient slow = harness.connect();
        int slowly = slow.session();
        int lagging = slow.open(slowly, ConsumerFrame.Kind.TOPIC, PRICES, null);
        int publisher = client.producer(session, PRICES);
        for (int i = 1; i <= 3; i++) {
            client.send(publisher, "" + i);
            harness.settle();
            client.accept(session, fast, 1, i);
            harness.settle();
        }
        slow.credit(lagging, 1);
        harness.settle();
        switch (full) {
            case DROP_OLDEST -> {
                assertThat(client.texts()).containsExactly("1", "2", "3");
                assertThat(slow.texts()).containsExactly("3");
            }
            case DROP_NEWEST -> {
                assertThat(client.texts()).containsExactly("1", "2", "3");
                assertThat(slow.texts()).containsExactly("1");
            }
            case REFUSE -> {
                assertThat(client.texts()).containsExactly("1");
                assertThat(refusals()).hasSize(2);
            }
            default -> {
                assertThat(client.texts()).containsExactly("1");
                assertThat(slow.texts()).containsExactly("1");
                slow.accept(slowly, lagging, 1, 1);
                harness.settle();
                assertThat(client.texts()).containsExactly("2");
            }
        }
    }

    @Test
    void aConnectionThatIsLostTakesItsWaitingSendsWithIt() {
        limits(1, 0, Full.BLOCK);
        send("a", "b");
        client.vanish();
        harness.settle();
        connect();
        assertThat(queue("orders")).containsEntry("sendersWaiting", 0);
        assertThat(content("orders")).containsExactly("a");
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void closingASessionIsBehindItsSends() {
        limits(1, 0, Full.BLOCK);
        send("a", "b");
        int closed = client.closeSession(session);
        harness.settle();
        assertThat(client.reply(closed)).isNull();
        harness.pass(2_000);
        harness.settle();
        assertThat(client.ok(closed)).isTrue();
        assertThat(refusals()).hasSize(1);
    }

    @Test
    void explainSaysWhichLimit() {
        limits(1, 0, Full.BLOCK);
        send("a", "b");
        assertThat(client.rows(client.manage("queue.explain", Map.of("name", "orders"))))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("what", "sending")
                        .containsEntry("value", "1 senders wait for room")
                        .containsEntry("because", "limits.messages is 1, reached since " + since()))
                .anySatisfy(row ->
                        assertThat(row).containsEntry("what", "limits.full").containsEntry("value", "block"));
    }

    @ParameterizedTest
    @EnumSource(Full.class)
    void aCrashInTheMiddleOfARoundLeavesNoMoreThanTheLimit(Full full) {
        limits(1, 0, full);
        send("a");
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 1);
        harness.settle();
        long tag = client.deliveries().get(0).tag();
        client.settle(session, Verdict.ACCEPT, consumer, tag, tag);
        client.send(producer, "b"); // into the room that the first one left, in the same round
        harness.forceOnly();
        harness.crash();
        connect();
        assertThat(messages()).isEqualTo(1);
    }

    /** Whatever is sent, received, returned, committed and crashed: no more than the limit at any time, and nothing lost that was confirmed, unless it was dropped. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theLimitIsNeverOvershot(long seed) {
        Random random = new Random(seed);
        Full full = Full.values()[(int) seed % Full.values().length];
        int most = 1 + random.nextInt(5);
        limits(most, 0, full);
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        long transaction = 1;
        List<Long> tags = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> client.send(producer, "m" + step);
                case 3 -> client.sendIn(producer, transaction, "t" + step);
                case 4 -> {
                    client.commit(session, transaction++);
                }
                case 5 -> client.credit(consumer, 1);
                case 6 -> {
                    if (!tags.isEmpty()) {
                        long tag = tags.remove(0);
                        client.settle(
                                session, random.nextInt(4) == 0 ? Verdict.RETURN : Verdict.ACCEPT, consumer, tag, tag);
                    }
                }
                case 7 -> harness.pass(random.nextInt(1_500));
                default -> {
                    if (random.nextInt(20) == 0) {
                        harness.crash();
                        connect();
                        consumer = client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
                        transaction = 1;
                        tags.clear();
                    } else {
                        harness.settle();
                    }
                }
            }
            client.deliveries().forEach(deliver -> tags.add(deliver.tag()));
            client.take(ProducerFrame.SendRefused.class);
            assertThat(messages()).as("seed %d step %d %s", seed, step, full).isLessThanOrEqualTo(most);
            assertThat(client.isClosed()).isFalse();
        }
    }
}
