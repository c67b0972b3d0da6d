package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.ConsumerPolicy;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.server.policy.RedeliveryPolicy;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.MessageBuilder;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame.Handed;
import io.angarium.wire.XaCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deliveries that a consumer has for a time only. */
@Timeout(30)
class LeaseTest {
    private static final long LEASE = 30_000;
    private static final String LEASED = "orders?consumer.lease=" + LEASE;
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private TestClient client = harness.connect();
    private int session = client.session();

    private void policy(DestinationPolicy policy) {
        harness.withPolicies(Policies.of(policy));
        client = harness.connect();
        session = client.session();
    }

    private void send(String... texts) {
        client.send(client.producer(session, ORDERS), List.of(texts));
        harness.settle();
    }

    /** A consumer with a lease that has been given so many. */
    private int receive(String name, int count) {
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue(name), null);
        client.credit(consumer, count);
        harness.settle();
        assertThat(client.deliveries()).hasSize(count);
        client.handed(consumer, count);
        return consumer;
    }

    private ReplyFrame settle(Verdict verdict, int consumer, long tag) {
        int correlation = client.correlation();
        client.frame(new ConsumerFrame.Acknowledge(
                correlation, session, 0, verdict, List.of(new ConsumerFrame.Range(consumer, tag, tag))));
        harness.settle();
        return client.reply(correlation);
    }

    private void assertRefused(ReplyFrame reply, ErrorCode code, String why) {
        assertThat(reply).isInstanceOfSatisfying(ReplyFrame.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.reason()).contains(why);
        });
    }

    private List<ConsumerFrame.Deliver> after(long millis) {
        harness.pass(millis).settle();
        return client.deliveries();
    }

    @Test
    void whatIsNotSettledInTimeGoesToAnotherAndALateWordIsRefused() {
        send("a");
        int first = receive(LEASED, 1);
        int second = client.consume(session, LEASED);
        assertThat(after(LEASE - 1)).isEmpty();
        List<ConsumerFrame.Deliver> again = after(1);
        assertThat(again).extracting(ConsumerFrame.Deliver::consumer).containsExactly(second);
        assertThat(again).extracting(ConsumerFrame.Deliver::deliveryCount).containsExactly(2);
        assertThat(client.take(ConsumerFrame.Timing.class))
                .containsExactly(
                        new ConsumerFrame.Timing(first, 0, LEASE),
                        new ConsumerFrame.Timing(second, 0, LEASE),
                        new ConsumerFrame.Timing(first, 1, 0));
        for (Verdict verdict : Verdict.values()) {
            assertRefused(settle(verdict, first, 1), ErrorCode.ILLEGAL_STATE, "its lease of 30000 ms is over");
        }
        assertThat(settle(Verdict.ACCEPT, second, 1)).isInstanceOf(ReplyFrame.Ok.class);
        assertThat(client.rows(client.manage("queue.show", Map.of("name", "orders")))
                        .get(0))
                .containsEntry("messages", 0L);
    }

    @Test
    void noLeaseEndsWhileItsRenewalMayWaitToBeHeard() {
        send("a", "b");
        int consumer = receive(LEASED, 2);
        client.credit(consumer, 5);
        long over = EngineHarness.START + LEASE;
        harness.engine().heard(over - 1); // input waits behind a slow disk
        assertThat(after(2 * LEASE)).isEmpty();
        assertThat(settle(Verdict.RENEW, consumer, 2)).isInstanceOf(ReplyFrame.Ok.class);
        harness.engine().heard(over);
        assertThat(after(LEASE / 2)).extracting(TestClient::text).containsExactly("a");
        harness.engine().heard(over + 2 * LEASE);
        assertThat(after(LEASE / 2)).extracting(TestClient::text).containsExactly("b");
    }

    @Test
    void whatIsSettledWithOneThatIsLateIsOnDiskBeforeItsRefusal() {
        send("a", "b", "c");
        int first = receive(LEASED, 1);
        int second = client.consume(session, "orders");
        harness.settle();
        after(LEASE);
        int correlation = client.correlation();
        client.frame(new ConsumerFrame.Acknowledge(
                correlation,
                session,
                0,
                Verdict.ACCEPT,
                List.of(new ConsumerFrame.Range(first, 1, 1), new ConsumerFrame.Range(second, 1, 3))));
        harness.round();
        assertThat(client.take(ReplyFrame.Failed.class)).isEmpty();
        harness.settle();
        assertRefused(client.reply(correlation), ErrorCode.ILLEGAL_STATE, "lease");
        assertThat(client.rows(client.manage("queue.show", Map.of("name", "orders")))
                        .get(0))
                .containsEntry("messages", 0L);
    }

    @Test
    void whoAsksForALeaseHearsThatThereIsNone() {
        int none =
                client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue("orders?consumer.lease=policy"), null);
        client.open(session, ConsumerFrame.Kind.QUEUE, ORDERS, null);
        assertThat(client.take(ConsumerFrame.Timing.class)).containsExactly(new ConsumerFrame.Timing(none, 0, 0));
    }

    @Test
    void theReplyToAReleaseSaysThatItsDelayIsOnDisk() {
        send("a");
        int consumer = receive("orders", 1);
        client.retryAfter(consumer, 1, 3_600_000);
        int correlation = client.correlation();
        client.frame(new ConsumerFrame.Acknowledge(
                correlation, session, 0, Verdict.RELEASE, List.of(new ConsumerFrame.Range(consumer, 1, 1))));
        harness.force(); // no round: a force by somebody else comes in between
        assertThat(client.reply(correlation)).isInstanceOf(ReplyFrame.Ok.class);
        harness.crash();
        client = harness.connect();
        session = client.session();
        int other = client.consume(session, "orders");
        harness.settle();
        assertThat(client.deliveries()).isEmpty();
        assertThat(after(3_600_000)).extracting(ConsumerFrame.Deliver::consumer).containsExactly(other);
    }

    @Test
    void aLeaseThatIsRenewedBeginsAnew() {
        send("a");
        int consumer = receive(LEASED, 1);
        for (int i = 0; i < 20; i++) {
            assertThat(after(LEASE - 1)).isEmpty();
            assertThat(settle(Verdict.RENEW, consumer, 1)).isInstanceOf(ReplyFrame.Ok.class);
        }
        client.credit(consumer, 1);
        assertThat(after(LEASE - 1)).isEmpty();
        assertThat(after(1)).hasSize(1);
    }

    @Test
    void aSettledDeliveryHasNoLeaseAnyMore() {
        send("a", "b", "c", "d");
        int consumer = receive(LEASED, 4);
        settle(Verdict.ACCEPT, consumer, 1);
        client.retryAfter(consumer, 2, 2 * LEASE);
        settle(Verdict.RELEASE, consumer, 2);
        settle(Verdict.REJECT, consumer, 3);
        client.credit(consumer, 10);
        settle(Verdict.RETURN, consumer, 4);
        assertThat(client.texts()).containsExactly("d");
        settle(Verdict.RENEW, consumer, 5);
        assertThat(after(LEASE)).extracting(TestClient::text).containsExactly("d");
        settle(Verdict.ACCEPT, consumer, 6);
        assertThat(after(LEASE - 1)).isEmpty();
        assertThat(after(1)).extracting(TestClient::text).containsExactly("b");
    }

    @Test
    void oneThatWasNotHandedOverComesBackWithoutAnAttempt() {
        policy(DestinationPolicy.standard(1, "DLQ"));
        send("a");
        int consumer = client.consume(session, LEASED);
        harness.settle();
        assertThat(client.deliveries()).hasSize(1);
        List<ConsumerFrame.Deliver> again = after(LEASE);
        assertThat(again).extracting(ConsumerFrame.Deliver::deliveryCount).containsExactly(2);
        client.handed(consumer, 2);
        assertThat(after(LEASE)).isEmpty();
        assertThat(client.rows(client.manage("queue.show", Map.of("name", "DLQ")))
                        .get(0))
                .containsEntry("messages", 1L);
    }

    @Test
    void thePolicyOfTheQueueSaysWhenItComesAgainAndHowOften() {
        policy(DestinationPolicy.standard(2, "DLQ")
                .with(new RedeliveryPolicy(
                        2, Duration.ofSeconds(5), 1, Duration.ofSeconds(5), 0, RedeliveryPolicy.Order.PASS)));
        send("a");
        int consumer = receive(LEASED, 1);
        client.credit(consumer, 10);
        assertThat(after(LEASE)).isEmpty();
        assertThat(after(4_999)).isEmpty();
        assertThat(after(1)).hasSize(1);
        client.handed(consumer, 2);
        assertThat(after(LEASE)).isEmpty();
        assertThat(client.rows(client.manage("queue.show", Map.of("name", "DLQ")))
                        .get(0))
                .containsEntry("messages", 1L);
    }

    @Test
    void thePolicyHasALeaseForThoseThatLeaveItToIt() {
        policy(DestinationPolicy.standard(3, "DLQ").with(new ConsumerPolicy(false, false, Duration.ofSeconds(3))));
        send("a", "b", "c");
        receive("orders", 1);
        int byPolicy = receive("orders?consumer.lease=policy", 1);
        int own = receive("orders?consumer.lease=1000", 1);
        assertThat(client.take(ConsumerFrame.Timing.class))
                .containsExactly(new ConsumerFrame.Timing(byPolicy, 0, 3_000), new ConsumerFrame.Timing(own, 0, 1_000));
        client.credit(own, 10);
        assertThat(after(999)).isEmpty();
        assertThat(after(1)).extracting(TestClient::text).containsExactly("c");
        settle(Verdict.ACCEPT, own, 2);
        assertThat(after(2_000)).extracting(TestClient::text).containsExactly("b");
    }

    @Test
    void withoutALeaseNothingEverRunsOutAndNobodyRenews() {
        send("a");
        int consumer = receive("orders?consumer.lease=policy", 1);
        client.credit(consumer, 10);
        assertThat(after(365L * 24 * 3_600_000)).isEmpty();
        assertThat(client.take(ConsumerFrame.Timing.class)).containsExactly(new ConsumerFrame.Timing(consumer, 0, 0));
        assertRefused(settle(Verdict.RENEW, consumer, 1), ErrorCode.ILLEGAL_STATE, "no lease");
        assertThat(settle(Verdict.ACCEPT, consumer, 1)).isInstanceOf(ReplyFrame.Ok.class);
        assertThat(settle(Verdict.ACCEPT, consumer, 1)).isInstanceOf(ReplyFrame.Ok.class);
    }

    @Test
    void whatAClosedConsumerHadIsBackAtOnce() {
        send("a", "b");
        int consumer = receive(LEASED, 2);
        int next = client.consume(session, "orders");
        client.closeConsumer(consumer, 1);
        harness.settle();
        assertThat(client.deliveries())
                .extracting(one -> TestClient.text(one) + one.deliveryCount() + " " + (one.consumer() == next))
                .containsExactly("a2 true", "b2 true");
        assertThat(after(2 * LEASE)).isEmpty();
    }

    @Test
    void aLostConnectionEndsLeasesAndWhatItSaysAgainIsNotKnown() {
        send("a");
        int consumer = receive(LEASED, 1);
        int correlation = client.correlation();
        client.vanish();
        harness.settle();
        client = harness.reconnect(client);
        client.resume(session, 1, 1, 0, 0, 1_000, List.of(new Handed(consumer, 100)));
        client.frame(new ConsumerFrame.OpenConsumer(
                77, session, consumer, ConsumerFrame.Kind.QUEUE, Destination.queue(LEASED), null, null, false));
        client.frame(new ConsumerFrame.Acknowledge(
                correlation, session, 0, Verdict.ACCEPT, List.of(new ConsumerFrame.Range(consumer, 1, 1))));
        harness.settle();
        assertRefused(client.reply(correlation), ErrorCode.OUTCOME_UNKNOWN, "the connection was lost");
        client.credit(consumer, 1);
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::deliveryCount)
                .containsExactly(2);
    }

    @Test
    void inATransactionThereIsNoLeaseAndWhatIsLateCannotCommit() {
        send("a", "b");
        int consumer = receive(LEASED, 2);
        client.acceptIn(session, 1, consumer, 1, 1);
        harness.pass(10 * LEASE).settle();
        client.acceptIn(session, 1, consumer, 2, 2);
        harness.settle();
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.failure(commit)).isEqualTo(ErrorCode.TRANSACTION_ROLLED_BACK);
        client.credit(consumer, 10);
        harness.settle();
        assertThat(client.texts()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whatIsLateInABranchThatIsUndoneAlreadyClosesNothing() {
        send("a");
        XaClient xa = new XaClient(harness, client);
        session = xa.session();
        int consumer = receive(LEASED, 1);
        xa.start(XaClient.branch("x"), XaCode.TMNOFLAGS, 2 * LEASE);
        harness.pass(3 * LEASE).settle();
        client.acceptIn(session, xa.transaction(), consumer, 1, 1);
        harness.settle();
        assertThat(client.isClosed()).isFalse();
        assertThat(xa.end(XaClient.branch("x"))).isEqualTo(XaCode.XA_RBTIMEOUT);
    }

    @Test
    void aBranchThatTakesWhatIsLateCanOnlyRollBack() {
        send("a", "b");
        XaClient xa = new XaClient(harness, client);
        session = xa.session();
        int consumer = receive(LEASED, 2);
        xa.start(XaClient.branch("x"));
        client.acceptIn(session, xa.transaction(), consumer, 1, 1);
        harness.pass(LEASE).settle();
        client.acceptIn(session, xa.transaction(), consumer, 2, 2);
        harness.settle();
        assertThat(xa.end(XaClient.branch("x"))).isEqualTo(XaCode.XA_RBOTHER);
        assertThat(xa.prepare(XaClient.branch("x"))).isEqualTo(XaCode.XA_RBOTHER);
        client.credit(consumer, 10);
        harness.settle();
        assertThat(client.texts()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aSharedDurableSubscriptionGivesItToItsOtherConsumer() {
        Destination news = Destination.topic("news?consumer.lease=" + LEASE);
        int stuck = client.open(session, ConsumerFrame.Kind.SHARED_DURABLE, news, "all");
        int other = client.open(session, ConsumerFrame.Kind.SHARED_DURABLE, news, "all");
        client.credit(stuck, 1);
        client.send(client.producer(session, Destination.topic("news")), "a");
        harness.settle();
        assertThat(client.deliveries()).hasSize(1);
        client.credit(other, 1);
        assertThat(after(LEASE - 1)).isEmpty();
        assertThat(after(1))
                .extracting(one -> TestClient.text(one) + one.deliveryCount() + " " + (one.consumer() == other))
                .containsExactly("a2 true");
        assertThat(settle(Verdict.ACCEPT, other, 1)).isInstanceOf(ReplyFrame.Ok.class);
    }

    @Test
    void ofALongQueueEachComesBackToItsPlaceWhateverElseIsSettled() {
        harness.withBudget(400_000);
        client = harness.connect();
        session = client.session();
        int producer = client.producer(session, ORDERS);
        List<String> left = new ArrayList<>();
        for (int i = 1; i <= 3_000; i++) {
            client.send(producer, "m" + i);
            if (i % 3 == 0) {
                left.add("m" + i);
            }
            if (i % 100 == 0) {
                harness.settle();
            }
        }
        assertThat(harness.effects(Effect.MessagesListed.class)).as("parked").isNotEmpty();
        int consumer = receive(LEASED, 3_000);
        List<Integer> tags =
                new ArrayList<>(IntStream.rangeClosed(1, 3_000).boxed().toList());
        Collections.shuffle(tags, new Random(5));
        for (int tag : tags) {
            if (tag % 3 != 0) {
                client.accept(session, consumer, tag, tag);
            }
        }
        harness.settle();
        int next = client.consume(session, "orders");
        client.credit(next, 3_000);
        assertThat(after(LEASE - 1)).isEmpty();
        assertThat(after(1)).extracting(TestClient::text).containsExactlyElementsOf(left);
        client.accept(session, next, 1, 1_000);
        harness.settle();
        assertThat(client.rows(client.manage("queue.show", Map.of("name", "orders")))
                        .get(0))
                .containsEntry("messages", 0L);
    }

    @Test
    void aPartitionStaysWithItsConsumerWhoseTimeIsOver() {
        policy(DestinationPolicy.standard(5, "DLQ").with(new GroupPolicy(true, true, 1)));
        int producer = client.producer(session, ORDERS);
        client.send(producer, Messages.with("1", Map.of("JMSXGroupID", "g")));
        harness.settle();
        int owner = receive(LEASED, 1);
        int other = client.consume(session, LEASED);
        assertThat(after(LEASE)).isEmpty();
        client.credit(owner, 1);
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::consumer)
                .containsExactly(owner)
                .doesNotContain(other);
    }

    @Test
    void oneThatHasExpiredInATransactionIsLeftAlone() {
        client.send(client.producer(session, ORDERS), 0, LEASE / 2, 0, Messages.text("a"));
        harness.settle();
        int consumer = receive(LEASED, 1);
        client.acceptIn(session, 1, consumer, 1, 1);
        harness.pass(10 * LEASE).settle();
        int commit = client.commit(session, 1);
        harness.settle();
        assertThat(client.ok(commit)).isTrue();
    }

    @Test
    void aPausedQueueTakesBackWhoseTimeIsOverAndKeepsIt() {
        send("a");
        int consumer = receive(LEASED, 1);
        client.credit(consumer, 10);
        client.manage("queue.pause", Map.of("name", "orders"));
        assertThat(after(LEASE)).isEmpty();
        client.manage("queue.resume", Map.of("name", "orders"));
        assertThat(after(1)).extracting(TestClient::text).containsExactly("a");
    }

    @Test
    void selectorsSeeWhatComesBack() {
        send("a");
        int first = receive(LEASED, 1);
        int second = client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue("other"), null);
        int selecting = client.consume(session, LEASED, "JMSXDeliveryCount > 1");
        assertThat(first).isNotEqualTo(second);
        assertThat(after(LEASE)).extracting(ConsumerFrame.Deliver::consumer).containsExactly(selecting);
    }

    @Test
    void aGroupGoesToAnotherWhenTheTimeOfItsConsumerIsOver() {
        int producer = client.producer(session, ORDERS);
        for (String text : List.of("1", "2")) {
            client.send(
                    producer,
                    new MessageBuilder()
                            .persistent(true)
                            .destination(ORDERS)
                            .messageId("ID:" + text)
                            .properties(Map.of("JMSXGroupID", "g"))
                            .text(text)
                            .build());
        }
        harness.settle();
        int stuck = receive(LEASED, 1);
        int next = client.consume(session, LEASED);
        harness.settle();
        assertThat(client.deliveries()).isEmpty();
        assertThat(after(LEASE))
                .extracting(one -> TestClient.text(one) + " " + (one.consumer() == next))
                .containsExactly("1 true", "2 true");
        assertRefused(settle(Verdict.ACCEPT, stuck, 1), ErrorCode.ILLEGAL_STATE, "lease");
    }

    @Test
    void whatIsPassedOnToAnotherSessionHasNoLease() {
        send("a");
        int consumer = receive(LEASED, 1);
        int other = client.session();
        client.frame(new ConsumerFrame.Assign(consumer, 1, 1, other, 900));
        assertThat(after(2 * LEASE)).isEmpty();
        assertThat(client.take(ConsumerFrame.Timing.class))
                .containsExactly(new ConsumerFrame.Timing(consumer, 0, LEASE));
        int correlation = client.acceptAndWait(other, 900, 1, 1);
        harness.settle();
        assertThat(client.ok(correlation)).isTrue();
    }

    @Test
    void aClockThatJumpsAheadEndsThemAndACrashToo() {
        send("a", "b");
        int consumer = receive(LEASED, 2);
        client.credit(consumer, 1);
        harness.clockJumps(24 * 3_600_000L);
        harness.settle();
        assertThat(client.texts()).containsExactly("a");
        harness.force().crash();
        client = harness.connect();
        session = client.session();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b");
    }

    @Test
    void anOldClientCannotHaveOne() {
        TestClient old = harness.connectPlain();
        int its = old.session();
        old.frame(new ConsumerFrame.OpenConsumer(
                7, its, 1, ConsumerFrame.Kind.QUEUE, Destination.queue(LEASED), null, null, false));
        harness.settle();
        assertThat(old.failure(7)).isEqualTo(ErrorCode.UNSUPPORTED);
    }

    @Test
    void whoOnlyLooksHasNone() {
        send("a");
        int browser = client.browse(session, LEASED, null);
        client.credit(browser, 10);
        assertThat(after(0)).hasSize(1);
        assertThat(after(2 * LEASE)).isEmpty();
        assertThat(client.take(ConsumerFrame.Timing.class)).isEmpty();
    }
}
