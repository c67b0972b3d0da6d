package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Expiry and delivery delay. */
@Timeout(20)
class TimeTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final int producer = client.producer(session, ORDERS);

    private void send(String text, long timeToLive, long delay) {
        client.send(producer, 0, timeToLive, delay, Messages.text(text));
        harness.settle();
    }

    @Test
    void anExpiredMessageLeavesWithoutAnyConsumer() {
        send("a", 100, 0);
        assertThat(harness.engine().wakeAt()).isEqualTo(harness.now() + 100);
        harness.pass(99);
        assertThat(harness.effects(Effect.MessagesRemoved.class)).isEmpty();
        harness.pass(1);
        assertThat(harness.effects(Effect.MessagesRemoved.class))
                .extracting(Effect.MessagesRemoved::reason)
                .containsExactly(Effect.Reason.EXPIRED);
        assertThat(harness.engine().wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void noMessageIsDeliveredAfterItsTime() {
        send("short", 100, 0);
        send("long", 1000, 0);
        send("for ever", 0, 0);
        harness.clockJumps(100);
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("long", "for ever");
    }

    @Test
    void aDeliverySaysHowMuchTimeIsLeft() {
        send("a", 100, 0);
        send("for ever", 0, 0);
        int consumer = client.consume(session, "orders");
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::timeLeft)
                .containsExactly(100L, 0L);
        harness.pass(70);
        client.settle(session, ConsumerFrame.Verdict.RETURN, consumer, 1, 1);
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::timeLeft)
                .containsExactly(30L);
    }

    @Test
    void aMessageThatExpiresWithItsConsumerIsNotDeliveredAgain() {
        send("a", 100, 0);
        int consumer = client.consume(session, "orders");
        harness.settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).expiration()).isEqualTo(harness.now() + 100);
        harness.pass(100);
        client.settle(session, ConsumerFrame.Verdict.RETURN, consumer, 1, 1);
        harness.settle();
        assertThat(client.texts()).isEmpty();
        harness.force().crash();
        assertThat(harness.recovered()).isZero();
    }

    @Test
    void aDelayedMessageIsNotSeenBeforeItsTime() {
        client.consume(session, "orders");
        send("late", 0, 50);
        send("now", 0, 0);
        assertThat(client.texts()).containsExactly("now");
        harness.pass(49);
        assertThat(client.texts()).isEmpty();
        harness.pass(1).settle();
        List<ConsumerFrame.Deliver> deliveries = client.deliveries();
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).deliveryTime()).isEqualTo(harness.now());
    }

    @Test
    void delaysAndExpiriesSurviveACrash() {
        send("late", 0, 50);
        send("short", 20, 0);
        send("dies before it is due", 30, 50);
        harness.crash();
        assertThat(harness.recovered()).isEqualTo(3);
        TestClient next = harness.connect();
        next.browse(next.session(), "orders", null);
        harness.pass(40).settle();
        int status = next.manage("queue.show", Map.of("name", "orders"));
        harness.settle();
        assertThat(next.rows(status).get(0)).containsEntry("scheduled", 1).containsEntry("messages", 1L);
        next.consume(next.session(), "orders");
        harness.pass(10).settle();
        assertThat(next.texts()).containsExactly("late");
    }

    @Test
    void aClockThatJumpsBackDoesNoHarm() {
        send("a", 100, 0);
        harness.clockJumps(-1000);
        harness.round();
        send("b", 100, 0);
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::expiration)
                .containsExactly(EngineHarness.START + 100, EngineHarness.START + 100);
    }

    @Test
    void timesThatDoNotFitAreForEver() {
        send("a", Long.MAX_VALUE, 0);
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.deliveries())
                .extracting(ConsumerFrame.Deliver::expiration)
                .containsExactly(Long.MAX_VALUE);
    }

    @Test
    void manyThatExpireAtOnceGoInSteps() {
        for (int i = 0; i < 3500; i++) {
            client.send(producer, 0, 10, 0, Messages.volatileText("x"));
        }
        harness.settle();
        harness.clockJumps(10);
        harness.engine().time(harness.now());
        int rounds = 1;
        while (harness.engine().work()) {
            rounds++;
        }
        assertThat(rounds).isBetween(4, 6);
        int show = client.manage("queue.show", Map.of("name", "orders"));
        harness.round();
        assertThat(client.rows(show).get(0)).containsEntry("messages", 0L).containsEntry("expired", 3500L);
    }
}
