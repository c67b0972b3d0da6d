package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ConsumerRingTest {
    private final SessionState session = new SessionState(
            1,
            new ConnectionState(
                    1,
                    new ConnectionFrame.Hello(1, 1, 0, new UUID(1, 1), null, null, null, "test", 0),
                    new Identity("anonymous", false, "here")),
            new SendWindow(new SendWindow.Key(new UUID(1, 1), 1)));
    private final MessageQueue queue = Refs.queue("q");
    private final ConsumerRing ring = new ConsumerRing();

    private ConsumerState consumer(int id, int credit) {
        ConsumerState consumer = new ConsumerState(id, session, ConsumerFrame.Kind.QUEUE, queue, null, 0);
        ring.add(consumer);
        consumer.addCredit(credit, 1 << 20);
        ring.credited(consumer);
        return consumer;
    }

    @Test
    void nobodyHasATurnWithoutCredit() {
        consumer(1, 0);
        assertThat(ring.next()).isNull();
        assertThat(ring.size()).isEqualTo(1);
    }

    @Test
    void everyoneWithCreditHasTheSameNumberOfTurns() {
        ConsumerState a = consumer(1, 5);
        consumer(2, 0);
        ConsumerState c = consumer(3, 5);
        for (int i = 0; i < 3; i++) {
            assertThat(ring.next()).isSameAs(a);
            assertThat(ring.next()).isSameAs(c);
        }
    }

    @Test
    void whoRunsOutOfCreditLeavesAndComesBackWithNewCredit() {
        ConsumerState a = consumer(1, 1);
        ConsumerState b = consumer(2, 5);
        assertThat(ring.next()).isSameAs(a);
        a.spend(10, 1);
        assertThat(ring.next()).isSameAs(b);
        assertThat(ring.next()).isSameAs(b);

        a.addCredit(1, 1);
        ring.credited(a);
        ring.credited(a);
        assertThat(ring.next()).isSameAs(b);
        assertThat(ring.next()).isSameAs(a);
    }

    @Test
    void whoAsksForTheFirstTimeIsNotBehindThoseThatWereServed() {
        ConsumerState a = consumer(1, 5);
        assertThat(ring.next()).isSameAs(a);
        ConsumerState b = consumer(2, 5);
        assertThat(ring.next()).isSameAs(b);
        assertThat(ring.next()).isSameAs(a);
        assertThat(ring.next()).isSameAs(b);
    }

    @Test
    void whoIsRemovedHasNoTurnAnyMore() {
        ConsumerState a = consumer(1, 1);
        ConsumerState b = consumer(2, 5);
        ring.draining().add(a);
        ring.remove(a);
        assertThat(ring.next()).isSameAs(b);
        assertThat(ring.next()).isSameAs(b);
        assertThat(ring.draining()).isEmpty();
        assertThat(ring.all()).containsExactly(b);
    }

    private ConsumerState withPriority(int id, int credit, int priority) {
        ConsumerState consumer = new ConsumerState(id, session, ConsumerFrame.Kind.QUEUE, queue, null, 0);
        consumer.priority(priority);
        ring.add(consumer);
        consumer.addCredit(credit, 1 << 20);
        ring.credited(consumer);
        return consumer;
    }

    @Test
    void lowerPrioritiesHaveTurnsWhenThereIsNothingForHigherOnes() {
        ConsumerState low = withPriority(1, 5, -1);
        ConsumerState normal = consumer(2, 5);
        ConsumerState high = withPriority(3, 5, 7);
        ConsumerState other = withPriority(4, 5, 7);
        ring.begin();
        assertThat(ring.next()).isSameAs(high);
        ring.begin();
        assertThat(ring.next()).isSameAs(other);
        ring.missed();
        assertThat(ring.next()).isSameAs(high);
        ring.missed();
        assertThat(ring.next()).isSameAs(normal);
        ring.begin();
        assertThat(ring.next()).as("somebody got something").isSameAs(other);
        ring.missed();
        ring.next();
        ring.missed();
        assertThat(ring.next()).isSameAs(normal);
        ring.missed();
        assertThat(ring.next()).isSameAs(low);
        ring.missed();
        assertThat(ring.next()).isNull();
    }

    @Test
    void lowerPrioritiesHaveNoTurnsWhileAHigherOneWaitsForWhatIsRead() {
        consumer(1, 5);
        ConsumerState waiting = withPriority(2, 5, 7);
        ConsumerState equal = withPriority(3, 5, 7);
        ring.begin();
        assertThat(ring.next()).isSameAs(waiting);
        ring.waits();
        ring.missed();
        assertThat(ring.next()).as("of the same priority").isSameAs(equal);
        ring.missed();
        assertThat(ring.next()).isNull();
        ring.begin();
        ring.next();
        ring.missed();
        ring.next();
        ring.missed();
        assertThat(ring.next()).as("it has come").isNotNull();
    }

    @Test
    void whoHasUsedUpItsCreditKeepsNobodyOfALowerPriorityFromATurn() {
        ConsumerState low = consumer(1, 5);
        ConsumerState wants = withPriority(2, 5, 7);
        ConsumerState done = withPriority(3, 1, 7);
        assertThat(List.of(ring.next(), ring.next())).containsExactly(wants, done);
        done.spend(10, 0);
        ring.begin();
        for (ConsumerState next = ring.next(); next == wants; next = ring.next()) {
            ring.missed();
        }
        ring.missed();
        assertThat(ring.next()).isNull();
        ring.begin();
        ring.remove(wants);
        assertThat(ring.next()).isSameAs(low);
    }

    @Test
    void aThousandConsumersWithoutCreditCostNothing() {
        for (int i = 0; i < 1000; i++) {
            consumer(i, 0);
        }
        assertThat(ring.next()).isNull();
    }

    @Test
    void nobodyTakesWhoseClientDoesNotRead() {
        consumer(1, 5);
        assertThat(ring.takes()).isTrue();
        session.connection().full(true);
        assertThat(ring.takes()).isFalse();
    }

    @Test
    void creditDoesNotOverflow() {
        ConsumerState a = consumer(1, Integer.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            a.addCredit(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        assertThat(a.credit()).isEqualTo(Integer.MAX_VALUE);
        assertThat(a.hasCredit()).isTrue();
    }
}
