package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.XaCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages of a group go to one consumer at a time, in their order. A message's text is its group and its number. */
@Timeout(60)
class GroupTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private TestClient sender;
    private int producer;
    private Worker one;
    private Worker two;

    /** A client with one consumer. */
    private final class Worker {
        private final TestClient client = harness.connect();
        private final int session = client.session();
        private final int consumer;

        private Worker(int credit, String selector) {
            this(credit, selector, "orders");
        }

        private Worker(int credit, String selector, String queue) {
            consumer = client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue(queue), null, selector);
            client.credit(consumer, credit);
            harness.settle();
        }

        private List<String> texts() {
            return client.texts(consumer);
        }

        private void accept(long first, long last) {
            client.accept(session, consumer, first, last);
            harness.settle();
        }
    }

    @BeforeEach
    void start() {
        begin(policy -> policy);
    }

    private void begin(UnaryOperator<DestinationPolicy> change) {
        harness.withPolicies(policies(change));
        connect();
        one = new Worker(1000, null);
        two = new Worker(1000, null);
    }

    private void connect() {
        sender = harness.connect();
        producer = sender.producer(sender.session(), ORDERS);
        harness.settle();
    }

    private static Policies policies(UnaryOperator<DestinationPolicy> change) {
        Policies.Rule rule =
                new Policies.Rule(NamePattern.of("orders"), List.of(new Policies.Said("test", "test", change)));
        return new Policies(DestinationPolicy.standard(10, "DLQ"), List.of(rule), LimitPolicy.NONE);
    }

    private void configure(UnaryOperator<DestinationPolicy> change) {
        harness.engine().configured(new Configuration.Content(1, null, policies(change), true, List.of()));
        harness.settle();
    }

    private static UnaryOperator<DestinationPolicy> blocking(Duration delay) {
        return policy -> policy.with(new RedeliveryPolicy(10, delay, 1, delay, 0, RedeliveryPolicy.Order.BLOCK));
    }

    /** Sends in one go; the group is the first letter, none for a digit. */
    private void send(String... texts) {
        for (String text : texts) {
            boolean grouped = Character.isLetter(text.charAt(0));
            sender.send(
                    producer, Messages.with(text, grouped ? Map.of("JMSXGroupID", text.substring(0, 1)) : Map.of()));
        }
        harness.settle();
    }

    private void sendLast(String text) {
        sender.send(producer, Messages.with(text, Map.of("JMSXGroupID", text.substring(0, 1), "JMSXGroupSeq", -1)));
        harness.settle();
    }

    @Test
    void eachGroupGoesToOneConsumerAndOthersToAny() {
        send("a1", "b1", "a2", "b2", "1", "2", "a3", "b3");
        List<String> first = one.texts();
        List<String> second = two.texts();
        assertThat(first).containsSubsequence("a1", "a2", "a3").doesNotContain("b1", "b2", "b3");
        assertThat(second).containsSubsequence("b1", "b2", "b3").doesNotContain("a1", "a2", "a3");
        assertThat(first.size() + second.size()).isEqualTo(8);
        one.accept(1, 100);
        two.accept(1, 100);
        send("b4", "a4");
        assertThat(one.texts())
                .as("a group stays with its consumer while it rests")
                .containsExactly("a4");
        assertThat(two.texts()).containsExactly("b4");
    }

    @Test
    void anOwnerWithoutCreditHoldsBackItsGroupsAndNoOthers() {
        Worker slow = new Worker(1, null);
        one.client.vanish();
        two.client.vanish();
        send("a1", "a2", "a3");
        assertThat(slow.texts()).containsExactly("a1");
        Worker fast = new Worker(1000, null);
        harness.settle();
        send("b1", "a4", "c1");
        assertThat(fast.texts()).containsExactly("b1", "c1");
        slow.client.credit(slow.consumer, 10);
        harness.settle();
        assertThat(slow.texts()).containsExactly("a2", "a3", "a4");
    }

    @Test
    void whatAConsumerHadGoesToAnotherInOrderWhenItIsLost() {
        send("a1", "b1", "a2", "b2", "a3");
        one.accept(1, 1);
        one.client.vanish();
        harness.settle();
        assertThat(two.texts()).containsExactly("b1", "b2", "a2", "a3");
        send("a4");
        assertThat(two.texts()).containsExactly("a4");
    }

    @Test
    void nothingIsHandedOverBeforeAllIsSettled() {
        send("a1", "b1", "a2", "a3");
        two.texts();
        one.client.closeConsumer(one.consumer, 2);
        harness.settle();
        send("a4", "b2");
        assertThat(two.texts()).as("a1 and a2 are with an application").containsExactly("b2");
        one.accept(1, 1);
        assertThat(two.texts()).as("a2 still is").isEmpty();
        one.client.settle(one.session, Verdict.RELEASE, one.consumer, 2, 2);
        harness.settle();
        assertThat(two.texts()).containsExactly("a2", "a3", "a4");
    }

    @Test
    void nothingIsHandedOverWhileATransactionHoldsSomething() {
        send("a1", "b1", "a2");
        two.texts();
        one.client.acceptIn(one.session, 1, one.consumer, 1, 1);
        one.client.closeConsumer(one.consumer, 1);
        harness.settle();
        assertThat(two.texts()).isEmpty();
        one.client.rollBack(one.session, 1);
        harness.settle();
        assertThat(two.texts()).containsExactly("a1", "a2");
    }

    @Test
    void whatIsRolledBackComesAgainInOrderToTheSameConsumer() {
        send("a1", "a2", "b1", "a3");
        one.texts();
        one.client.settle(one.session, Verdict.RELEASE, one.consumer, 1, 3);
        send("a4");
        assertThat(one.texts()).containsExactly("a1", "a2", "a3", "a4");
        assertThat(two.texts()).containsExactly("b1");
    }

    @Test
    void aNewcomerTakesOverItsShareWhenNothingOfItIsOpen() {
        two.client.vanish();
        send("a1", "b1", "c1", "d1", "a2");
        assertThat(one.texts()).containsExactly("a1", "b1", "c1", "d1", "a2");
        one.accept(1, 5);
        send("a3");
        one.texts();
        Worker third = new Worker(1000, null);
        harness.settle();
        send("a4", "b2", "c2", "d2");
        assertThat(one.texts()).containsExactly("c2", "d2");
        assertThat(third.texts()).as("a3 is not settled").containsExactly("b2");
        one.accept(6, 6);
        assertThat(third.texts()).containsExactly("a4");
    }

    @Test
    void aNewcomerGetsNothingOfOthersWhereThePolicySaysSo() {
        begin(policy -> policy.with(new GroupPolicy(true, false, 0)));
        two.client.vanish();
        send("a1", "b1");
        one.accept(1, 2);
        one.texts();
        Worker third = new Worker(1000, null);
        send("a2", "b2", "c1");
        assertThat(one.texts()).contains("a2", "b2");
        assertThat(third.texts()).doesNotContain("a2", "b2");
    }

    @Test
    void aGroupEndsWithANegativeNumber() {
        send("a1", "b1", "b2", "b3");
        sendLast("a2");
        send("a3");
        assertThat(one.texts()).containsExactly("a1", "a2");
        assertThat(two.texts()).containsExactly("b1", "b2", "b3");
        one.client.closeConsumer(one.consumer, 2);
        harness.settle();
        assertThat(two.texts()).isEmpty();
        one.accept(1, 2);
        assertThat(two.texts()).containsExactly("a3");
    }

    @Test
    void aGroupThatHasEndedMayGoToAnother() {
        one.client.credit(one.consumer, 1);
        send("a1");
        sendLast("a2");
        send("b1", "a3");
        assertThat(one.texts()).containsExactly("a1", "a2");
        one.client.drain(one.consumer);
        one.accept(1, 2);
        List<String> all = new ArrayList<>(one.texts());
        all.addAll(two.texts());
        assertThat(all).containsExactlyInAnyOrder("b1", "a3");
    }

    @Test
    void aGroupGoesToAConsumerWhoseSelectorWantsIt() {
        one.client.vanish();
        two.client.vanish();
        Worker odd = new Worker(1000, "odd");
        Worker even = new Worker(1000, "NOT odd");
        for (int i = 0; i < 20; i++) {
            sender.send(
                    producer, Messages.with("" + i, Map.of("odd", i % 2 == 1, "JMSXGroupID", i % 2 == 1 ? "o" : "e")));
        }
        harness.settle();
        assertThat(odd.texts()).containsExactly("1", "3", "5", "7", "9", "11", "13", "15", "17", "19");
        assertThat(even.texts()).containsExactly("0", "2", "4", "6", "8", "10", "12", "14", "16", "18");
    }

    @Test
    void higherPrioritiesComeFirstWithinAGroup() {
        Map<String, Object> group = Map.of("JMSXGroupID", "g");
        two.client.vanish();
        one.client.vanish();
        sender.send(producer, Messages.with("1", true, 1, group));
        sender.send(producer, Messages.with("2", true, 9, group));
        sender.send(producer, Messages.with("3", true, 4, group));
        harness.settle();
        Worker only = new Worker(1000, null);
        assertThat(only.texts()).containsExactly("2", "3", "1");
    }

    @Test
    void aDelayedMessageHoldsBackItsGroupAndNoOthers() {
        begin(blocking(Duration.ofSeconds(10)));
        send("a1", "b1");
        one.client.handed(one.consumer, 1);
        one.client.settle(one.session, Verdict.RELEASE, one.consumer, 1, 1);
        send("a2", "b2", "c1", "3");
        List<String> meanwhile = new ArrayList<>(one.texts());
        meanwhile.addAll(two.texts());
        assertThat(meanwhile).containsExactlyInAnyOrder("a1", "b1", "b2", "c1", "3");
        harness.pass(10_000).settle();
        assertThat(one.texts()).containsExactly("a1", "a2");
    }

    @Test
    void itDoesSoAfterARestartThatDoesNotKnowItsBody() {
        begin(blocking(Duration.ofSeconds(10)));
        send("a1", "b1");
        two.accept(1, 1);
        one.client.handed(one.consumer, 1);
        one.client.settle(one.session, Verdict.RELEASE, one.consumer, 1, 1);
        send("a2", "b2");
        two.accept(2, 2);
        harness.checkpoint();
        harness.crash();
        connect();
        one = new Worker(1000, null);
        send("c1");
        assertThat(one.texts()).containsExactly("c1");
        harness.pass(10_000).settle();
        assertThat(one.texts()).containsExactly("a1", "a2");
    }

    @Test
    void aBranchInDoubtHoldsBackTheGroupsOfWhatItHasAfterARestart() {
        one.client.vanish();
        two.client.vanish();
        XaClient xa = new XaClient(harness);
        int consumer = xa.client().consume(xa.session(), "orders");
        assertThat(xa.start(XaClient.branch("b"))).isEqualTo(XaCode.XA_OK);
        send("a1");
        xa.client().acceptIn(xa.session(), xa.transaction(), consumer, 1, 1);
        assertThat(xa.end(XaClient.branch("b"))).isEqualTo(XaCode.XA_OK);
        assertThat(xa.prepare(XaClient.branch("b"))).isEqualTo(XaCode.XA_OK);
        send("a2");
        harness.checkpoint();
        harness.crash();
        connect();
        one = new Worker(1000, null);
        send("c1");
        assertThat(one.texts()).as("a1 may come back").containsExactly("c1");
        assertThat(new XaClient(harness).rollBack(XaClient.branch("b"))).isEqualTo(XaCode.XA_OK);
        assertThat(one.texts()).containsExactly("a1", "a2");
    }

    @Test
    void aLongQueueIsReadOnceHoweverLongOneConsumerIsStuck() {
        harness.withBudget(400_000);
        connect();
        int messages = 3_900;
        int groups = 30;
        for (int i = 0; i < messages; i++) {
            sender.send(producer, Messages.with(i % groups + "-" + i, Map.of("JMSXGroupID", "g" + i % groups)));
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        Worker stuck = new Worker(1, null);
        assertThat(stuck.texts()).containsExactly("0-0");
        Worker busy = new Worker(1, null);
        long fetchedBefore = harness.fetched();
        Map<String, Integer> last = new HashMap<>();
        int got = 0;
        for (List<String> texts = busy.texts(); !texts.isEmpty(); texts = busy.texts()) {
            for (String text : texts) {
                String[] parts = text.split("-");
                assertThat(parts[0]).isNotEqualTo("0");
                assertThat(last.getOrDefault(parts[0], -1)).isLessThan(Integer.parseInt(parts[1]));
                last.put(parts[0], Integer.valueOf(parts[1]));
                got++;
            }
            busy.client.accept(busy.session, busy.consumer, got - texts.size() + 1, got);
            busy.client.credit(busy.consumer, 10);
            harness.settle();
        }
        assertThat(got).isEqualTo(messages - messages / groups);
        assertThat(harness.fetched() - fetchedBefore).as("records read").isLessThan(2L * messages);
        stuck.client.vanish();
        busy.client.credit(busy.consumer, messages);
        harness.settle();
        assertThat(busy.texts())
                .hasSize(messages / groups)
                .startsWith("0-0", "0-30")
                .endsWith("0-3870");
    }

    @Test
    void partitionsAreSharedOutEvenlyAndEachHasOneConsumer() {
        begin(policy -> policy.with(new GroupPolicy(true, true, 4)));
        GroupPolicy policy = new GroupPolicy(true, true, 4);
        Map<Integer, Integer> owners = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            send("" + (char) ('a' + i % 26) + i);
        }
        List<List<String>> got = List.of(one.texts(), two.texts());
        for (int w = 0; w < 2; w++) {
            for (String text : got.get(w)) {
                int worker = w;
                assertThat(owners.merge(
                                policy.partition(text.substring(0, 1)), worker, (was, is) -> was == worker ? was : -1))
                        .isEqualTo(worker);
            }
        }
        assertThat(owners.values()).containsExactlyInAnyOrder(0, 0, 1, 1);
        one.accept(1, 40);
        two.accept(1, 40);
        one.client.closeConsumer(one.consumer, 40);
        for (int i = 40; i < 60; i++) {
            send("" + (char) ('a' + i % 26) + i);
        }
        assertThat(two.texts()).hasSize(20);
    }

    @Test
    void consumersOfAHigherPriorityComeFirst() {
        one.client.vanish();
        two.client.vanish();
        Worker spare = new Worker(1000, null, "orders");
        Worker main = new Worker(3, null, "orders?consumer.priority=5");
        Worker second = new Worker(2, null, "orders?consumer.priority=5");
        send("1", "2", "3", "4", "5", "6", "7");
        assertThat(main.texts()).containsExactly("1", "3", "5");
        assertThat(second.texts()).containsExactly("2", "4");
        assertThat(spare.texts()).containsExactly("6", "7");
        main.client.credit(main.consumer, 1);
        send("8", "9");
        assertThat(main.texts()).containsExactly("8");
        assertThat(spare.texts()).containsExactly("9");
    }

    @Test
    void partitionsGoToConsumersOfTheHighestPriority() {
        begin(policy -> policy.with(new GroupPolicy(true, true, 4)));
        send("a1", "b1", "c1", "h1");
        one.accept(1, 10);
        two.accept(1, 10);
        Worker main = new Worker(1000, null, "orders?consumer.priority=1");
        send("a2", "b2", "c2", "h2");
        assertThat(main.texts()).containsExactly("a2", "b2", "c2", "h2");
        main.client.vanish();
        one.texts();
        two.texts();
        harness.settle();
        assertThat(one.texts()).containsExactly("a2", "h2");
        assertThat(two.texts()).containsExactly("b2", "c2");
    }

    @Test
    void explainAndShowSayWhoHasWhatAndWhatIsHeldBack() {
        Worker lazy = new Worker(1, null);
        two.client.vanish();
        one.client.vanish();
        send("a1", "a2");
        Worker other = new Worker(1000, null);
        send("b1");
        int explain = sender.manage("queue.explain", Map.of("name", "orders"));
        int show = sender.manage("queue.show", Map.of("name", "orders"));
        harness.settle();
        String name = "consumer " + lazy.consumer + " of connection " + lazy.client.id();
        assertThat(sender.rows(explain))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("what", "group 'a'")
                        .hasEntrySatisfying(
                                "value", value -> assertThat((String) value).startsWith("of " + name))
                        .extractingByKey("because")
                        .asString()
                        .startsWith("held back: its consumer takes no more"))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("value", "has 1 groups")
                        .hasEntrySatisfying(
                                "what", what -> assertThat((String) what).startsWith(name)))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("what", "group 'b'")
                        .containsEntry("because", "1 not settled, takes more"));
        assertThat(sender.rows(show).get(0))
                .containsEntry("groups", 2)
                .containsEntry("withConsumer", 2)
                .containsEntry("heldBack", 1);
        sender.send(
                producer,
                new MessageBuilder()
                        .persistent(true)
                        .destination(ORDERS)
                        .messageId("ID:a3")
                        .properties(Map.of("JMSXGroupID", "a"))
                        .text("a3")
                        .build());
        harness.settle();
        int message = sender.manage("message.explain", Map.of("id", "ID:a3"));
        harness.settle();
        assertThat(sender.rows(message)).anySatisfy(row -> assertThat(row)
                .containsEntry("value", "does not take it")
                .extractingByKey("because")
                .asString()
                .startsWith("its group 'a' is that of " + name));
        lazy.client.closeConsumer(lazy.consumer, 1);
        harness.settle();
        explain = sender.manage("queue.explain", Map.of("name", "orders"));
        harness.settle();
        assertThat(sender.rows(explain)).anySatisfy(row -> assertThat(row)
                .containsEntry("what", "group 'a'")
                .containsEntry("value", "with no consumer")
                .containsEntry("because", "held back: 1 messages that the consumer before had are not settled"));
        assertThat(other.texts()).containsExactly("b1");
    }

    @Test
    void thePropertyMeansNothingWhereThePolicySaysSo() {
        begin(policy -> policy.with(new GroupPolicy(false, true, 0)));
        send("a1", "a2");
        assertThat(one.texts()).hasSize(1);
        assertThat(two.texts()).hasSize(1);
        configure(policy -> policy);
        send("a3", "a4");
        assertThat(one.texts()).as("while both have some of the group").isEmpty();
        assertThat(two.texts()).isEmpty();
        one.accept(1, 1);
        two.accept(1, 1);
        List<String> first = one.texts();
        assertThat(first.isEmpty() ? two.texts() : first).containsExactly("a3", "a4");
    }

    @Test
    void otherRulesBeginWhenNothingOfTheOldOnesIsOpen() {
        send("a1", "b1");
        configure(policy -> policy.with(new GroupPolicy(true, true, 1)));
        send("a2", "b2");
        one.texts();
        two.texts();
        one.accept(1, 1);
        assertThat(one.texts()).isEmpty();
        two.accept(1, 1);
        List<String> first = one.texts();
        assertThat(first.isEmpty() ? two.texts() : first).containsExactly("a2", "b2");
    }

    /** One consumer whose messages go to several who work on them. */
    private Worker serial() {
        one.client.vanish();
        two.client.vanish();
        return new Worker(10_000, null, "orders?consumer.groups=serial");
    }

    @Test
    void aSerialConsumerGetsTheNextOfAGroupWhenTheOneBeforeIsSettled() {
        Worker pool = serial();
        send("a1", "a2", "b1", "1", "b2", "a3", "2");
        assertThat(pool.texts()).containsExactly("a1", "b1", "1", "2");
        pool.accept(2, 2);
        assertThat(pool.texts()).containsExactly("b2");
        pool.accept(1, 1);
        assertThat(pool.texts()).containsExactly("a2");
        pool.accept(6, 6);
        assertThat(pool.texts()).containsExactly("a3");
    }

    @Test
    void whatASerialConsumerGivesBackComesAgainBeforeWhatFollowsIt() {
        Worker pool = serial();
        send("a1", "a2", "b1");
        assertThat(pool.texts()).containsExactly("a1", "b1");
        pool.client.settle(pool.session, Verdict.RELEASE, pool.consumer, 1, 1);
        harness.settle();
        assertThat(pool.texts()).containsExactly("a1");
        pool.accept(3, 3);
        assertThat(pool.texts()).containsExactly("a2");
    }

    @Test
    void aSerialConsumerLooksPastSoManyOfABusyGroupAndGoesOnAsTheyAreSettled() {
        Worker pool = serial();
        send(IntStream.range(0, 1_010).mapToObj(number -> "a" + number).toArray(String[]::new));
        send("b1");
        assertThat(pool.texts()).containsExactly("a0");
        for (int tag = 1; tag < 10; tag++) {
            pool.accept(tag, tag);
            assertThat(pool.texts()).containsExactly("a" + tag);
        }
        pool.accept(10, 10);
        assertThat(pool.texts()).containsExactly("a10", "b1");
    }

    @Test
    void othersBesideASerialConsumerKeepTheirGroupsAndTakeOverItsOwn() {
        two.client.vanish();
        Worker pool = new Worker(10_000, null, "orders?consumer.groups=serial");
        send("a1", "b1", "a2", "b2");
        List<String> its = pool.texts();
        assertThat(its).hasSize(1);
        String other = its.get(0).startsWith("a") ? "b" : "a";
        assertThat(one.texts()).containsExactly(other + "1", other + "2");
        pool.client.vanish();
        harness.settle();
        assertThat(one.texts()).containsExactly(its.get(0), its.get(0).charAt(0) + "2");
    }

    @Test
    void aSerialConsumerThatLooksNoFurtherGetsAllWhenGroupsCountNoMore() {
        Worker pool = serial();
        send(IntStream.range(0, 1_010).mapToObj(number -> "a" + number).toArray(String[]::new));
        assertThat(pool.texts()).containsExactly("a0");
        send("b1", "c1");
        assertThat(pool.texts()).isEmpty();
        configure(policy -> policy.with(new GroupPolicy(false, true, 0)));
        pool.accept(1, 1);
        assertThat(pool.texts()).hasSize(1_011).endsWith("b1", "c1");
    }

    @Test
    void aGroupThatWaitsForItsNextAttemptDoesNotKeepASerialConsumerFromOthers() {
        begin(blocking(Duration.ofSeconds(10)));
        Worker pool = serial();
        send(IntStream.range(0, 1_200).mapToObj(number -> "a" + number).toArray(String[]::new));
        assertThat(pool.texts()).containsExactly("a0");
        pool.client.handed(pool.consumer, 1);
        pool.client.settle(pool.session, Verdict.RELEASE, pool.consumer, 1, 1);
        harness.settle();
        send("b1", "1");
        assertThat(pool.texts()).containsExactly("b1", "1");
        harness.pass(10_000).settle();
        assertThat(pool.texts()).containsExactly("a0");
    }

    @Test
    void whatComesBeforeThemASerialConsumerGetsHoweverManyItHasPassed() {
        Worker pool = serial();
        send("1");
        send(IntStream.range(0, 1_200).mapToObj(number -> "a" + number).toArray(String[]::new));
        assertThat(pool.texts()).containsExactly("1", "a0");
        send("2");
        assertThat(pool.texts()).as("behind a thousand that wait").isEmpty();
        pool.client.handed(pool.consumer, 1);
        pool.client.settle(pool.session, Verdict.RELEASE, pool.consumer, 1, 1);
        harness.settle();
        assertThat(pool.texts()).as("what came back").containsExactly("1");
        pool.accept(2, 2);
        assertThat(pool.texts()).containsExactly("a1");
    }
}
