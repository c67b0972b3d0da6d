package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateAndConfirmationsTest {
    private final DurabilityGate gate = new DurabilityGate();
    private final Confirmations confirmations = new Confirmations(0);
    private final List<String> released = new ArrayList<>();

    private void hold(long position, String name) {
        gate.hold(position, () -> released.add(name));
    }

    @Test
    void aRecordIsDurableOnlyWhenTheDurablePositionLiesBehindItsStart() {
        hold(100, "a");
        gate.durable(100);
        gate.release(10);
        assertThat(released).isEmpty();
        assertThat(gate.waits()).isTrue();

        gate.durable(101);
        assertThat(gate.waits()).isFalse();
        assertThat(gate.releasable()).isTrue();
        gate.release(10);
        assertThat(released).containsExactly("a");
    }

    @Test
    void whatIsHeldLaterIsReleasedLaterWhateverItsPosition() {
        hold(100, "a");
        hold(50, "b");
        gate.durable(60);
        gate.release(10);
        assertThat(released).isEmpty();
        gate.durable(200);
        gate.release(10);
        assertThat(released).containsExactly("a", "b");
    }

    @Test
    void releasesNoMoreThanAskedFor() {
        for (int i = 0; i < 5; i++) {
            hold(i, String.valueOf(i));
        }
        gate.durable(10);
        gate.release(3);
        assertThat(released).hasSize(3);
        assertThat(gate.size()).isEqualTo(2);
        gate.release(3);
        assertThat(released).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void theDurablePositionDoesNotGoBack() {
        gate.durable(100);
        gate.durable(50);
        hold(70, "a");
        gate.release(1);
        assertThat(released).containsExactly("a");
    }

    @Test
    void whatIsHeldWhileReleasingWaitsForItsOwnPosition() {
        gate.hold(1, () -> hold(500, "later"));
        gate.durable(100);
        gate.release(10);
        assertThat(released).isEmpty();
        assertThat(gate.size()).isEqualTo(1);
    }

    @Test
    void confirmsUpToTheFirstThatWaits() {
        confirmations.settled(1);
        confirmations.waiting(2);
        confirmations.settled(3);
        confirmations.waiting(4);
        confirmations.settled(5);
        assertThat(confirmations.due()).isEqualTo(1);
        assertThat(confirmations.confirm()).isEqualTo(1);

        confirmations.durable(2);
        assertThat(confirmations.confirm()).isBetween(2L, 3L);
        confirmations.durable(4);
        assertThat(confirmations.confirm()).isEqualTo(5);
        assertThat(confirmations.due()).isZero();
        assertThat(confirmations.last()).isEqualTo(5);
        assertThat(confirmations.waits()).isFalse();
    }
}
