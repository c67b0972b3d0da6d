package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.SlowPolicy.Act;
import io.angarium.wire.Destination;
import io.angarium.wire.XaCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers that settle none of their deliveries as the broker itself does not let them go on. */
@Timeout(20)
class HeldUpConsumerTest extends SlowConsumerScene {
    @Test
    void oneWhoseSessionWaitsForRoomIsNotSlow() {
        policy(Act.DISCONNECT);
        client.consume(session, "orders");
        send("a");
        int forwards = client.producer(session, Destination.queue("full"));
        client.send(forwards, "first");
        client.send(forwards, "second");
        after(3 * LIMIT);
        assertThat(notices()).isEmpty();
        client.manage("queue.purge", Map.of("name", "full"));
        after(LIMIT - 1000);
        assertThat(client.isClosed()).isFalse();
        after(1000 + LATE);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aDiskThatHangsIsNotTakenForTheConsumers() {
        policy(Act.DISCONNECT);
        client.consume(session, "orders");
        send("a");
        client.send(client.producer(session, Destination.queue("results")), "b");
        for (long hangs = 0; hangs < 3 * LIMIT; hangs += STEP) {
            harness.pass(STEP);
        }
        assertThat(notices()).isEmpty();
        after(LIMIT - LATE);
        assertThat(client.isClosed()).isFalse();
        after(2 * LATE);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aDiskThatForcesSlowlyDoesNotHang() {
        policy(Act.LOG);
        client.consume(session, "orders");
        send("a");
        int results = client.producer(session, Destination.queue("results"));
        for (long time = 0; time < LIMIT + LATE; time += STEP) {
            client.send(results, "b");
            harness.pass(STEP);
            if (time % (LATE / 3) == 0) {
                harness.forceOnly();
                client.send(results, "c");
            }
        }
        assertThat(notices()).hasSize(1);
    }

    @Test
    void oneThatIsSlowAlreadyIsNotWellBecauseTheDiskHangs() {
        policy(Act.LOG);
        client.consume(session, "orders");
        send("a");
        after(LIMIT + LATE);
        assertThat(notices()).hasSize(1);
        client.send(client.producer(session, Destination.queue("results")), "b");
        for (long hangs = 0; hangs < LIMIT; hangs += STEP) {
            harness.pass(STEP);
        }
        after(LIMIT);
        assertThat(notices()).isEmpty();
    }

    /** With little memory. */
    private void policyWithMemory(Act act) {
        harness.withPolicies(policies(act, AFTER), 1 << 20);
        client = harness.connect();
        session = client.session();
        producer = client.producer(session, ORDERS);
    }

    /**
     * A client has what fills the memory.
     *
     * @return gives it back
     */
    private Runnable fillMemory() {
        TestClient holder = harness.connect();
        int holding = holder.session();
        int holds = holder.consume(holding, "heap");
        holder.send(holder.producer(holding, Destination.queue("heap")), Messages.volatileText("x".repeat(7 << 18)));
        harness.settle();
        return () -> holder.accept(holding, holds, 1, 1);
    }

    /**
     * A consumer has a message, and its session a producer that is held back.
     *
     * @return gives memory back
     */
    private Runnable heldBack() {
        policyWithMemory(Act.DISCONNECT);
        client.consume(session, "orders");
        send("a");
        Runnable room = fillMemory();
        producer = client.producer(session, Destination.queue("results"));
        harness.settle();
        assertThat(notices()).singleElement().asString().contains("producers are held back");
        return room;
    }

    @Test
    void oneWhoseProducerIsHeldBackIsNotSlow() {
        Runnable room = heldBack();
        send("all that it may");
        after(3 * LIMIT);
        assertThat(client.isClosed()).isFalse();
        room.run();
        after(LIMIT - 1000);
        assertThat(client.isClosed()).isFalse();
        after(1000 + LATE);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void oneWhoseProducerMaySendYetIsSlowThoughItWillGetNoMore() {
        heldBack();
        after(LIMIT - 1000);
        assertThat(client.isClosed()).isFalse();
        after(1000 + LATE);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void oneWhoseProducerIsHeldBackInItsTransactionOverAnotherConnectionIsNotSlow() {
        policyWithMemory(Act.DISCONNECT);
        XaClient bean = new XaClient(harness);
        XaClient pooled = new XaClient(harness);
        bean.client().consume(bean.session(), "orders");
        send("a");
        fillMemory();
        int forwards = pooled.client().producer(pooled.session(), Destination.queue("results"));
        assertThat(bean.start(X)).isEqualTo(XaCode.XA_OK);
        assertThat(pooled.start(XaClient.branch("y"))).isEqualTo(XaCode.XA_OK);
        after(LATE);
        pooled.client().sendIn(forwards, pooled.transaction(), "all that it may");
        after(3 * LIMIT);
        assertThat(bean.client().isClosed()).isFalse();
    }

    @Test
    void oneWhoseProducerMaySendYetInItsTransactionOverAnotherConnectionIsSlow() {
        policyWithMemory(Act.DISCONNECT);
        XaClient bean = new XaClient(harness);
        XaClient pooled = new XaClient(harness);
        bean.client().consume(bean.session(), "orders");
        send("a");
        fillMemory();
        pooled.client().producer(pooled.session(), Destination.queue("results"));
        assertThat(bean.start(X)).isEqualTo(XaCode.XA_OK);
        assertThat(pooled.start(XaClient.branch("y"))).isEqualTo(XaCode.XA_OK);
        after(LIMIT + LATE);
        assertThat(bean.client().isClosed()).isTrue();
    }

    @Test
    void oneThatWaitsForRoomInItsTransactionOverAnotherConnectionIsNotSlow() {
        policy(Act.DISCONNECT);
        XaClient bean = new XaClient(harness);
        XaClient pooled = new XaClient(harness);
        bean.client().consume(bean.session(), "orders");
        send("a");
        client.send(client.producer(session, Destination.queue("full")), "first");
        int forwards = pooled.client().producer(pooled.session(), Destination.queue("full"));
        assertThat(bean.start(X)).isEqualTo(XaCode.XA_OK);
        assertThat(pooled.start(XaClient.branch("y"))).isEqualTo(XaCode.XA_OK);
        pooled.client().sendIn(forwards, pooled.transaction(), "second");
        after(3 * LIMIT);
        assertThat(bean.client().isClosed()).isFalse();
        client.manage("queue.purge", Map.of("name", "full"));
        after(LIMIT - 1000);
        assertThat(bean.client().isClosed()).isFalse();
        after(1000 + LATE);
        assertThat(bean.client().isClosed()).isTrue();
    }
}
