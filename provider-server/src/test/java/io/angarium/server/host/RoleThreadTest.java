package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.server.testing.LogCapture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RoleThreadTest {
    private final LogCapture log = new LogCapture();
    private final AtomicInteger runs = new AtomicInteger();
    private final RoleThread role = new RoleThread("angarium-tested-role", this::run);

    private long run(boolean woken) {
        if (runs.incrementAndGet() == 1) {
            throw new AssertionError("once");
        }
        return TimeUnit.HOURS.toNanos(1);
    }

    @AfterEach
    void stop() {
        role.stop(5_000);
        log.close();
    }

    @Test
    void aRoleWhoseDutyFailsIsLoggedAndGoesOn() {
        role.start();
        await().until(() -> runs.get() >= 2);
        int before = runs.get();
        role.wake();
        await().until(() -> runs.get() > before);
        assertThat(log.errors()).anyMatch(line -> line.contains("angarium-tested-role goes on after an error"));
    }

    @Test
    void aRoleGoesOnAlsoWhereItsErrorCannotEvenBeLogged() {
        log.failWith(new OutOfMemoryError("test"));
        role.start();
        await().until(() -> runs.get() >= 2);
        assertThat(log.lines()).isEmpty();
    }
}
