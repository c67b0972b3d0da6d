package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.SlowPolicy;
import io.angarium.server.policy.SlowPolicy.Act;
import io.angarium.wire.BodyKind;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.XaCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers that have deliveries and settle none. */
@Timeout(20)
class SlowConsumerTest extends SlowConsumerScene {
    private Map<String, Object> show() {
        return client.rows(client.manage("queue.show", Map.of("name", "orders")))
                .get(0);
    }

    private List<Map<String, Object>> explained(String operation) {
        return client.rows(client.manage(operation, Map.of("name", "orders")));
    }

    @Test
    void oneThatSettlesNothingIsCalledSlowOnceAndWellOnce() {
        policy(Act.LOG);
        int consumer = client.consume(session, "orders");
        send("a", "b", "c");
        after(LIMIT - 1000);
        assertThat(notices()).isEmpty();
        after(1000 + LATE);
        assertThat(notices())
                .singleElement()
                .asString()
                .contains(
                        "consumer " + consumer,
                        "connection " + client.id(),
                        "3 messages of queue 'orders'",
                        "consumers.slowAfter is 30s");
        assertThat(show()).containsEntry("slowConsumers", 1);
        assertThat(explained("queue.explain")).anySatisfy(row -> assertThat(row)
                .containsEntry("value", "slow")
                .extractingByKey("because")
                .asString()
                .contains("destinations.\"orders\".consumers.slowAfter is 30s"));
        after(10 * LIMIT);
        assertThat(notices()).isEmpty();
        client.accept(session, consumer, 1, 1);
        after(LATE);
        assertThat(notices()).singleElement().asString().contains("queue 'orders', is not slow any more");
        assertThat(show()).containsEntry("slowConsumers", 0);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void oneThatHasNothingIsNeverSlow() {
        policy(Act.DISCONNECT);
        int idle = client.consume(session, "orders");
        int withoutCredit = client.open(session, Kind.QUEUE, ORDERS, null);
        after(3 * LIMIT);
        send("a");
        client.accept(session, idle, 1, 1);
        client.credit(withoutCredit, 0);
        after(3 * LIMIT);
        assertThat(client.isClosed()).isFalse();
        assertThat(notices()).isEmpty();
    }

    @Test
    void oneThatSettlesNowAndThenIsNotSlowHoweverMuchItHas() {
        policy(Act.DISCONNECT);
        int consumer = client.consume(session, "orders");
        send("a", "b", "c", "d", "e", "f");
        for (int tag = 1; tag < 6; tag++) {
            after(LIMIT - 1000);
            client.accept(session, consumer, tag, tag);
        }
        after(LIMIT - 1000);
        assertThat(notices()).isEmpty();
        after(1000 + LATE);
        assertThat(notices()).hasSize(1);
    }

    @Test
    void theTimeInWhichItHadNothingDoesNotCount() {
        policy(Act.LOG);
        int consumer = client.consume(session, "orders");
        long tag = 0;
        for (long idle = 0; idle <= LATE; idle += STEP) {
            after(idle);
            send("a");
            after(LIMIT - STEP);
            assertThat(notices()).as("after " + idle).isEmpty();
            client.accept(session, consumer, ++tag, tag);
        }
    }

    @Test
    void whatIsLeftOfASubscriptionThatIsGoneIsNobodysLoss() {
        policy(Act.DISCONNECT);
        int consumer = client.subscribe(session, Kind.TOPIC, "orders", null);
        client.send(client.producer(session, Destination.topic("orders")), "a");
        harness.settle();
        client.closeConsumer(consumer, 1);
        after(3 * LIMIT);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void itsConnectionEndsAndWhatItHadComesToOthersAsAfterALoss() {
        List<String> lost = whatComesAgain(TestClient::vanish);
        List<String> slow = whatComesAgain(slowOne -> {
            after(LIMIT + LATE);
            assertThat(slowOne.isClosed()).isTrue();
            assertThat(slowOne.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
            assertThat(slowOne.closeReason())
                    .contains(
                            "3 messages of queue 'orders'",
                            "destinations.\"orders\".consumers.slowAfter is 30s",
                            "consumers.slow is disconnect");
            assertThat(show()).containsEntry("slowConsumers", 0).containsEntry("slowDisconnected", 1L);
        });
        assertThat(slow).isEqualTo(lost).containsExactly("a 2", "b 2", "c 2");
    }

    /** Texts and counts of what one has had, of which it has handed over the first. */
    private List<String> whatComesAgain(Consumer<TestClient> end) {
        policy(Act.DISCONNECT);
        TestClient first = harness.connect();
        int slow = consumeBy(first);
        send("a", "b", "c");
        first.handed(slow, 1);
        end.accept(first);
        int consumer = client.consume(session, "orders");
        harness.settle();
        List<String> again = new ArrayList<>();
        for (Deliver delivery : client.deliveries()) {
            again.add(TestClient.text(delivery) + " " + delivery.deliveryCount());
            client.accept(session, consumer, delivery.tag(), delivery.tag());
        }
        harness.settle();
        return again;
    }

    @Test
    void aSlowSubscriberIsFreedOfItsBacklogAndADurableOneKeepsIt() {
        policy(Act.DISCONNECT);
        TestClient plain = harness.connect();
        plain.subscribe(plain.session(), Kind.TOPIC, "orders", null);
        TestClient durable = harness.connect("me");
        durable.subscribe(durable.session(), Kind.DURABLE, "orders", "mine");
        client.send(client.producer(session, Destination.topic("orders")), List.of("a", "b"));
        harness.settle();
        after(LIMIT + LATE);
        assertThat(plain.isClosed()).isTrue();
        assertThat(durable.isClosed()).isTrue();
        assertThat(durable.closeReason()).contains("subscription 'mine' of topic 'orders'");
        assertThat(client.rows(client.manage("topic.list", Map.of())).get(0)).containsEntry("subscriptions", 1);
        assertThat(client.rows(client.manage("broker.status", Map.of())).get(0)).containsEntry("messages", 2L);
        TestClient again = harness.connect("me");
        again.subscribe(again.session(), Kind.DURABLE, "orders", "mine");
        harness.settle();
        assertThat(again.texts()).containsExactly("a", "b");
    }

    @Test
    void aTopicSaysWhichOfItsSubscribersAreSlow() {
        policy(Act.LOG);
        client.subscribe(session, Kind.TOPIC, "orders", null);
        client.send(client.producer(session, Destination.topic("orders")), List.of("a"));
        harness.settle();
        after(LIMIT + LATE);
        assertThat(explained("topic.explain")).anySatisfy(row -> assertThat(row).containsEntry("value", "slow"));
    }

    @Test
    void anOpenTransactionThatIsNotCommittedIsRolledBack() {
        policy(Act.DISCONNECT);
        TestClient worker = harness.connect();
        int working = worker.session();
        worker.consume(working, "orders");
        worker.sendIn(worker.producer(working, Destination.queue("out")), 1, "half");
        send("a");
        after(LIMIT + LATE);
        assertThat(worker.isClosed()).isTrue();
        client.consume(session, "orders");
        client.consume(session, "out");
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
    }

    @Test
    void whatIsAcknowledgedInABranchIsNoMatterOfItsConsumer() {
        policy(Act.DISCONNECT);
        XaClient xa = new XaClient(harness);
        int consumer = xa.client().consume(xa.session(), "orders");
        send("a");
        assertThat(xa.start(X)).isEqualTo(XaCode.XA_OK);
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 1, 1);
        assertThat(xa.end(X)).isEqualTo(XaCode.XA_OK);
        assertThat(xa.prepare(X)).isEqualTo(XaCode.XA_OK);
        after(3 * LIMIT);
        assertThat(xa.client().isClosed()).isFalse();
        assertThat(xa.commit(X)).isEqualTo(XaCode.XA_OK);
    }

    @Test
    void oneThatRenewsItsLeaseIsAtWork() {
        policy(Act.DISCONNECT);
        int consumer = client.consume(session, "orders?consumer.lease=3600000");
        send("a");
        for (int i = 0; i < 5; i++) {
            after(LIMIT - 1000);
            client.settle(session, Verdict.RENEW, consumer, 1, 1);
        }
        assertThat(notices()).isEmpty();
        after(LIMIT + LATE);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void oneThatReadsALargeBodyIsAtWork() {
        policy(Act.DISCONNECT);
        client.frame(new ProducerFrame.StorePart(client.correlation(), session, 1, 0, ByteBuffer.allocate(512)));
        client.frame(new ProducerFrame.StorePart(client.correlation(), session, 1, 1, ByteBuffer.allocate(88)));
        client.send(
                producer,
                new MessageBuilder()
                        .destination(ORDERS)
                        .persistent(true)
                        .parts(BodyKind.BYTES, 1, 600, 512)
                        .build());
        TestClient reader = harness.connect();
        int consumer = consumeBy(reader);
        long body = reader.deliveries().get(0).message().partsBody();
        for (int i = 0; i < 5; i++) {
            after(LIMIT - 1000);
            reader.frame(new ConsumerFrame.FetchPart(reader.correlation(), consumer, body, i % 2));
        }
        assertThat(notices()).isEmpty();
        after(LIMIT + LATE);
        assertThat(reader.isClosed()).isTrue();
    }

    @Test
    void whatWasPassedOnToAnotherSessionIsWatchedThere() {
        policy(Act.LOG);
        int source = client.consume(session, "orders");
        int working = client.session();
        send("a");
        client.frame(new ConsumerFrame.Assign(source, 1, 1, working, 1000));
        after(LIMIT + LATE);
        assertThat(notices()).singleElement().asString().contains("consumer 1000");
        client.accept(working, 1000, 1, 1);
        after(LIMIT);
        assertThat(show()).containsEntry("slowConsumers", 0).containsEntry("messages", 0L);
    }

    @Test
    void whatAClosedConsumerHasHandedOverCountsUntilItsSessionSettlesIt() {
        policy(Act.LOG);
        int consumer = client.consume(session, "orders");
        send("a");
        client.closeConsumer(consumer, 1);
        after(LIMIT + LATE);
        assertThat(show()).containsEntry("slowConsumers", 1).containsEntry("consumers", 0);
        client.accept(session, consumer, 1, 1);
        harness.settle();
        assertThat(show()).containsEntry("slowConsumers", 0);
    }

    @Test
    void aBrowserIsNeverSlow() {
        policy(Act.DISCONNECT);
        send("a", "b");
        client.credit(client.browse(session, "orders", null), 1);
        harness.settle();
        after(3 * LIMIT);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aMachineThatSleptDoesNotTakeThatForTheConsumers() {
        policy(Act.DISCONNECT);
        int consumer = client.consume(session, "orders");
        send("a");
        after(3 * LATE);
        harness.pass(10 * LIMIT).settle();
        assertThat(client.isClosed()).isFalse();
        client.accept(session, consumer, 1, 1);
        after(3 * LIMIT);
        assertThat(notices()).isEmpty();
    }

    @Test
    void aConnectionSaysHowManyOfItsConsumersAreSlow() {
        policy(Act.LOG);
        int consumer = client.consume(session, "orders");
        send("a");
        assertThat(connection()).containsEntry("slowConsumers", 0);
        after(LIMIT + LATE);
        assertThat(connection()).containsEntry("slowConsumers", 1);
        client.accept(session, consumer, 1, 1);
        after(LATE);
        assertThat(connection()).containsEntry("slowConsumers", 0);
    }

    private Map<String, Object> connection() {
        return client.rows(client.manage("connection.list", Map.of())).get(0);
    }

    @Test
    void whatMayWaitToBeHeardCounts() {
        policy(Act.DISCONNECT);
        int consumer = client.consume(session, "orders");
        send("a");
        harness.engine().heard(harness.now());
        after(3 * LIMIT);
        assertThat(harness.engine().wakeAt()).isGreaterThan(harness.now());
        client.accept(session, consumer, 1, 1);
        harness.engine().heard(Long.MAX_VALUE);
        after(LIMIT);
        assertThat(notices()).isEmpty();
    }

    @Test
    void anotherPolicyConcernsThoseThatAreThere() {
        policy(Act.LOG);
        reload(policies(Act.LOG, Duration.ZERO));
        client.consume(session, "orders");
        send("a");
        after(3 * LIMIT);
        assertThat(notices()).isEmpty();
        assertThat(harness.engine().wakeAt()).as("nobody is looked at").isEqualTo(Long.MAX_VALUE);
        reload(policies(Act.LOG, AFTER));
        after(LIMIT + LATE);
        assertThat(notices()).hasSize(1);
        reload(policies(Act.DISCONNECT, AFTER));
        after(LATE);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aShorterTimeCountsFromTheReloadOn() {
        harness.withPolicies(policies(Act.LOG, Duration.ofHours(1)));
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        client.consume(session, "orders");
        send("a");
        after(1000);
        reload(policies(Act.LOG, AFTER));
        after(LIMIT + LATE);
        assertThat(notices()).hasSize(1);
    }

    @Test
    void aBeansMessageIsLookedAtUntilItIsSettled() {
        policy(Act.LOG);
        int source = client.consume(session, "orders");
        int working = client.session();
        send("a");
        client.frame(new ConsumerFrame.Assign(source, 1, 1, working, 1000));
        client.closeConsumer(source, 1);
        harness.settle();
        assertThat(harness.engine().wakeAt()).isLessThan(Long.MAX_VALUE);
        client.accept(working, 1000, 1, 1);
        harness.settle();
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void thatSomeLeaveWhileAllAreLookedAtHidesNobody() {
        policy(Act.LOG);
        Random random = new Random(3);
        List<Integer> consumers = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            consumers.add(client.consume(session, "orders"));
            send("m" + i);
        }
        Set<Integer> closed = new HashSet<>();
        harness.betweenRounds(() -> {
            int one = consumers.get(random.nextInt(consumers.size()));
            if (!notices().isEmpty() && closed.add(one)) {
                client.closeConsumer(one, 0);
            }
        });
        after(LIMIT + LATE);
        harness.betweenRounds(() -> {});
        assertThat(closed).hasSizeGreaterThan(2);
        assertThat(show()).containsEntry("slowConsumers", 2500 - closed.size());
    }

    private void reload(Policies policies) {
        harness.engine().configured(content(policies));
        harness.settle();
    }

    private static Configuration.Content content(Policies policies) {
        return new Configuration.Content(1, null, policies, true, List.of());
    }

    @Test
    void manyAreLookedAtInSlicesAndThoseThatAreGoneAreForgotten() {
        policy(Act.LOG);
        List<Integer> consumers = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            consumers.add(client.consume(session, "orders"));
            send("m" + i);
        }
        after(LIMIT + LATE);
        assertThat(notices()).hasSize(1200);
        for (int consumer : consumers.subList(0, 1000)) {
            client.closeConsumer(consumer, 0);
        }
        harness.settle();
        client.closeSession(session);
        harness.settle();
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(notices()).isEmpty();
    }

    /** Consumers of which each has a message, so many that there are rounds while they are looked at: two breaks in a look at all. */
    private List<Integer> many() {
        List<Integer> consumers = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            consumers.add(client.consume(session, "orders"));
            send("m" + i);
        }
        return consumers;
    }

    /** Something happens in the break of that number. */
    private void inBreaks(IntConsumer action) {
        AtomicInteger breaks = new AtomicInteger();
        harness.betweenRounds(() -> {
            if (harness.engine().wakeAt() <= harness.now()) {
                action.accept(breaks.incrementAndGet());
            }
        });
    }

    private void passesInRound(long millis) {
        harness.clockJumps(millis);
        harness.engine().time(harness.now());
    }

    @Test
    void manyAreSlowAlsoWhereItTakesLongToLookAtThemAll() {
        policy(Act.LOG);
        many();
        long slice = LATE - 1000;
        inBreaks(any -> passesInRound(slice));
        long began = harness.now();
        while (harness.now() - began < LIMIT - LATE) {
            after(STEP);
        }
        assertThat(notices()).isEmpty();
        while (harness.now() - began < LIMIT + LATE + 2 * 2 * slice) {
            after(STEP);
        }
        assertThat(notices()).hasSize(1200);
    }

    @Test
    void aSleepWhileManyAreLookedAtIsNotTakenForTheConsumers() {
        policy(Act.LOG);
        many();
        after(2 * LATE);
        inBreaks(number -> passesInRound(number == 1 ? 10 * LIMIT : 0));
        after(LATE + STEP);
        assertThat(notices()).isEmpty();
        after(LIMIT);
        assertThat(notices()).hasSize(1200);
    }

    @Test
    void aSleepBeforeAReloadThatComesWhileManyAreLookedAtIsNotTakenForTheConsumers() {
        policy(Act.LOG);
        many();
        after(2 * LATE);
        inBreaks(number -> {
            if (number == 2) {
                passesInRound(10 * LIMIT);
            } else if (number == 3) {
                harness.engine().configured(content(policies(Act.LOG, AFTER)));
            }
        });
        after(2 * LATE - STEP);
        assertThat(notices()).isEmpty();
        after(LIMIT);
        assertThat(notices()).hasSize(1200);
    }

    /** It ends a step when one is disconnected, or when nobody is left of those that were looked at: what follows belongs to the same pass. */
    @Test
    void aSleepIsNotTakenForTheOthersWhereTheFirstIsDisconnectedAfterIt() {
        harness.withPolicies(new Policies(
                DestinationPolicy.standard(5, "DLQ"),
                List.of(disconnects("orders", 60), disconnects("quick", 2)),
                LimitPolicy.NONE));
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        TestClient hangs = harness.connect();
        consumeBy(hangs);
        TestClient works = harness.connect();
        works.consume(works.session(), "quick");
        send("a");
        after(56_000);
        client.send(client.producer(session, Destination.queue("quick")), List.of("b"));
        harness.settle();
        after(2 * STEP);
        assertThat(hangs.isClosed()).isFalse();
        harness.pass(5_000).settle();
        assertThat(hangs.isClosed()).isTrue();
        assertThat(works.isClosed()).isFalse();
        after(2_000);
        assertThat(works.isClosed()).isTrue();
    }

    private static Policies.Rule disconnects(String queue, long seconds) {
        SlowPolicy slow = new SlowPolicy(Duration.ofSeconds(seconds), Act.DISCONNECT);
        return rule(queue, policy -> policy.with(policy.consumers().with(slow)));
    }

    @Test
    void aSleepIsNotTakenForTheOthersWhereAllThatWereLookedAtAfterItHaveLeft() {
        policy(Act.LOG);
        List<Integer> consumers = many();
        after(2 * LATE);
        inBreaks(number -> {
            if (number == 1) {
                consumers.subList(0, 500).forEach(one -> client.closeConsumer(one, 0));
            }
        });
        harness.pass(10 * LIMIT).settle();
        assertThat(notices()).isEmpty();
        after(LIMIT);
        assertThat(notices()).hasSize(700);
    }

    @Test
    void exclusiveConsumersThatStandByAreNotSlow() {
        harness.withPolicies(Policies.of(DestinationPolicy.standard(5, "DLQ")
                .with(new ConsumerPolicy(true).with(new SlowPolicy(AFTER, Act.DISCONNECT)))));
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
        TestClient first = harness.connect();
        consumeBy(first);
        client.consume(session, "orders");
        send("a", "b");
        after(LIMIT + LATE);
        assertThat(first.isClosed()).isTrue();
        assertThat(client.isClosed()).isFalse();
        assertThat(client.texts()).containsExactly("a", "b");
    }
}
