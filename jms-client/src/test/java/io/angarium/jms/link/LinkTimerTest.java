package io.angarium.jms.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LinkTimerTest {
    private static final Logger LOG = Logger.getLogger(LinkTimer.class.getName());

    private final LinkTimer timer = new LinkTimer(System::nanoTime);

    @Test
    void aTaskIsLookedAtAsOftenAsItWants() {
        AtomicInteger looks = new AtomicInteger();
        LinkTimer.Task task = now -> {
            looks.incrementAndGet();
            return Duration.ofMillis(5).toNanos();
        };
        timer.add(task);
        await().until(() -> looks.get() > 20);
        timer.remove(task);
    }

    @Test
    void aTaskThatFailsDoesNotStopTheOthers() {
        AtomicInteger looks = new AtomicInteger();
        LinkTimer.Task failing = now -> {
            throw new IllegalStateException("a bug");
        };
        LinkTimer.Task task = now -> {
            looks.incrementAndGet();
            return Duration.ofMillis(5).toNanos();
        };
        LOG.setLevel(Level.OFF);
        try {
            timer.add(failing);
            timer.add(task);
            await().until(() -> looks.get() > 3);
        } finally {
            timer.remove(failing);
            timer.remove(task);
            LOG.setLevel(null);
        }
    }

    @Test
    void hurryShortensALongPause() {
        AtomicInteger looks = new AtomicInteger();
        LinkTimer.Task task = now -> {
            looks.incrementAndGet();
            return Duration.ofHours(1).toNanos();
        };
        timer.add(task);
        for (int i = 0; i < 50; i++) {
            int before = looks.get();
            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                timer.hurry();
                return looks.get() > before;
            });
        }
        timer.remove(task);
        assertThat(looks.get()).isGreaterThan(50);
    }
}
