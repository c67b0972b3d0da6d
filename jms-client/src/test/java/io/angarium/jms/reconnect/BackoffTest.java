package io.angarium.jms.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackoffTest {
    private static final long CAP = TimeUnit.MILLISECONDS.toNanos(500);

    @Test
    void pausesDoubleUpToTheCapAndBeginAnewAfterAReset() {
        Backoff backoff = new Backoff(CAP, () -> 1.0);
        long first = backoff.next();
        assertThat(backoff.next()).isEqualTo(2 * first);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(first, CAP);
        }
        assertThat(backoff.next()).isEqualTo(CAP);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(first);
    }

    @Test
    void aThousandClientsComeBackSpreadOverHalfOfThePause() {
        Random random = new Random(1);
        Set<Long> buckets = new HashSet<>();
        for (int client = 0; client < 1000; client++) {
            Backoff backoff = new Backoff(CAP, random::nextDouble);
            for (int i = 0; i < 10; i++) {
                backoff.next();
            }
            long pause = backoff.next();
            assertThat(pause).isBetween(CAP / 2, CAP);
            buckets.add(pause / TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(buckets).as("of the 25 spans of 10 ms").hasSizeGreaterThanOrEqualTo(25);
    }
}
