package io.angarium.jms.reconnect;

import io.angarium.jms.link.LinkException;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.WireException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tries to connect until it works, time is over, or no other try would help. Used by one thread at a time. */
final class Tries {
    private static final Logger LOG = System.getLogger(Tries.class.getName());

    /** Refusals that another try would repeat, and ends that repeating would bring about again. */
    private static final Set<ErrorCode> FINAL = EnumSet.of(
            ErrorCode.AUTHENTICATION,
            ErrorCode.NOT_AUTHORIZED,
            ErrorCode.INVALID_CLIENT_ID,
            ErrorCode.VERSION,
            ErrorCode.PROTOCOL);

    /** A link that has held for so long was a good one: after its loss pauses begin short again. */
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ReconnectSettings settings;
    private final Surroundings surroundings;
    private final CurrentLink current;
    private final Backoff backoff;
    private long workedAt;

    Tries(ReconnectSettings settings, Surroundings surroundings, CurrentLink current) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.current = current;
        this.backoff = new Backoff(settings.capNanos(), surroundings.random());
    }

    /** The first connection, for which a broker may have to be started yet. */
    void first(Runnable attempt) throws InterruptedException {
        until(settings.startNanos(), true, attempt);
    }

    /** Another connection after a loss. */
    void again(Runnable attempt) throws InterruptedException {
        if (now() - workedAt > STABLE_NANOS) {
            backoff.reset();
        }
        until(settings.timeoutNanos(), false, attempt);
    }

    /** @param attempt returns if it worked, throws LinkException if not; made once at least */
    private void until(long nanos, boolean first, Runnable attempt) throws InterruptedException {
        Hearsay hearsay = surroundings.hearsay();
        Object place = settings.place();
        long begin = now();
        LinkException heard = null;
        LinkException own = null;
        try {
            while (!current.hasEnded()) {
                LinkException e = heard;
                if (e == null) {
                    e = failure(attempt);
                    own = e;
                }
                if (e == null) {
                    workedAt = now();
                    return;
                }
                current.failed(e);
                long pause = backoff.next();
                boolean late = nanos != Long.MAX_VALUE && now() - begin + pause > nanos;
                if (late || areInVain(e, first)) {
                    throw e;
                }
                LOG.log(
                        first && pause > settings.capNanos() / 2 ? Level.INFO : Level.DEBUG,
                        "trying again: {0}",
                        e.getMessage());
                current.awaitEnd(pause, surroundings);
                heard = hearsay.recent(place, now());
                if (heard == own) {
                    heard = null;
                }
            }
        } finally {
            hearsay.forget(place);
        }
    }

    /** Tries; returns why it did not work, or null if it did. */
    private @Nullable LinkException failure(Runnable attempt) {
        try {
            attempt.run();
            return null;
        } catch (LinkException e) {
            surroundings.hearsay().failed(settings.place(), e, now());
            return e;
        }
    }

    /**
     * Whether another try would end like this one.
     *
     * @param first whether nothing has worked yet: who answers in another protocol is no broker then, and a broken one later
     */
    static boolean areInVain(LinkException e, boolean first) {
        return (e.code() != null && FINAL.contains(e.code())) || (first && e.getCause() instanceof WireException);
    }

    private long now() {
        return surroundings.nanoClock().getAsLong();
    }
}
