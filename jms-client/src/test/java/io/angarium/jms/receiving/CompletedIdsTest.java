package io.angarium.jms.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CompletedIdsTest {
    private final CompletedIds ids = new CompletedIds();

    @Test
    void whatWasCompletedBeforeTheLossIsPassedOverOnce() {
        ids.add(1, 100);
        assertThat(ids.isDone(100)).as("no loss, no second coming").isFalse();
        ids.lost(1);
        assertThat(ids.isDone(100)).isTrue();
        assertThat(ids.isDone(100)).isFalse();
        assertThat(ids.isDone(101)).isFalse();
    }

    @Test
    void whatTheBrokerHasOnDiskIsForgotten() {
        boolean asks = false;
        for (int i = 1; i <= CompletedIds.ENOUGH; i++) {
            assertThat(asks).isFalse();
            asks = ids.add(i, i);
        }
        assertThat(asks).isTrue();
        Runnable answered = ids.ask();
        assertThat(ids.add(5000, 5000)).as("one question at a time").isFalse();
        answered.run();
        ids.lost(6000);
        assertThat(ids.isDone(1)).isFalse();
        assertThat(ids.isDone(CompletedIds.ENOUGH)).isFalse();
        assertThat(ids.isDone(5000)).isTrue();
    }

    @Test
    void anAnswerOfAfterTheLossSaysNothing() {
        for (int i = 1; i <= CompletedIds.ENOUGH; i++) {
            ids.add(i, i);
        }
        Runnable answered = ids.ask();
        ids.lost(2000);
        answered.run();
        assertThat(ids.isDone(1)).isTrue();
    }

    @Test
    void aListenerThatCompletesAfterTheLossCountsToo() {
        ids.lost(7);
        ids.add(7, 70);
        assertThat(ids.isLost(7)).isTrue();
        assertThat(ids.isDone(70)).isTrue();
        ids.addIfLost(8, 80);
        assertThat(ids.isDone(80)).isFalse();
        ids.addIfLost(6, 60);
        assertThat(ids.isDone(60)).isTrue();
    }

    @Test
    void theRingGrows() {
        for (int i = 1; i <= 10_000; i++) {
            ids.add(i, i);
        }
        ids.lost(10_000);
        for (int i = 1; i <= 10_000; i++) {
            assertThat(ids.isDone(i)).isTrue();
        }
    }
}
