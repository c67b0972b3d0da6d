package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BrowseDrainSelectTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int session = client.session();
    private final int producer = client.producer(session, ORDERS);

    private void send(int from, int to) {
        for (String number : Messages.numbers(from, to)) {
            client.send(producer, Messages.with(number, Map.of("n", Integer.parseInt(number), "even", isEven(number))));
        }
        harness.settle();
    }

    private static boolean isEven(String number) {
        return Integer.parseInt(number) % 2 == 0;
    }

    private boolean ended(int browser) {
        return client.received().contains(new ConsumerFrame.BrowseEnd(browser));
    }

    @Test
    void aBrowserShowsWhatIsThereAndTakesNothing() {
        send(1, 3);
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 100);
        harness.settle();
        assertThat(client.texts(browser)).containsExactly("1", "2", "3");
        assertThat(ended(browser)).isTrue();
        client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("1", "2", "3");
        assertThat(client.ok(client.closeConsumer(browser, 0))).isTrue();
    }

    @Test
    void aBrowserShowsNothingThatCameAfterIt() {
        send(1, 3);
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 2);
        harness.settle();
        send(4, 6);
        client.credit(browser, 100);
        harness.settle();
        assertThat(client.texts(browser)).containsExactly("1", "2", "3");
        assertThat(ended(browser)).isTrue();
    }

    @Test
    void aBrowserWaitsForCreditAndAsksItsSelectorOnce() {
        send(1, 10);
        int browser = client.browse(session, "orders", "even");
        harness.settle();
        assertThat(client.texts(browser)).isEmpty();
        client.credit(browser, 2);
        harness.settle();
        assertThat(client.texts(browser)).containsExactly("2", "4");
        assertThat(ended(browser)).isFalse();
        client.credit(browser, 10);
        harness.settle();
        assertThat(client.texts(browser)).containsExactly("6", "8", "10");
        assertThat(ended(browser)).isTrue();
    }

    @Test
    void aBrowserOfAnEmptyQueueEndsAtOnceWithoutCredit() {
        int browser = client.browse(session, "orders", null);
        harness.settle();
        assertThat(ended(browser)).isTrue();
    }

    @Test
    void aBrowserSurvivesRecoverAndRollbackOfItsSession() {
        send(1, 4);
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 2);
        harness.settle();
        client.recover(session);
        client.credit(browser, 2);
        harness.settle();
        assertThat(client.texts(browser)).containsExactly("1", "2", "3", "4");
        client.recover(session);
        assertThat(client.ok(client.closeConsumer(browser, 0))).isTrue();
    }

    @Test
    void aBrowserDoesNotShowAMessageTwiceThatWasReturnedMeanwhile() {
        send(1, 2);
        int browser = client.browse(session, "orders", null);
        client.credit(browser, 1);
        harness.settle();
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 2);
        harness.settle();
        client.closeConsumer(consumer, 0);
        client.credit(browser, 10);
        harness.settle();
        assertThat(client.texts(browser)).doesNotHaveDuplicates().contains("1");
        assertThat(ended(browser)).isTrue();
    }

    @Test
    void aBrowserCannotBeDrained() {
        int browser = client.browse(session, "orders", null);
        client.drain(browser);
        assertThat(client.lastFailure()).isEqualTo(ErrorCode.ILLEGAL_STATE);
    }

    @Test
    void aDrainOfAnEmptyQueueIsAnsweredAtOnce() {
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        harness.settle();
        int drain = client.drain(consumer);
        harness.round();
        assertThat(client.ok(drain)).isTrue();
    }

    @Test
    void aDrainIsAnsweredAfterWhatWasThere() {
        send(1, 3);
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(consumer, 2);
        int drain = client.drain(consumer);
        harness.settle();
        List<Frame> received = client.received();
        assertThat(received.indexOf(new ReplyFrame.Ok(drain)))
                .isGreaterThan(received.lastIndexOf(lastDelivery(received)));
        assertThat(client.texts()).containsExactly("1", "2");
    }

    private static Frame lastDelivery(List<Frame> frames) {
        return frames.stream()
                .filter(ConsumerFrame.Deliver.class::isInstance)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void aDrainWaitsWhileTheHorizonMoves() {
        send(1, 1);
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        int drain = client.drain(consumer);
        harness.round();
        assertThat(client.reply(drain)).isNull();
        harness.force();
        assertThat(client.texts()).containsExactly("1");
        assertThat(client.ok(drain)).isTrue();
    }

    @Test
    void aDrainThatItsConsumerDoesNotSurviveIsAnsweredAllTheSame() {
        send(1, 1);
        int consumer = client.open(session, Kind.QUEUE, ORDERS, null);
        int drain = client.drain(consumer);
        client.closeConsumer(consumer, 0);
        assertThat(client.ok(drain)).isTrue();
        harness.settle();
        assertThat(client.texts()).isEmpty();
    }

    @Test
    void aSelectiveConsumerGetsWhatItWantsInOrder() {
        send(1, 10);
        int even = client.consume(session, "orders", "even");
        harness.settle();
        assertThat(client.texts(even)).containsExactly("2", "4", "6", "8", "10");
        int all = client.consume(session, "orders");
        harness.settle();
        assertThat(client.texts(all)).containsExactly("1", "3", "5", "7", "9");
    }

    @Test
    void aReturnedMessageIsOfferedToASelectiveConsumerThatHadPassedItsPlace() {
        send(1, 4);
        int plain = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(plain, 2);
        harness.settle();
        int even = client.consume(session, "orders", "even");
        harness.settle();
        assertThat(client.texts(even)).containsExactly("4");
        client.closeConsumer(plain, 0);
        harness.settle();
        assertThat(client.texts(even)).containsExactly("2");
    }

    @Test
    void aSelectorSeesTheDeliveryCount() {
        send(1, 1);
        int again = client.consume(session, "orders", "JMSXDeliveryCount > 1");
        int plain = client.open(session, Kind.QUEUE, ORDERS, null);
        client.credit(plain, 1);
        harness.settle();
        assertThat(client.texts(plain)).containsExactly("1");
        client.settle(session, ConsumerFrame.Verdict.RELEASE, plain, 1, 1);
        harness.settle();
        assertThat(client.texts(again)).containsExactly("1");
    }

    @Test
    void aLongSearchIsCutIntoSlices() {
        for (int i = 0; i < 5000; i++) {
            client.send(producer, Messages.volatileText("x"));
        }
        client.send(producer, Messages.with("wanted", false, 4, Map.of("wanted", true)));
        harness.settle();
        int consumer = client.consume(session, "orders", "wanted");
        int drain = client.drain(consumer);
        harness.engine().time(harness.now());
        int rounds = 1;
        while (harness.engine().work()) {
            assertThat(client.reply(drain)).isNull();
            rounds++;
        }
        assertThat(rounds).isGreaterThan(5);
        assertThat(client.texts(consumer)).containsExactly("wanted");
        assertThat(client.ok(drain)).isTrue();
    }

    @Test
    void closedConsumersLeaveNoCursorBehind() {
        send(1, 5);
        for (int i = 0; i < 100; i++) {
            int consumer = client.consume(session, "orders", "n = 77");
            int browser = client.browse(session, "orders", "n = 77");
            harness.settle();
            client.closeConsumer(consumer, 0);
            client.closeConsumer(browser, 0);
        }
        int list = client.manage("queue.show", Map.of("name", "orders"));
        int connections = client.manage("connection.list", Map.of());
        harness.settle();
        assertThat(client.rows(list).get(0)).containsEntry("consumers", 0).containsEntry("available", 5);
        assertThat(client.rows(connections).get(0)).containsEntry("consumers", 0);
    }
}
