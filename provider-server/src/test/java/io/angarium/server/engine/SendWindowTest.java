package io.angarium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.server.effect.Effect;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class SendWindowTest {
    private static final SendWindow.Key KEY = new SendWindow.Key(new UUID(1, 2), 3);

    private final SendWindow window = new SendWindow(KEY);
    private final SendWindows windows = new SendWindows();

    @Test
    void whatWasTakenIsKnownAndWhatWasRefusedIsNot() {
        window.taken(1);
        window.refused(2);
        window.taken(3);
        assertThat(window.has(1)).isTrue();
        assertThat(window.has(2)).isFalse();
        assertThat(window.has(3)).isTrue();
        assertThat(window.has(4)).isFalse();
        window.taken(2);
        assertThat(window.has(2)).isTrue();
    }

    @Test
    void aCheckpointBringsWindowsBackAsTheyWere() throws SendWindows.Forgotten {
        SendWindow lost = windows.open(KEY);
        lost.taken(1);
        lost.refused(2);
        lost.taken(5);
        lost.committed(7);
        windows.lost(lost, 1_000);
        windows.time(SendWindows.KEPT_MILLIS + 500);
        SendWindows restarted = new SendWindows();
        windows.describe(effect -> {
            if (effect instanceof Effect.SendWindowKept kept) {
                restarted.kept(kept);
            } else if (effect instanceof Effect.SendWindowsForgotten forgotten) {
                restarted.forgotten(forgotten.upTo());
            }
        });

        SendWindow again = restarted.resume(KEY, 0);
        assertThat(again).isNotNull();
        assertThat(again.recovered()).isTrue();
        assertThat(again.committed()).isEqualTo(7);
        assertThat(again.mark()).isEqualTo(5);
        assertThat(again.has(1)).isTrue();
        assertThat(again.has(2)).isFalse();
        assertThat(again.has(4)).isFalse();
        assertThat(again.has(5)).isTrue();
        assertThatThrownBy(() -> restarted.resume(new SendWindow.Key(new UUID(9, 9), 1), 500))
                .isInstanceOf(SendWindows.Forgotten.class);
    }

    @Test
    void tooManyHolesRaiseTheFloor() {
        for (long n = 1; n <= 2L * SendWindow.MOST_HOLES; n += 2) {
            window.refused(n);
            window.taken(n + 1);
        }
        assertThat(window.floor()).isZero();
        window.refused(window.mark() + 1);
        assertThat(window.floor()).isEqualTo(1);
        assertThat(window.has(1))
                .as("not known: whoever asks looks at the floor first")
                .isFalse();
        assertThat(window.has(2)).isTrue();
        assertThat(window.has(3)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itAgreesWithASet(long seed) {
        Random random = new Random(seed);
        Set<Long> taken = new TreeSet<>();
        long next = 1;
        long settled = 0;
        for (int step = 0; step < 2000; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    next += random.nextInt(3);
                    window.refused(next);
                    next++;
                }
                case 1 -> {
                    long old = settled + 1 + random.nextInt((int) (next - settled));
                    window.taken(old);
                    taken.add(old);
                    next = Math.max(next, old + 1);
                }
                case 2 -> {
                    settled = Math.max(settled, next - 1 - random.nextInt(100));
                    window.settled(settled);
                }
                default -> {
                    window.taken(next);
                    taken.add(next++);
                }
            }
            for (long n = settled + 1; n < next + 2; n++) {
                assertThat(window.has(n))
                        .as("seed %d, step %d, number %d", seed, step, n)
                        .isEqualTo(taken.contains(n));
            }
        }
        assertThat(window.floor()).isEqualTo(settled);
    }

    @Test
    void aClosedSessionCannotBeResumedAndALostOneCan() throws SendWindows.Forgotten {
        SendWindow closed = windows.open(KEY);
        windows.closed(closed);
        assertThat(windows.size()).isZero();

        SendWindow lost = windows.open(KEY);
        lost.taken(1);
        windows.lost(lost, 1000);
        assertThat(windows.resume(KEY, 900)).isSameAs(lost);
        assertThat(windows.resume(KEY, 900)).as("it is open").isNull();
    }

    @Test
    void aWindowThatWasForgottenForItsAgeIsMissedByThoseOnlyWhoAreUnsureForThatLong() throws SendWindows.Forgotten {
        SendWindow lost = windows.open(KEY);
        windows.lost(lost, 1000);
        windows.time(1001 + SendWindows.KEPT_MILLIS);
        assertThat(windows.size()).isZero();
        assertThat(windows.resume(KEY, 1002)).isNull();
        assertThatThrownBy(() -> windows.resume(KEY, 1000)).isInstanceOf(SendWindows.Forgotten.class);
    }

    @Test
    void moreThanSoManyAreNotKept() {
        for (int n = 0; n <= SendWindows.MOST_LOST; n++) {
            windows.lost(windows.open(new SendWindow.Key(new UUID(0, n), 1)), 1000 + n);
        }
        assertThat(windows.size()).isEqualTo(SendWindows.MOST_LOST);
        assertThatThrownBy(() -> windows.resume(new SendWindow.Key(new UUID(0, 0), 1), 900))
                .isInstanceOf(SendWindows.Forgotten.class);
    }

    @Test
    void whatTheJournalKnowsIsRecovered() throws SendWindows.Forgotten {
        windows.recovered(new Effect.Origin(KEY.incarnation(), KEY.session(), 5), 100);
        windows.recovered(new Effect.Origin(KEY.incarnation(), KEY.session(), 7), 200);
        windows.committed(new Effect.Origin(KEY.incarnation(), KEY.session(), 4), 300);
        windows.recovered(Effect.Origin.BROKER, 300);
        assertThat(windows.size()).isEqualTo(1);

        SendWindow recovered = windows.resume(KEY, 250);
        assertThat(recovered).isNotNull();
        assertThat(recovered.recovered()).isTrue();
        assertThat(recovered.has(5)).isTrue();
        assertThat(recovered.has(6)).isFalse();
        assertThat(recovered.has(7)).isTrue();
        assertThat(recovered.committed()).isEqualTo(4);
    }
}
