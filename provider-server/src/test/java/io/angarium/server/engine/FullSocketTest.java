package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is delivered to a client for which enough waits, and nothing is lost or late for that. */
@Timeout(20)
class FullSocketTest {
    private final EngineHarness harness = new EngineHarness();
    private final TestClient sender = harness.connect();
    private final TestClient full = harness.connect();
    private final TestClient other = harness.connect();
    private final int session = full.session();
    private final int producer = sender.producer(sender.session(), Destination.queue("orders"));

    @BeforeEach
    void fill() {
        harness.settle();
        harness.fill(full);
    }

    private void send(int from, int to) {
        sender.send(producer, Messages.numbers(from, to));
        harness.settle();
    }

    @Test
    void itIsAskedBeforeADeliveryAndOthersGetIt() {
        full.consume(session, "orders");
        other.consume(other.session(), "orders");
        send(1, 4);
        assertThat(full.texts()).isEmpty();
        assertThat(other.texts()).containsExactly("1", "2", "3", "4");
        harness.drain(full);
        send(5, 8);
        assertThat(full.texts()).hasSize(2);
        assertThat(other.texts()).hasSize(2);
    }

    @Test
    void whatNobodyElseWantsComesWhenThereIsRoom() {
        full.consume(session, "orders");
        full.consume(session, "orders");
        send(1, 3);
        assertThat(full.texts()).isEmpty();
        harness.drain(full).settle();
        assertThat(full.texts()).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void consumersOfOneClientAreServedFirstInTurnWhereThereIsNeverRoomForAll() {
        int orders = full.consume(session, "orders");
        full.consume(session, "nothing");
        int bills = full.consume(session, "bills");
        send(1, 4);
        sender.send(sender.producer(sender.session(), Destination.queue("bills")), Messages.numbers(11, 14));
        harness.settle();
        harness.drain(full, 2).settle();
        assertThat(full.texts(orders)).containsExactly("1", "2");
        harness.drain(full, 2).settle();
        assertThat(full.texts(bills)).containsExactly("11", "12");
        harness.drain(full, 2).settle();
        assertThat(full.texts(orders)).containsExactly("3", "4");
        harness.drain(full, 2).settle();
        assertThat(full.texts(bills)).containsExactly("13", "14");
    }

    @Test
    void aBrowserGoesOnWhereItWas() {
        send(1, 3);
        harness.drain(full);
        int browser = full.browse(session, "orders", null);
        full.credit(browser, 1);
        harness.settle();
        assertThat(full.texts(browser)).containsExactly("1");
        harness.fill(full);
        full.credit(browser, 100);
        harness.settle();
        assertThat(full.texts(browser)).isEmpty();
        assertThat(full.received()).doesNotContain(new ConsumerFrame.BrowseEnd(browser));
        harness.drain(full).settle();
        assertThat(full.texts(browser)).containsExactly("2", "3");
        assertThat(full.received()).contains(new ConsumerFrame.BrowseEnd(browser));
    }

    @Test
    void aDrainWaitsForWhatThereIsAndOnlyForThat() {
        int consumer = full.consume(session, "orders");
        int nothing = full.drain(consumer);
        harness.settle();
        assertThat(full.ok(nothing)).isTrue();
        send(1, 1);
        int one = full.drain(consumer);
        harness.settle();
        assertThat(full.ok(one)).isFalse();
        harness.drain(full).settle();
        assertThat(full.ok(one)).isTrue();
        assertThat(full.texts()).containsExactly("1");
    }

    @Test
    void aDrainOfAnEmptyQueueIsAnsweredThoughAnotherOneHasMoreThanIsRead() {
        full.consume(session, "orders");
        int empty = full.consume(session, "empty");
        send(1, 1);
        assertThat(full.texts()).isEmpty();
        int drained = full.drain(empty);
        harness.settle();
        assertThat(full.ok(drained)).isTrue();
        harness.drain(full).settle();
        assertThat(full.texts()).containsExactly("1");
    }

    @Test
    void aClientThatGoesWhileItIsFullLeavesWhatIsThereToOthers() {
        full.consume(session, "orders");
        send(1, 2);
        full.vanish();
        other.consume(other.session(), "orders");
        harness.settle();
        assertThat(other.texts()).containsExactly("1", "2");
        harness.drain(full).settle();
    }
}
