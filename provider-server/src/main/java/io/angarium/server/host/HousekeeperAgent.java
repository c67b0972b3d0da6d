package io.angarium.server.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps appointments: wakes the engine when its time has come or its activities want to go on, has records forced that nobody waits for, and
 * prepares journal space ahead of need and marks the log's end when it rests. Runs on the thread {@code angarium-housekeeper}; other threads make the appointments.
 */
final class HousekeeperAgent implements RoleThread.Duty {
    /** How long a record that nobody waits for may stay unforced. */
    private static final long STALE_MILLIS = 50;

    /** Between two pieces of prepared space, so that forces beside it stay quick. */
    private static final long PREPARE_PAUSE_MILLIS = 3;

    /** Longest sleep, so that a wall clock that was set is noticed. */
    private static final long MAX_SLEEP_MILLIS = 1_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final EngineHost host;
    private final ForcePoint forcePoint;
    private final LongSupplier clock;
    private final AtomicLong staleAt = new AtomicLong(NEVER);
    private final Reminders reminders = new Reminders();
    private volatile long sleepsUntil;
    private long prepareAt;
    private long pauseUntil;
    private long seenPosition;

    HousekeeperAgent(EngineHost host, ForcePoint forcePoint, LongSupplier clock) {
        this.host = host;
        this.forcePoint = forcePoint;
        this.clock = clock;
    }

    /** Notes, after a round, that records wait for a force that nobody has asked for; true if the thread must be woken for it. */
    boolean unforced(long nowMillis) {
        if (staleAt.get() != NEVER) {
            return false;
        }
        long due = nowMillis + STALE_MILLIS;
        return staleAt.compareAndSet(NEVER, due) && due < sleepsUntil;
    }

    /** Takes a reminder; true if the thread must be woken for it. */
    boolean remind(Runnable reminder) {
        long now = clock.getAsLong();
        return reminders.add(reminder, now) && sleepsUntil > now + 1;
    }

    /** After a round: whether the thread must be woken for a checkpoint that could go on. */
    boolean sleepsBesideCheckpoint(long nowMillis) {
        return sleepsUntil > nowMillis + PREPARE_PAUSE_MILLIS;
    }

    /** Whether the thread must be woken to keep an appointment of the engine's. */
    boolean sleepsPast(long wakeAt) {
        return wakeAt < sleepsUntil;
    }

    @Override
    public long run(boolean woken) {
        sleepsUntil = 0;
        long now = clock.getAsLong();
        reminders.run(now);
        if (host.due(now)) {
            host.turn();
        }
        long due = staleAt.get();
        if (due <= now || (due != NEVER && due > now + MAX_SLEEP_MILLIS)) { // the latter: the clock was set back
            staleAt.set(NEVER);
            if (forcePoint.durablePosition() < forcePoint.appendedPosition()) {
                host.wantForce();
            }
        }
        prepare(now);
        return plan();
    }

    private void prepare(long now) {
        if (prepareAt > now + MAX_SLEEP_MILLIS) {
            prepareAt = now;
        }
        if (tendAt() <= now) {
            boolean prepared = host.tend(ForcePoint::prepareStep);
            boolean more = checkpoint() || prepared;
            if (!more) {
                forcePoint.encourageCheckpoint();
                sealAtRest();
            }
            pauseUntil = now + PREPARE_PAUSE_MILLIS;
            prepareAt = more ? pauseUntil : now + MAX_SLEEP_MILLIS;
        }
    }

    /** When the journal's space and its checkpoint are to be seen to again; sooner if the engine has begun or gone on with a checkpoint meanwhile. */
    private long tendAt() {
        return forcePoint.checkpointWantsStep() ? Math.min(prepareAt, pauseUntil) : prepareAt;
    }

    /** A piece of a checkpoint, if one is under way; true if there is more to do soon. */
    private boolean checkpoint() {
        switch (host.checkpoint()) {
            case MORE, COUNTS, GIVEN_UP -> {
                host.turn(); // the engine goes on with it, or hears of its end
                return true;
            }
            case WANTS_FORCE -> {
                host.wantForce();
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** Once a second: if nothing was appended since the last look. */
    private void sealAtRest() {
        long position = forcePoint.appendedPosition();
        if (position == seenPosition) {
            boolean forced = host.tend(ForcePoint::sealIfIdle);
            if (forced || forcePoint.durablePosition() < forcePoint.appendedPosition()) {
                host.turn(); // whoever wanted a force meanwhile found the journal busy, and relies on this thread
            }
            position = forcePoint.appendedPosition();
        }
        seenPosition = position;
    }

    /** Publishes the time of the next run before looking at the appointments once more, so that none made meanwhile is slept through. */
    private long plan() {
        long now = clock.getAsLong();
        long next = Math.min(now + MAX_SLEEP_MILLIS, prepareAt);
        sleepsUntil = next;
        next = Math.min(next, tendAt());
        next = Math.min(next, Math.min(reminders.dueAt(), Math.min(staleAt.get(), host.wakeAt())));
        if (host.due(now)) {
            next = now;
        }
        sleepsUntil = next;
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, next - now));
    }
}
