package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.SessionFrame.Handed;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deliveries to one session's consumer that another session settles. */
@Timeout(20)
class AssignTest {
    private static final int TARGET = 1000;

    private final EngineHarness harness = new EngineHarness();
    private final TestClient client = harness.connect();
    private final int dispatching = client.session();
    private final int working = client.session();
    private int source;

    @BeforeEach
    void deliverFour() {
        client.send(client.producer(dispatching, Destination.queue("orders")), List.of("a", "b", "c", "d"));
        source = client.consume(dispatching, "orders");
        harness.settle();
        assertThat(client.texts()).containsExactly("a", "b", "c", "d");
    }

    private void assign(long first, long last, int session) {
        client.frame(new ConsumerFrame.Assign(source, first, last, session, TARGET));
    }

    /** What a new consumer gets, with its counts. */
    private List<String> left() {
        TestClient other = harness.connect();
        other.consume(other.session(), "orders");
        harness.settle();
        return other.deliveries().stream()
                .map(delivery -> TestClient.text(delivery) + delivery.deliveryCount())
                .toList();
    }

    @Test
    void theOtherSessionAcknowledgesByNewTags() {
        assign(2, 3, working);
        client.accept(working, TARGET, 1, 2);
        client.closeSession(dispatching);
        harness.settle();
        assertThat(left()).containsExactly("a1", "d1");
    }

    @Test
    void theDispatchingSessionHasNothingToSayAboutThemAnyMore() {
        assign(1, 4, working);
        client.accept(dispatching, source, 1, 4);
        client.closeSession(dispatching);
        client.closeSession(working, new Handed(TARGET, 1));
        harness.settle();
        assertThat(left()).containsExactly("a2", "b1", "c1", "d1");
    }

    @Test
    void whatIsNotOutstandingIsLeftOutAndTheOthersKeepTheirTags() {
        client.accept(dispatching, source, 2, 2);
        assign(1, 3, working);
        client.settle(working, Verdict.RELEASE, TARGET, 3, 3);
        client.accept(working, TARGET, 1, 2);
        client.closeSession(dispatching);
        harness.settle();
        assertThat(left()).containsExactly("c2", "d1");
    }

    @Test
    void theyBelongToTheTransactionOfTheOtherSession() {
        assign(1, 2, working);
        client.acceptIn(working, 1, TARGET, 1, 2);
        client.commit(working, 1);
        harness.settle();
        assertThat(client.lastOk()).isTrue();
        client.closeSession(working);
        client.closeSession(dispatching);
        harness.settle();
        assertThat(left()).containsExactly("c1", "d1");
    }

    @Test
    void recoverOfTheOtherSessionReturnsThemToTheirPlace() {
        assign(1, 3, working);
        client.recover(working, new Handed(TARGET, 2));
        harness.settle();
        assertThat(client.deliveries().stream().map(Deliver::deliveryCount)).containsExactly(2, 2, 1);
    }

    @Test
    void withoutThatSessionTheyReturnUncounted() {
        client.closeSession(working);
        assign(1, 2, working);
        harness.settle();
        assertThat(client.deliveries().stream().map(Deliver::deliveryCount)).containsExactly(1, 1);
    }

    @Test
    void ofAClosedConsumerThereIsNothingToAssign() {
        client.closeConsumer(source, 0);
        assign(1, 4, working);
        client.accept(working, TARGET, 1, 4);
        harness.settle();
        assertThat(left()).containsExactly("a1", "b1", "c1", "d1");
    }

    @Test
    void aNumberThatIsInUseEndsTheConnection() {
        client.frame(new ConsumerFrame.Assign(source, 1, 1, working, source));
        harness.settle();
        assertThat(client.closeCode()).isEqualTo(ErrorCode.PROTOCOL);
    }

    @Test
    void nothingStaysBehindWhenAllAreSettled() {
        assign(1, 4, working);
        client.accept(working, TARGET, 1, 4);
        assign(1, 4, working);
        harness.settle();
        client.frame(new ConsumerFrame.Assign(source, 1, 1, working, TARGET));
        harness.settle();
        assertThat(client.closeCode())
                .as("the number is free, as that of any consumer that has ended")
                .isNull();
    }
}
