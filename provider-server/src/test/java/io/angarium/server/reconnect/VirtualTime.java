package io.angarium.server.reconnect;

import io.angarium.jms.reconnect.Surroundings;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on when somebody pauses, and only then. Thread-safe. */
final class VirtualTime {
    private final AtomicLong nanos = new AtomicLong();

    /** What a reconnecting link works with: no pause of it takes real time. */
    Surroundings surroundings() {
        return new Surroundings(nanos::get, () -> 0.5, (monitor, pause) -> nanos.addAndGet(pause), work -> {
            Thread thread = new Thread(work, "virtual-reconnect");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
