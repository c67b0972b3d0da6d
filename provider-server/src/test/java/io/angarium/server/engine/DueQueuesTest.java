package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.wire.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DueQueuesTest {
    private final DueQueues due = new DueQueues();
    private final MessageQueue first = queue(7);
    private final MessageQueue second = queue(8);

    private static MessageQueue queue(int id) {
        return new MessageQueue(
                id,
                Destination.queue("q" + id),
                null,
                new MessageOrder(1),
                DestinationPolicy.standard(10, "DLQ"),
                new Totals());
    }

    @Test
    void eachComesOnceInItsTurn() {
        due.mark(first);
        due.mark(second);
        due.mark(first);
        assertThat(due.poll()).isSameAs(first);
        due.mark(first);
        assertThat(due.poll()).isSameAs(second);
        assertThat(due.poll()).isSameAs(first);
        assertThat(due.poll()).isNull();
        assertThat(due.isEmpty()).isTrue();
    }

    @Test
    void whoWaitsForAListHoldsUpNobodyHoweverOftenItAsks() {
        due.whenOneCanBeRead(first);
        due.whenOneCanBeRead(first);
        due.whenOneCanBeRead(second);
        assertThat(due.someWait()).isTrue();
        due.canBeRead(2);
        assertThat(due.poll()).isSameAs(first);
        assertThat(due.poll()).isSameAs(second);
        assertThat(due.poll()).isNull();
        assertThat(due.someWait()).isFalse();
    }

    @Test
    void whoHasWaitedForAListComesBeforeThoseThatHaveJustHadOne() {
        MessageQueue third = queue(9);
        MessageQueue fourth = queue(10);
        due.whenOneCanBeRead(first);
        due.whenOneCanBeRead(second);
        due.whenOneCanBeRead(third);
        due.mark(fourth);
        due.canBeRead(2);
        assertThat(due.poll()).isSameAs(first);
        assertThat(due.poll()).isSameAs(second);
        assertThat(due.poll()).isSameAs(fourth);
        assertThat(due.poll()).isNull();
        assertThat(due.someWait()).isTrue();
    }
}
