package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.Route;
import io.angarium.server.policy.Routes;
import io.angarium.server.schedule.Schedule;
import io.angarium.server.selector.Selector;
import io.angarium.wire.BranchId;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.XaCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages go beside their destination: subscriptions by pattern, and rules. */
@Timeout(60)
class RoutingTest {
    private EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect("me");
    private int session = client.session();

    private static Route route(String name, String from, @Nullable String where, boolean keep, String... to) {
        return new Route(
                name,
                NamePattern.of(from),
                where == null ? null : Selector.parse(where),
                Arrays.stream(to).map(Route.Place::of).toList(),
                keep);
    }

    private static Policies policies(Route... routes) {
        return new Policies(
                DestinationPolicy.standard(10, "DLQ"), List.of(), LimitPolicy.NONE, new Routes(List.of(routes)));
    }

    private void with(Route... routes) {
        harness = new EngineHarness().withPolicies(policies(routes));
        reconnect();
    }

    private void reconnect() {
        client = harness.connect("me");
        session = client.session();
    }

    private void send(Destination to, String text, Map<String, Object> properties) {
        client.send(client.producer(session, to), Messages.with(text, properties));
        harness.settle();
    }

    private void send(String queue, String text) {
        send(Destination.queue(queue), text, Map.of());
    }

    private List<String> browse(String queue) {
        int browser = client.browse(session, queue, null);
        client.credit(browser, 10_000);
        harness.settle();
        return client.texts(browser);
    }

    // -- subscriptions by pattern

    @Test
    void aSubscriptionByPatternGetsWhatMatchesAndNothingElse() {
        int early = client.subscribeTo(session, Destination.topic("prices.*"));
        int all = client.subscribeTo(session, Destination.topic("prices.>"));
        int one = client.subscribeTo(session, Destination.topic("prices.gold"));
        harness.settle();
        send(Destination.topic("prices.gold"), "gold", Map.of());
        send(Destination.topic("prices.gold.eu"), "eu", Map.of());
        send(Destination.topic("prices"), "none", Map.of());
        send(Destination.topic("news"), "news", Map.of());
        assertThat(client.texts(early)).containsExactly("gold");
        assertThat(client.texts(all)).containsExactly("gold", "eu");
        assertThat(client.texts(one)).containsExactly("gold");
    }

    @Test
    void aDurableOneKeepsWhatMatchesOverCrashAndCheckpoint() {
        int consumer = client.open(session, Kind.DURABLE, Destination.topic("prices.>"), "sub");
        harness.settle();
        client.closeConsumer(consumer, 0);
        send(Destination.topic("prices.gold"), "1", Map.of());
        harness.crash();
        reconnect();
        send(Destination.topic("prices.silver"), "2", Map.of());
        harness.force().checkpoint().crash();
        reconnect();
        send(Destination.topic("prices.gold"), "3", Map.of());
        int again = client.open(session, Kind.DURABLE, Destination.topic("prices.>"), "sub");
        client.credit(again, 10);
        harness.settle();
        assertThat(client.texts(again)).containsExactly("1", "2", "3");
    }

    @Test
    void aSelectorNarrowsAPatternAndItsEndEndsIt() {
        int consumer = client.open(session, Kind.TOPIC, Destination.topic("*.gold"), null, "x = 1");
        client.credit(consumer, 10);
        harness.settle();
        send(Destination.topic("a.gold"), "yes", Map.of("x", 1));
        send(Destination.topic("a.gold"), "no", Map.of("x", 2));
        assertThat(client.texts(consumer)).containsExactly("yes");
        client.closeConsumer(consumer, 1);
        harness.settle();
        send(Destination.topic("a.gold"), "later", Map.of("x", 1));
        assertThat(harness.restart().recovered()).isZero();
    }

