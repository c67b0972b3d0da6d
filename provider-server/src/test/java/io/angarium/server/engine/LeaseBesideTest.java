package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.Policies;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.MessageBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases beside serial consumers, and beside messages that wait for their delivery time outside of memory. */
@Timeout(30)
class LeaseBesideTest {
    private static final long LEASE = 30_000;
    private static final String LEASED = "orders?consumer.lease=" + LEASE;
    private static final String SERIAL = "orders?consumer.groups=serial&consumer.lease=" + LEASE;
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int DELAYED = 3000;

    private final EngineHarness harness = new EngineHarness();
    private TestClient client;
    private int session;
    private int producer;

    private void connect(int attempts) {
        connect(attempts, 64L << 20);
    }

    private void connect(int attempts, long budget) {
        DestinationPolicy policy = DestinationPolicy.standard(attempts, "DLQ").with(new GroupPolicy(true, false, 0));
        harness.withPolicies(Policies.of(policy), budget);
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    /** Their groups are their first letters. */
    private void send(String... texts) {
        for (String text : texts) {
            client.send(producer, Messages.with(text, Map.of("JMSXGroupID", text.substring(0, 1))));
        }
        harness.settle();
    }

    private int consume(String name, int credit) {
        int consumer = client.open(session, ConsumerFrame.Kind.QUEUE, Destination.queue(name), null);
        client.credit(consumer, credit);
        harness.settle();
        return consumer;
    }

    private void say(Verdict verdict, int consumer, long tag) {
        client.settle(session, verdict, consumer, tag, tag);
        harness.settle();
    }

    private void pass(long millis) {
        harness.pass(millis).settle();
    }

    @Test
    void aSerialConsumerLosesTheGroupWhoseTimeIsOverAndNoOther() {
        connect(5);
        send("a1", "b1", "a2", "b2", "a3", "b3");
        int slow = consume(SERIAL, 3);
        assertThat(client.texts(slow)).containsExactly("a1", "b1");
        client.handed(slow, 2);
        say(Verdict.ACCEPT, slow, 2);
        assertThat(client.texts(slow)).containsExactly("b2");
        client.handed(slow, 3);
        int other = consume(SERIAL, 100);
        pass(LEASE / 2);
        say(Verdict.RENEW, slow, 3);
        assertThat(client.texts(other)).isEmpty();

        pass(LEASE / 2);
        assertThat(client.texts(other)).containsExactly("a1");
        say(Verdict.ACCEPT, other, 1);
        assertThat(client.texts(other)).containsExactly("a2");
        client.credit(slow, 4);
        say(Verdict.ACCEPT, slow, 3);
        assertThat(client.texts(slow)).containsExactly("b3");
        assertThat(client.texts(other)).isEmpty();
    }

    @Test
    void aSerialConsumerThatLooksNoFurtherGoesOnWhenTheTimeOfWhatItHasIsOver() {
        connect(2);
        send(IntStream.range(0, 1_010).mapToObj(number -> "a" + number).toArray(String[]::new));
        send("b1");
        int pool = consume(SERIAL, 10_000);
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(client.texts(pool)).containsExactly("a0");
            client.handed(pool, attempt);
            pass(LEASE);
        }
        for (int i = 1; i < 10; i++) {
            assertThat(client.texts(pool)).as("what is tried too often is dead").containsExactly("a" + i);
            say(Verdict.ACCEPT, pool, i + 2);
        }
        assertThat(client.texts(pool)).containsExactly("a10", "b1");
    }

    /** So many that most of them are parked; due one each second, sent in any order. */
    private void delay() {
        connect(5, 400_000);
        List<Integer> seconds =
                new ArrayList<>(IntStream.rangeClosed(1, DELAYED).boxed().toList());
        Collections.shuffle(seconds, new Random(7));
        for (int second : seconds) {
            MessageBuilder message = new MessageBuilder()
                    .persistent(true)
                    .destination(ORDERS)
                    .messageId("ID:" + second)
                    .text("" + second);
            client.send(producer, 0, 0, second * 1000L, message.build());
            if (second % 100 == 0) {
                harness.settle();
            }
        }
        harness.settle();
        assertThat(harness.effects(Effect.MessagesListed.class)).isNotEmpty();
    }

    @Test
    void whatComesFromTheParkedOnesIsLeasedAndReleasedLikeAnyOther() {
        delay();
        long begin = harness.now();
        int stuck = consume(LEASED, 1);
        pass(1000);
        assertThat(client.texts(stuck)).containsExactly("1");
        client.handed(stuck, 1);
        int busy = consume(LEASED, 1);
        List<String> accepted = new ArrayList<>();
        boolean putOff = false;
        while (harness.now() < begin + (DELAYED + 2) * 1000L) {
            pass(500);
            for (Deliver delivery : client.deliveries()) {
                String text = TestClient.text(delivery);
                assertThat(delivery.consumer()).isEqualTo(busy);
                client.handed(busy, delivery.tag());
                if (text.equals("1500") && !putOff) {
                    putOff = true;
                    client.frame(new ConsumerFrame.Timing(busy, delivery.tag(), 600_000));
                    say(Verdict.RELEASE, busy, delivery.tag());
                } else {
                    boolean again = text.equals("1") || text.equals("1500");
                    assertThat(delivery.deliveryCount()).as(text).isEqualTo(again ? 2 : 1);
                    accepted.add(text);
                    say(Verdict.ACCEPT, busy, delivery.tag());
                }
                client.credit(busy, 1);
            }
        }
        assertThat(accepted).doesNotHaveDuplicates().hasSize(DELAYED);
        assertThat(accepted.indexOf("1")).as("when its time was over").isEqualTo(29);
        assertThat(accepted.indexOf("1500")).as("ten minutes later").isBetween(2097, 2101);
        assertThat(client.rows(client.manage("queue.show", Map.of("name", "orders")))
                        .get(0))
                .containsEntry("messages", 0L);
    }
}
