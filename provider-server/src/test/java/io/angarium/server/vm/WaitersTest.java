package io.angarium.server.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class WaitersTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    /** Each look at the clock takes a microsecond. */
    private final LongSupplier clock = () -> {
        looks.incrementAndGet();
        return now.getAndAdd(1_000);
    };

    @Test
    void aWakeUpThatComesSoonFindsTheThreadAwake() throws InterruptedException {
        AtomicBoolean there = new AtomicBoolean();
        Waiters[] self = new Waiters[1];
        Waiters waiters = new Waiters(
                () -> {
                    if (looks.incrementAndGet() == 10) {
                        there.set(true);
                        self[0].wake();
                    }
                    return now.getAndAdd(1_000);
                },
                2);
        self[0] = waiters;
        assertThat(waiters.await(there::get, Long.MAX_VALUE)).isTrue();
        assertThat(looks).as("looks at the clock").hasValueBetween(10, 12);
    }

    @Test
    void whoSpinsInVainDoesSoEverMoreSeldomAndNeverStops() throws InterruptedException {
        Waiters waiters = new Waiters(clock, 2);
        int spun = 0;
        int last = -1;
        int widest = 0;
        for (int wait = 0; wait < 1_000; wait++) {
            looks.set(0);
            AtomicInteger asked = new AtomicInteger();
            assertThat(waiters.await(() -> asked.incrementAndGet() == 2, Long.MAX_VALUE))
                    .isTrue(); // the second time is before it parks
            if (looks.get() > 10) {
                spun++;
                widest = Math.max(widest, wait - last);
                last = wait;
            }
        }
        assertThat(spun).isBetween(15, 25);
        assertThat(widest).isEqualTo(64);
    }

    @Test
    void nobodySpinsOnASingleCoreAndTheDeadlineHolds() throws InterruptedException {
        Waiters waiters = new Waiters(clock, 1);
        assertThat(waiters.await(() -> false, -1)).isFalse();
        assertThat(looks).hasValue(1);
    }

    @Test
    void noWakeUpIsLost() throws InterruptedException {
        Waiters there = new Waiters(System::nanoTime, 2);
        Waiters back = new Waiters(System::nanoTime, 2);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        int rounds = 20_000;
        Thread server = new Thread(() -> {
            try {
                for (int i = 1; i <= rounds; i++) {
                    int number = i;
                    there.await(() -> asked.get() >= number, Long.MAX_VALUE);
                    answered.incrementAndGet();
                    back.wake();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        for (int i = 1; i <= rounds; i++) {
            int number = i;
            asked.incrementAndGet();
            there.wake();
            assertThat(back.await(() -> answered.get() >= number, Long.MAX_VALUE))
                    .isTrue();
        }
        server.join();
        assertThat(answered).hasValue(rounds);
    }
}
