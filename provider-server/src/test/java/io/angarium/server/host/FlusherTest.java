package io.angarium.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.testing.LogCapture;
import io.angarium.wire.Frame;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FlusherTest {
    private final LogCapture log = new LogCapture();

    @AfterEach
    void stopCapture() {
        log.close();
    }

    /** Runs something when it is flushed. */
    private record Acting(Runnable action) implements Outlet {
        @Override
        public void offer(List<Frame> frames, boolean last) {
            // Nothing is offered here.
        }

        @Override
        public void flush() {
            action.run();
        }
    }

    @Test
    void whatOneOutletThrowsHarmsNeitherTheOthersNorTheThread() {
        AtomicInteger flushed = new AtomicInteger();
        Outlet good = new Acting(flushed::incrementAndGet);
        Outlet bug = new Acting(() -> {
            throw new AssertionError("an application's listener");
        });
        Outlet wrong = new Acting(() -> {
            throw new IllegalStateException("of a closed thing");
        });
        new Flusher().flush(List.of(good, bug, wrong, good));
        assertThat(flushed).hasValue(2);
        assertThat(log.errors()).hasSize(2);
    }
}
