package io.angarium.jms.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which thread reads the source of a link: whoever waits reads for all, and a stand-by thread does while nobody waits.
 *
 * <p>The role is held by one thread at a time. A caller takes it when it is free, reads until its own condition holds, and gives it
 * back; the other callers park and are woken by whoever reads what they wait for. A thread that leaves wakes another to take the role,
 * so it never lies idle while a caller waits.
 *
 * <p>The stand-by thread leaves the role to callers who come back for it within milliseconds: while they do, it only looks every few
 * milliseconds whether it is needed, and no blocking call has to wake it. It takes over when nobody wanted the role for
 * {@link #IDLE_NANOS}; when a caller has read in vain for {@link #PATIENCE_NANOS} (so that a long wait is parked and feels an interrupt
 * at once); for callers that may not read, as virtual threads; and always while {@link #prefersPush} is set.
 *
 * <p>Any thread may call any method. The hand-over needs no lock: each side first publishes what it does (registers, frees the role) and
 * then looks at what the other has published.
 */
final class ReaderRole {
    /** How long a caller reads in vain before it leaves the role to the stand-by thread. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long the role is left free for the next caller. */
    static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private static final Logger LOG = System.getLogger(ReaderRole.class.getName());

    /** Longest time between two looks of the stand-by thread while callers come back: with many links, looking is what costs. */
    private static final long CALM_NANOS = TimeUnit.MILLISECONDS.toNanos(32);

    /** Between two looks at a role that has been free for long enough. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What is read. Called by the holder of the role only, but for {@link #ended} and {@link #nudge}. */
    interface Source {
        /**
         * Reads one batch and passes it on.
         *
         * @param timeoutMillis how long to wait for it at most, 0 for ever
         * @return whether anything came
         */
        boolean read(int timeoutMillis);

        /** Whether nothing more will come. */
        boolean ended();

        /** The last call, when nothing more will come and nobody reads any more. */
        void finished();

        /** Makes something come soon, so that a thread inside {@link #read} returns from it; must not block. */
        void nudge();
    }

    private static final class Waiter {
        final Thread thread;
        final BooleanSupplier condition;
        /** Whether it may take the role; cleared by its own thread. */
        volatile boolean reads;
        /** Whether its condition was seen to hold and it was woken for that; set by the reader, cleared by its own thread. */
        volatile boolean served;

        Waiter(Thread thread, BooleanSupplier condition, boolean reads) {
            this.thread = thread;
            this.condition = condition;
            this.reads = reads;
        }

        /** Asks the condition on a foreign thread; if it throws, its own thread shall see that. */
        boolean holds() {
            try {
                return condition.getAsBoolean();
            } catch (RuntimeException e) {
                return true;
            }
        }
    }

    private final Source source;
    private final boolean callersRead;
    private final Waiter standby;
    private final AtomicReference<@Nullable Waiter> holder = new AtomicReference<>();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private long pause = IDLE_NANOS; // between two looks; belongs to the stand-by thread
    private volatile long lastRelease = System.nanoTime();
    private volatile boolean push;
    private volatile @Nullable LinkException refusal;

    /**
     * @param source what to read
     * @param callersRead false to leave all reading to the stand-by thread
     * @param name for the role name of that thread
     */
    ReaderRole(Source source, boolean callersRead, String name) {
        this.source = source;
        this.callersRead = callersRead;
        this.standby = new Waiter(LinkThreads.daemon("angarium-reader-" + name, this::standBy), () -> false, true);
    }

    /** Starts the stand-by thread, which runs until the source has ended. */
    void start() {
        standby.thread.start();
    }

    /** See {@link Link#await}. */
    boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (heldBy(thread)) {
            throw new IllegalStateException("a listener must not wait for the link that calls it");
        }
        Waiter me = new Waiter(thread, condition, callersRead && !VirtualThreads.isVirtual(thread));
        waiters.add(me);
        try {
            return waitOrRead(me, deadlineNanos);
        } finally {
            waiters.remove(me);
            passOn();
        }
    }

    /** See {@link Link#wake}. */
    void wake() {
        Waiter reading = holder.get();
        for (Waiter waiter : waiters) {
            if (waiter != reading) {
                LockSupport.unpark(waiter.thread);
            } else if (waiter.thread != Thread.currentThread() && waiter.holds()) {
                source.nudge();
            }
        }
    }

    /** See {@link Link#prefersPush}. */
    void prefersPush(boolean wanted) {
        push = wanted;
        if (wanted) {
            LockSupport.unpark(standby.thread);
        }
    }

    /** Makes this and all later waits end with an exception; only the stand-by thread goes on until the source has ended. */
    void refuse(LinkException cause) {
        refusal = cause;
        for (Waiter waiter : waiters) {
            LockSupport.unpark(waiter.thread);
        }
        LockSupport.unpark(standby.thread);
    }

    /** Whether the calling thread is the one that reads, that is, inside {@link Source#read}. */
    boolean heldByCaller() {
        return heldBy(Thread.currentThread());
    }

    private boolean heldBy(Thread thread) {
        Waiter reading = holder.get();
        return reading != null && reading.thread == thread;
    }

    private boolean waitOrRead(Waiter me, long deadlineNanos) throws InterruptedException {
        while (true) {
            me.served = false;
            if (me.condition.getAsBoolean()) {
                return true;
            }
            LinkException refused = refusal;
            if (refused != null) {
                throw new LinkException(refused.code(), String.valueOf(refused.getMessage()), refused);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = left(deadlineNanos);
            if (left <= 0) {
                return false;
            }
            if (me.reads && !push && holder.compareAndSet(null, me)) {
                readFor(me, deadlineNanos);
            } else {
                callStandbyIfIdle(me);
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /** Reads until the caller's condition holds, its time or its patience is over, or somebody wants it to leave. */
    private void readFor(Waiter me, long deadlineNanos) {
        try {
            long patience = System.nanoTime() + PATIENCE_NANOS;
            while (!me.condition.getAsBoolean() && refusal == null && !push && !me.thread.isInterrupted()) {
                long now = System.nanoTime();
                long left = Math.min(left(deadlineNanos), patience - now);
                if (left <= 0) {
                    me.reads = patience - now > 0;
                    return;
                }
                if (source.read((int) TimeUnit.NANOSECONDS.toMillis(left) + 1)) {
                    serve(me);
                    patience = System.nanoTime() + PATIENCE_NANOS;
                }
            }
        } finally {
            release();
        }
    }

    private void release() {
        lastRelease = System.nanoTime();
        holder.set(null);
    }

    /** Wakes everyone whose condition has come true; returns whether there was one. */
    private boolean serve(Waiter reader) {
        boolean any = false;
        for (Waiter waiter : waiters) {
            if (waiter != reader && !waiter.served && waiter.holds()) {
                waiter.served = true;
                LockSupport.unpark(waiter.thread);
                any = true;
            }
        }
        return any;
    }

    /** Wakes one who takes the role if it is free: a caller that waits, else the stand-by if it is needed at once. */
    private void passOn() {
        if (holder.get() != null) {
            return;
        }
        boolean standbyNeeded = push;
        for (Waiter waiter : waiters) {
            if (!waiter.reads) {
                standbyNeeded = true;
            } else if (!push && !waiter.served) {
                LockSupport.unpark(waiter.thread);
                return;
            }
        }
        if (standbyNeeded) {
            LockSupport.unpark(standby.thread);
        }
    }

    private void callStandbyIfIdle(Waiter me) {
        if ((!me.reads || push) && holder.get() == null) {
            LockSupport.unpark(standby.thread);
        }
    }

    private void standBy() {
        while (!source.ended()) {
            if (standbyNeeded() && holder.compareAndSet(null, standby)) {
                readForAll();
            } else {
                look();
            }
        }
        while (!holder.compareAndSet(null, standby)) {
            look();
        }
        source.finished();
    }

    private void look() {
        pause = holder.get() == null ? untilIdle() : Math.min(2 * pause, CALM_NANOS);
        LockSupport.parkNanos(this, pause);
        if (Thread.interrupted()) {
            LOG.log(Level.DEBUG, "{0} was interrupted, which it ignores", standby.thread.getName());
        }
    }

    private long untilIdle() {
        return Math.max(LOOK_NANOS, lastRelease + IDLE_NANOS - System.nanoTime());
    }

    private void readForAll() {
        try {
            boolean leave = false;
            while (!leave && !source.ended()) {
                leave = source.read(0) && serve(standby) && !pushOrNobodyElse();
            }
        } finally {
            release();
            passOn();
        }
    }

    private boolean standbyNeeded() {
        return System.nanoTime() - lastRelease >= IDLE_NANOS || pushOrNobodyElse();
    }

    private boolean pushOrNobodyElse() {
        if (push || refusal != null) {
            return true;
        }
        for (Waiter waiter : waiters) {
            if (!waiter.reads && !waiter.served) {
                return true;
            }
        }
        return false;
    }

    private static long left(long deadlineNanos) {
        return deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - System.nanoTime();
    }
}