    @Test
    void nothingCanBeSentToAPattern() {
        send(Destination.topic("prices.*"), "x", Map.of());
        assertThat(client.take(ProducerFrame.SendRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_DESTINATION));
        client.open(session, Kind.TOPIC, Destination.topic("a.>.b"), null);
        harness.settle();
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.INVALID_DESTINATION);
    }

    // -- rules

    @Test
    void aRuleCopiesAndOneThatDoesNotKeepDiverts() {
        with(
                route("copy", "orders", null, true, "audit"),
                route("divert", "intake", "vip = TRUE", false, "vips", "audit"));
        send("orders", "o");
        send(Destination.queue("intake"), "v", Map.of("vip", true));
        send(Destination.queue("intake"), "n", Map.of("vip", false));
        assertThat(browse("orders")).containsExactly("o");
        assertThat(browse("intake")).containsExactly("n");
        assertThat(browse("vips")).containsExactly("v");
        assertThat(browse("audit")).containsExactly("o", "v");
        harness.crash();
        reconnect();
        assertThat(browse("audit")).containsExactly("o", "v");
        assertThat(browse("intake")).containsExactly("n");
    }

    @Test
    void aMessageThatSeveralWaysLeadToAQueueIsThereOnce() {
        with(
                route("a", "in", null, true, "x", "y"),
                route("b", "x", null, true, "z"),
                route("c", "y", null, false, "z", "topic:t"),
                route("d", "topic:t", null, true, "z"));
        int subscriber = client.subscribeTo(session, Destination.topic("t"));
        harness.settle();
        send("in", "m");
        assertThat(browse("z")).containsExactly("m");
        assertThat(browse("x")).containsExactly("m");
        assertThat(browse("y")).isEmpty();
        assertThat(client.texts(subscriber)).containsExactly("m");
    }

    @Test
    void whatATransactionSendsIsRoutedAsOneWithItsCommit() {
        with(route("copy", "orders", null, true, "audit"), route("news", "topic:news", "x = 1", true, "archive"));
        int orders = client.producer(session, Destination.queue("orders"));
        int news = client.producer(session, Destination.topic("news"));
        client.sendIn(orders, 1, "rolled back");
        client.rollBack(session, 1);
        client.sendIn(orders, 2, "o");
        client.send(news, 2, 0, 0, Messages.with("n", Map.of("x", 1)));
        harness.settle();
        assertThat(browse("audit")).isEmpty();
        client.commit(session, 2);
        harness.settle().crash();
        reconnect();
        assertThat(browse("orders")).containsExactly("o");
        assertThat(browse("audit")).containsExactly("o");
        assertThat(browse("archive")).containsExactly("n");
    }

    @Test
    void aPreparedBranchIsRoutedWhereItWasToGoWhenItIsCommittedAfterACrash() {
        with(route("copy", "orders", null, true, "audit"), route("news", "topic:news", "x = 1", true, "archive"));
        XaClient xa = new XaClient(harness, client);
        BranchId branch = XaClient.branch("routed");
        xa.start(branch);
        client.sendIn(client.producer(xa.session(), Destination.queue("orders")), xa.transaction(), "o");
        int news = client.producer(xa.session(), Destination.topic("news"));
        client.send(news, xa.transaction(), 0, 0, Messages.with("n", Map.of("x", 1)));
        xa.end(branch);
        xa.prepare(branch);
        harness.force().checkpoint().crash();
        reconnect();
        assertThat(browse("audit")).isEmpty();
        new XaClient(harness, client).commit(branch);
        harness.settle().crash();
        reconnect();
        assertThat(browse("orders")).containsExactly("o");
        assertThat(browse("audit")).containsExactly("o");
        assertThat(browse("archive")).containsExactly("n");
    }

    @Test
    void aFullQueueThatARuleLeadsToDoesAsItsOwnPolicySays() {
        Policies.Rule full = new Policies.Rule(
                NamePattern.of("audit"),
                List.of(new Policies.Said(
                        "test",
                        "test",
                        policy -> policy.with(new LimitPolicy(
                                2, 0, LimitPolicy.Full.DROP_OLDEST, LimitPolicy.NONE.patience(), "x")))));
        harness = new EngineHarness()
                .withPolicies(new Policies(
                        DestinationPolicy.standard(10, "DLQ"),
                        List.of(full),
                        LimitPolicy.NONE,
                        new Routes(List.of(route("copy", "orders", null, true, "audit")))));
        reconnect();
        for (int i = 1; i <= 4; i++) {
            send("orders", "" + i);
        }
        assertThat(browse("orders")).hasSize(4);
        assertThat(browse("audit")).containsExactly("3", "4");
    }

    // -- rules that change, places that go, limits

    private void reload(Route... routes) {
        harness.engine().configured(new Configuration.Content(0, null, policies(routes), true, List.of()));
    }

    private static Policies.Rule limit(String queue, int messages, LimitPolicy.Full full) {
        LimitPolicy limits = new LimitPolicy(messages, 0, full, LimitPolicy.NONE.patience(), "overflow");
        return new Policies.Rule(
                NamePattern.of(queue), List.of(new Policies.Said("test", "test", policy -> policy.with(limits))));
    }

    private void with(List<Policies.Rule> rules, Route... routes) {
        harness = new EngineHarness()
                .withPolicies(new Policies(
                        DestinationPolicy.standard(10, "DLQ"), rules, LimitPolicy.NONE, new Routes(List.of(routes))));
        reconnect();
    }

    private List<String> refusals() {
        return client.take(ProducerFrame.SendRefused.class).stream()
                .peek(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT))
                .map(ProducerFrame.SendRefused::reason)
                .toList();
    }

    @Test
    void aRuleThatComesBetweenASendAndItsCommitIsNotForIt() {
        int orders = client.producer(session, Destination.queue("orders"));
        client.sendIn(orders, 1, "before");
        harness.settle();
        reload(route("copy", "orders", null, true, "audit"));
        harness.settle();
        client.sendIn(orders, 1, "after");
        client.commit(session, 1);
        harness.settle();
        for (int i = 0; i < 2; i++) { // as it is, and as the journal has it
            assertThat(browse("orders")).containsExactly("before", "after");
            assertThat(browse("audit")).containsExactly("after");
            harness.crash();
            reconnect();
        }
    }

    @Test
    void aSelectiveRuleThatComesAfterAPrepareNeedsNoBodyThatHasLeftMemory() {
        harness = new EngineHarness().withBudget(1 << 20);
        reconnect();
        XaClient xa = new XaClient(harness, client);
        int orders = client.producer(xa.session(), Destination.queue("orders"));
        for (int b = 0; b < 10; b++) {
            BranchId branch = XaClient.branch("b" + b);
            xa.start(branch);
            for (int i = 0; i < 100; i++) {
                client.sendIn(orders, xa.transaction(), "x".repeat(1_000));
            }
            xa.end(branch);
            assertThat(xa.prepare(branch)).isZero();
        }
        reload(route("copy", "orders", "vip = TRUE", true, "audit"));
        assertThat(xa.commit(XaClient.branch("b0"))).isZero();
        assertThat(browse("orders")).hasSize(100);
    }

    @Test
    void aPreparedMessageIsWhereItWasToGoThoughOneOfThePlacesIsGone() {
        with(route("copy", "orders", null, true, "audit", "topic:news"));
        int consumer = client.open(session, Kind.DURABLE, Destination.topic("news"), "sub");
        harness.settle();
        client.closeConsumer(consumer, 0);
        XaClient xa = new XaClient(harness, client);
        BranchId branch = XaClient.branch("routed");
        xa.start(branch);
        client.sendIn(client.producer(xa.session(), Destination.queue("orders")), xa.transaction(), "o");
        xa.end(branch);
        xa.prepare(branch);
        int deleted = client.manage("queue.delete", Map.of("name", "audit"));
        client.unsubscribe("sub");
        harness.settle();
        assertThat(client.rows(deleted)).hasSize(1);
        assertThat(client.lastOk()).isTrue();
        harness.crash();
        reconnect();
        assertThat(new XaClient(harness, client).commit(branch)).isZero();
        assertThat(browse("orders")).containsExactly("o");
        harness.settle().crash();
        reconnect();
        assertThat(browse("orders")).containsExactly("o");
    }

    @Test
    void aMessageThatRecursDoesSoWhereItWasSentAndNowhereElse() {
        with(route("copy", "orders", null, false, "audit"));
        send(Destination.queue("orders"), "tick", Map.of(Schedule.PROPERTY, "* * * * *"));
        harness.pass(60_000).settle();
        harness.pass(60_000).settle();
        assertThat(browse("orders")).containsExactly("tick", "tick");
        assertThat(browse("audit")).isEmpty();
    }

    @Test
    void whatFindsNoRoomGoesToTheQueueThatThePolicyNamesAndNotBackByARule() {
        with(List.of(limit("orders", 1, LimitPolicy.Full.DIVERT)), route("back", "overflow", null, false, "orders"));
        send("orders", "1");
        send("orders", "2");
        client.sendIn(client.producer(session, Destination.queue("orders")), 1, "3");
        client.commit(session, 1);
        harness.settle();
        assertThat(browse("orders")).containsExactly("1");
        assertThat(browse("overflow")).containsExactly("2", "3");
    }

    @Test
    void nothingIsDroppedForAMessageThatAnotherQueueDoesNotTake() {
        with(
                List.of(limit("ring", 1, LimitPolicy.Full.DROP_OLDEST), limit("orders", 2, LimitPolicy.Full.REFUSE)),
                route("copy", "orders", null, true, "ring"));
        send("orders", "1");
        send("orders", "2");
        assertThat(browse("ring")).containsExactly("2");
        send("orders", "3");
        assertThat(refusals()).singleElement().asString().contains("queue 'orders' is full");
        assertThat(browse("ring")).containsExactly("2");
        assertThat(browse("orders")).containsExactly("1", "2");
    }

    @Test
    void aPreparedMessageReservesItsRoomInEachPlaceAfterACrashToo() {
        with(List.of(limit("orders", 1, LimitPolicy.Full.REFUSE)), route("copy", "orders", null, true, "audit"));
        XaClient xa = new XaClient(harness, client);
        BranchId branch = XaClient.branch("routed");
        xa.start(branch);
        client.sendIn(client.producer(xa.session(), Destination.queue("orders")), xa.transaction(), "o");
        xa.end(branch);
        xa.prepare(branch);
        harness.crash();
        reconnect();
        send("orders", "no room");
        assertThat(refusals()).singleElement().asString().contains("queue 'orders' is full");
        assertThat(new XaClient(harness, client).rollBack(branch)).isZero();
        send("orders", "room");
        assertThat(browse("orders")).containsExactly("room");
    }

    @Test
    void aMessageForMorePlacesThanARecordCanNameIsRefused() {
        String[] places = new String[1 << 16];
        Arrays.setAll(places, i -> "q" + i);
        with(route("many", "queue:in", null, false, places), route("wide", "topic:in", null, false, places));
        send("in", "x");
        assertThat(refusals()).singleElement().asString().contains("queue 'in' is for 65536 queues");
        client.sendIn(client.producer(session, Destination.topic("in")), 1, "x");
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.failure(commit)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
        XaClient xa = new XaClient(harness, client);
        BranchId branch = XaClient.branch("many");
        xa.start(branch);
        client.sendIn(client.producer(xa.session(), Destination.topic("in")), xa.transaction(), "x");
        xa.end(branch);
        assertThat(xa.prepare(branch)).isZero();
        assertThat(xa.commit(branch)).isEqualTo(XaCode.XA_RETRY);
        reload(route("few", "topic:in", null, false, "q0", "q1"));
        harness.settle().crash();
        reconnect();
        assertThat(browse("q0")).isEmpty();
        reload(route("few", "topic:in", null, false, "q0", "q1"));
        assertThat(new XaClient(harness, client).commit(branch)).isZero();
        assertThat(browse("q0")).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.>.b", "x..*"})
    void aTopicOfAnEarlierBrokerWhoseNameIsNoPatternIsAnOrdinaryOne(String name) {
        String plain = "n".repeat(name.length());
        int consumer = client.open(session, Kind.DURABLE, Destination.topic(plain), "sub");
        harness.settle();
        client.closeConsumer(consumer, 0);
        send(Destination.topic(plain), "m", Map.of());
        harness.tamper((type, payload) -> renamed(payload, plain, name));
        harness.crash();
        reconnect();
        send(Destination.topic(name), "n", Map.of());
        int again = client.open(session, Kind.DURABLE, Destination.topic(name), "sub");
        client.credit(again, 10);
        harness.settle();
        assertThat(client.texts(again)).containsExactly("m", "n");
    }

    /** A record that says another name of the same length instead. */
    private static ByteBuffer renamed(ByteBuffer payload, String from, String to) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        String said = new String(bytes, StandardCharsets.ISO_8859_1);
        return ByteBuffer.wrap(said.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** R4: a thousand messages, a pattern, a header, three at once, a chain of two; and a rule that is added while clients are connected. */
    @Test
    void r4EachOfAThousandMessagesIsWhereTheRulesSay() {
        Route[] rules = {
            route("eu", "orders.eu.>", null, true, "europe"),
            route("gold", "orders.>", "priority = 'gold'", true, "gold.1", "gold.2", "gold.3"),
            route("chain", "gold.3", "amount > 500", false, "large"),
        };
        with(rules);
        Map<String, List<String>> expected = new TreeMap<>();
        Random random = new Random(4);
        String[] names = {"orders.eu.de", "orders.eu.fr.paris", "orders.us", "stock.eu"};
        for (int i = 0; i < 1_000; i++) {
            if (i == 500) {
                harness.engine()
                        .configured(new Configuration.Content(
                                0,
                                null,
                                policies(
                                        rules[0], rules[1], rules[2], route("stock", "stock.*", null, false, "europe")),
                                true,
                                List.of()));
            }
            String name = names[random.nextInt(names.length)];
            boolean gold = random.nextBoolean();
            int amount = random.nextInt(1_000);
            String text = "" + i;
            List<String> places = new ArrayList<>();
            boolean europe = name.startsWith("orders.eu.") || (name.startsWith("stock") && i >= 500);
            if (europe) {
                places.add("europe");
            }
            if (!name.startsWith("stock") || i < 500) {
                places.add(name);
            }
            if (gold && name.startsWith("orders.")) {
                places.addAll(List.of("gold.1", "gold.2", amount > 500 ? "large" : "gold.3"));
            }
            places.forEach(place ->
                    expected.computeIfAbsent(place, key -> new ArrayList<>()).add(text));
            send(Destination.queue(name), text, Map.of("priority", gold ? "gold" : "lead", "amount", amount));
        }
        assertThat(expected).hasSize(9);
        harness.crash();
        reconnect();
        expected.forEach((queue, texts) -> assertThat(browse(queue)).as(queue).isEqualTo(texts));
    }
}
