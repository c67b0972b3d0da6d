package io.angarium.ra.inbound;

import java.time.Duration;
import java.util.Optional;

/**
 * The circuit breaker of an activation: counts deliveries that fail in a row, over all sessions, and says when enough is enough. After a
 * pause one message is tried at a time; the first that goes well opens the way for all. Guarded by its own lock.
 */
final class Failures {
    private final ActivationSettings settings;
    private int inRow; // guarded by this, as all that follows
    private int pauses;
    private boolean probing;

    Failures(ActivationSettings settings) {
        this.settings = settings;
    }

    /** A delivery went well; true if all sessions may work again. */
    synchronized boolean succeeded() {
        boolean probed = probing;
        inRow = 0;
        pauses = 0;
        probing = false;
        return probed;
    }

    /** A delivery failed; how long its session rests. */
    synchronized Duration failed() {
        inRow++;
        return settings.redelivery().after(inRow);
    }

    /** How long the activation has to pause now, if it has to; the next one is twice as long, unless a delivery goes well. */
    synchronized Optional<Duration> pause() {
        int limit = settings.failuresBeforePause();
        if (limit == 0 || inRow == 0 || (!probing && inRow < limit)) {
            return Optional.empty();
        }
        inRow = 0;
        probing = true;
        pauses++;
        return Optional.of(settings.pause().after(pauses));
    }

    /** How many messages may be worked on at a time. */
    synchronized int sessions() {
        return probing ? 1 : settings.sessions();
    }
}
