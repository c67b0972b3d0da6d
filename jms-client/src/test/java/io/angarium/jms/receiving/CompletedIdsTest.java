package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompletedIdsTest {
    private final CompletedIds ids = new CompletedIds();
    private final Completed one = ids.settling();
    private final Completed other = ids.settling();

    @Test
    void whatWasCompletedBeforeTheLossIsPassedOverOnce() {
        one.add(1, 100);
        assertThat(ids.isDone(100)).as("no loss, no second coming").isFalse();
        ids.lost(1);
        assertThat(ids.isDone(100)).isTrue();
        assertThat(ids.isDone(100)).isFalse();
        assertThat(ids.isDone(101)).isFalse();
    }

    @Test
    void whatTheBrokerHasOnDiskIsForgotten() {
        boolean asks = false;
        for (int i = 1; i <= Completed.ENOUGH; i++) {
            assertThat(asks).isFalse();
            asks = one.add(i, i);
        }
        assertThat(asks).isTrue();
        Runnable answered = one.ask();
        assertThat(one.add(5000, 5000)).as("one question at a time").isFalse();
        answered.run();
        ids.lost(6000);
        assertThat(ids.isDone(1)).isFalse();
        assertThat(ids.isDone(Completed.ENOUGH)).isFalse();
        assertThat(ids.isDone(5000)).isTrue();
    }

    @Test
    void anAnswerOfAfterTheLossSaysNothing() {
        for (int i = 1; i <= Completed.ENOUGH; i++) {
            one.add(i, i);
        }
        Runnable answered = one.ask();
        ids.lost(2000);
        answered.run();
        assertThat(ids.isDone(1)).isTrue();
    }

    @Test
    void aListenerThatCompletesAfterTheLossCountsToo() {
        ids.lost(7);
        one.add(7, 70);
        assertThat(ids.isLost(7)).isTrue();
        assertThat(ids.isDone(70)).isTrue();
        one.addIfLost(8, 80);
        assertThat(ids.isDone(80)).isFalse();
        one.addIfLost(6, 60);
        assertThat(ids.isDone(60)).isTrue();
    }

    @Test
    void theRingGrows() {
        for (int i = 1; i <= 10_000; i++) {
            one.add(i, i);
        }
        ids.lost(10_000);
        for (int i = 1; i <= 10_000; i++) {
            assertThat(ids.isDone(i)).isTrue();
        }
    }

    @Test
    void eachSessionAsksForItsOwnAcknowledgementsOnly() {
        other.add(1, 1);
        for (int i = 2; i <= Completed.ENOUGH + 1; i++) {
            one.add(i, i);
        }
        one.ask().run();
        ids.lost(5000);
        assertThat(ids.isDone(1)).as("the other's, not known to be on disk").isTrue();
        assertThat(ids.isDone(2)).isFalse();
    }

    @Test
    void aSessionThatHasEndedPromisesNothing() {
        other.add(1, 1);
        other.end();
        ids.lost(1);
        assertThat(ids.isDone(1)).isFalse();
    }

    private static final EncodedMessage MESSAGE =
            new MessageBuilder().destination(Destination.queue("q")).build();

    private static Inbox.Arrived again(long tag, long id) {
        return new Inbox.Arrived(new Deliver(1, tag, id, 2, 0, 0, 0, MESSAGE), 0);
    }

    @Test
    void whatAListenerHasInHandOverALossIsSetAsideUntilItIsThrough() {
        assertThat(one.begin(5, 50)).isTrue();
        assertThat(ids.setAside(again(6, 50))).as("no loss").isFalse();
        ids.lost(5);
        assertThat(ids.concerns(50)).isTrue();
        Inbox.Arrived back = again(100, 50);
        assertThat(ids.setAside(back)).isTrue();
        assertThat(ids.isDone(50)).isFalse();
        one.add(5, 50);
        assertThat(one.over()).isSameAs(back);
        assertThat(ids.setAside(back)).isFalse();
        assertThat(ids.isDone(50)).isTrue();
        assertThat(ids.concerns(50)).isFalse();
    }

    @Test
    void whatAListenerHasNotCompletedIsHandedOverWhenItIsThrough() {
        one.begin(5, 50);
        ids.lost(5);
        Inbox.Arrived back = again(100, 50);
        ids.setAside(back);
        assertThat(one.over()).isSameAs(back);
        assertThat(ids.concerns(50)).isFalse();
        assertThat(ids.isDone(50)).isFalse();
    }

    @Test
    void whatWasSetAsideIsVoidAfterAnotherLoss() {
        one.begin(5, 50);
        ids.lost(5);
        ids.setAside(again(100, 50));
        ids.lost(100);
        assertThat(one.over()).isNull();
    }

    @Test
    void whatWentBackWithALostLinkIsNotBegun() {
        ids.lost(7);
        assertThat(one.begin(7, 70)).isFalse();
        assertThat(one.over()).isNull();
        assertThat(one.begin(8, 80)).isTrue();
    }
}
