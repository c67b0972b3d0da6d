package io.angarium.server.host;

import io.angarium.journal.ForceProbe;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalException;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecoveryReport;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.engine.Emptying;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.EngineSettings;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one thread at a time run the engine. Whoever brings input puts it into the inbox and, if the engine is free, takes it and serves
 * everybody's input; if not, he leaves, because the holder looks into the inbox again after letting go. A request that meets an idle broker
 * so crosses no thread before its force, and often none at all (see {@link ForcePolicy}).
 *
 * <p>Whoever ends a round in which frames wait for a force sees to that force: by his own hand or by waking the forcer.
 *
 * <p>Any thread may call any method; {@code rounds} belongs to whoever holds {@code busy}, but for what it says of itself.
 */
public final class EngineHost implements InputDoor {
    private static final Logger LOG = LoggerFactory.getLogger(EngineHost.class);

    /** Rounds after which a bringer of input hands over to the housekeeper: his own work waits too. */
    private static final int MAX_ROUNDS = 64;

    /** Inline forces after which he hands over to the forcer. */
    private static final int MAX_INLINE_FORCES = 2;

    private static final long JOIN_MILLIS = 5_000;

    private final ForcePoint forcePoint;
    private final ForcePolicy policy;
    private final LongSupplier clock;
    private final Rounds rounds;
    private final HousekeeperAgent housekeeping;
    private final RoleThread housekeeper;
    private final RoleThread forcer;
    private final RoleThread fetcher;
    private final Flusher flusher = new Flusher();
    private final Inbox inbox = new Inbox();
    private final AtomicLong lastConnection = new AtomicLong();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final AtomicReference<@Nullable BrokerFailure> firstFailure = new AtomicReference<>();
    private final CompletableFuture<BrokerFailure> failure = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean stopWanted;
    private volatile boolean workLeft;
    private volatile long wakeAt = Long.MAX_VALUE;

    /**
     * @param machine the engine, recovered
     * @param outputs what that engine was made with
     * @param forcePoint the journal
     * @param policy who forces
     * @param clock wall clock in milliseconds
     */
    EngineHost(
            Machine machine, OutputCollector outputs, ForcePoint forcePoint, ForcePolicy policy, LongSupplier clock) {
        this.forcePoint = forcePoint;
        this.policy = policy;
        this.clock = clock;
        this.rounds = new Rounds(machine, outputs, forcePoint);
        this.housekeeping = new HousekeeperAgent(this, forcePoint, clock);
        this.housekeeper = new RoleThread("angarium-housekeeper", vital(housekeeping));
        this.forcer = new RoleThread("angarium-forcer", vital(new ForcerAgent(this)));
        this.fetcher =
                new RoleThread("angarium-fetcher", vital(new FetcherAgent(this, forcePoint, rounds::listsTaken)));
    }

    /**
     * Opens the journal, replays it into a new engine, and makes a host for both.
     *
     * @param targets where copies of the journal may go
     * @param clock wall clock in milliseconds
     * @throws JournalException if the journal cannot be opened
     */
    public static Opened open(
            EngineSettings settings,
            JournalDisk disk,
            JournalSettings journalSettings,
            BackupTarget.Finder targets,
            LongSupplier clock) {
        OutputCollector outputs = new OutputCollector();
        JournalPoint point =
                new JournalPoint(journalSettings, targets, new JournalSpace(Emptying.BESIDE_WORK, Elsewhere.NOWHERE));
        Engine engine = new Engine(settings, point, outputs);
        Journal journal = Journal.open(disk, journalSettings, engine::recover);
        point.opened(journal);
        probe(disk, point);
        long messages;
        boolean recovered = false;
        try {
            messages = engine.recovered(clock.getAsLong(), journal.durablePosition());
            point.recovered();
            recovered = true;
        } finally {
            if (!recovered) {
                journal.close();
            }
        }
        EngineHost host = new EngineHost(new EngineMachine(engine), outputs, point, ForcePolicy.DEFAULT, clock);
        point.whenFailed(host::noteFailure);
        return new Opened(host, messages, journal.recovery());
    }

    private static void probe(JournalDisk disk, JournalPoint point) {
        ForceProbe probe = ForceProbe.run(disk, System::nanoTime);
        point.probed(probe);
        String warning = probe.warning();
        if (warning != null) {
            LOG.warn("{}", warning);
        }
    }

    /**
     * A host, not started yet, and what recovery found.
     *
     * @param host to be started, or else stopped
     * @param messages how many messages are there
     * @param recovery figures for the log
     */
    public record Opened(EngineHost host, long messages, RecoveryReport recovery) {}

    /** Starts the two threads and lets the engine say when it wants to be woken. */
    public void start() {
        forcer.start();
        fetcher.start();
        housekeeper.start();
        turn();
    }

    /** Has the engine hear of what is read there. */
    public void listenTo(ConfigurationDesk desk) {
        desk.listener(content -> submit(new Input.Configured(content), Caller.BROKER));
    }

    /** A number for a new connection, unique in this run. */
    public long newConnection() {
        return lastConnection.incrementAndGet();
    }

    /** Wire size of the input that waits for the engine; a transport stops reading when it gets out of hand. */
    public long backlogBytes() {
        return inbox.bytes();
    }

    /** Completes when the broker has stopped by itself and its connections have been told. */
    public CompletableFuture<BrokerFailure> failure() {
        return failure;
    }

    /**
     * Brings input to the engine. On return it has been applied or another thread is about to; replies may have been written already.
     *
     * @param inputs in order
     * @param caller what the calling thread may be used for
     */
    public void submit(List<Input> inputs, Caller caller) {
        for (Input input : inputs) {
            inbox.add(input);
        }
        serve(caller);
    }

    /** {@link #submit(List, Caller)} for one. */
    public void submit(Input input, Caller caller) {
        inbox.add(input);
        serve(caller);
    }

    @Override
    public void enqueue(Input input) {
        inbox.add(input);
    }

    @Override
    public void remind(Runnable reminder) {
        if (housekeeping.remind(reminder)) {
            housekeeper.wake();
        }
    }

    /**
     * Stops cleanly: what waits for a force gets it, then the engine tells its connections and appends its last records, then the journal is closed. Must be
     * called by a thread of the broker's, once.
     */
    public void stop() {
        settle();
        stopWanted = true;
        turn();
        awaitEnd();
        housekeeper.stop(JOIN_MILLIS);
        forcer.stop(JOIN_MILLIS);
        fetcher.stop(JOIN_MILLIS);
        try {
            forcePoint.close();
        } catch (JournalException e) {
            noteFailure(e);
        }
    }

    private void settle() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        long goal = forcePoint.appendedPosition();
        while (forcePoint.durablePosition() < goal && firstFailure.get() == null && System.nanoTime() < deadline) {
            if (force()) {
                drive();
            } else {
                LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(200));
            }
        }
    }

    private void awaitEnd() {
        try {
            ended.get(JOIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("the engine did not stop within {} ms", JOIN_MILLIS);
        }
    }

    /** A failure of the journal that was noticed; the engine hears of it in the next round, which whoever calls this sees to. */
    private void noteFailure(JournalException cause) {
        BrokerFailure noted = new BrokerFailure(ErrorCode.JOURNAL_FAILED, String.valueOf(cause.getMessage()), cause);
        if (firstFailure.compareAndSet(null, noted)) {
            LOG.error("{}", noted.text());
            nudged.set(true);
        }
    }

    /**
     * Ends the broker because of an error that was met where all connections depend upon what was being done, so that going on might mean that some wait for ever.
     * Its connections are told, if that is still possible. Any thread.
     */
    public void broken(Throwable cause) {
        BrokerFailure noted = BrokerFailure.of(cause);
        if (firstFailure.compareAndSet(null, noted)) {
            nudged.set(true);
            housekeeper.wake();
            LOG.error("{}", noted.text(), cause);
        }
    }

    /** A role is one of those things. */
    private RoleThread.Duty vital(RoleThread.Duty duty) {
        return woken -> {
            try {
                return duty.run(woken);
            } catch (VirtualMachineError e) {
                broken(e);
                throw e;
            }
        };
    }

    /** A round got so far that it could not even end the broker. */
    private void broken(Throwable cause, boolean ended) {
        try {
            broken(cause);
        } finally {
            if (ended) {
                announce();
            }
        }
    }

    /** Runs a round even without input, and sees to forces. */
    void turn() {
        nudged.set(true);
        serve(Caller.BROKER);
    }

    /** Has the forcer force soon. */
    void wantForce() {
        forcer.wake();
    }

    /** When the engine wants to be woken, milliseconds since the epoch. */
    long wakeAt() {
        return wakeAt;
    }

    /** Whether the housekeeper should run a round now. */
    boolean due(long nowMillis) {
        return workLeft || wakeAt <= nowMillis || pending();
    }

    /** Forces on the calling thread; true if something may have become durable, which {@link #drive} tells the engine. */
    boolean force() {
        if (firstFailure.get() != null) {
            return false;
        }
        boolean forced;
        try {
            forced = forcePoint.tryForce();
        } catch (JournalException e) {
            noteFailure(e);
            return true;
        }
        if (forced) {
            nudged.set(true);
        }
        return forced;
    }

    /** Does something for the journal that may fail; false if it did. */
    boolean tend(Predicate<ForcePoint> chore) {
        if (firstFailure.get() != null) {
            return false;
        }
        try {
            return chore.test(forcePoint);
        } catch (JournalException e) {
            noteFailure(e);
            turn();
            return false;
        }
    }

    /** Writes a piece of a checkpoint. */
    CheckpointKeeper.Progress checkpoint() {
        if (firstFailure.get() != null) {
            return CheckpointKeeper.Progress.WAITS;
        }
        try {
            return forcePoint.checkpointStep();
        } catch (JournalException e) {
            noteFailure(e);
            turn();
            return CheckpointKeeper.Progress.WAITS;
        }
    }

    /** Runs rounds while there is input and the engine is free; true if the last one left frames waiting for a force. */
    boolean drive() {
        Rounds.End last = run(Caller.BROKER);
        return last != null && last.wantsForce();
    }

    @Override
    public void serve(Caller caller) {
        Rounds.End last = run(caller);
        int forces = 0;
        while (last != null && last.wantsForce()) {
            boolean inline = forces < MAX_INLINE_FORCES
                    && policy.inline(caller, last.held(), forcePoint.idle(), forcePoint.lastForceNanos());
            if (!inline || !force()) {
                forcer.wake();
                return;
            }
            forces++;
            last = run(caller);
        }
    }

    private Rounds.@Nullable End run(Caller caller) {
        Rounds.End last = null;
        for (int round = 0; pending(); round++) {
            if (round == MAX_ROUNDS || !mayRun(caller)) {
                housekeeper.wake();
                return last;
            }
            if (!busy.compareAndSet(false, true)) {
                return last;
            }
            try {
                last = round(caller);
            } catch (RuntimeException | Error e) {
                broken(e, rounds.ended());
                throw e;
            } finally {
                busy.set(false);
            }
            try {
                flusher.flush(last.outlets());
                after(last);
            } catch (VirtualMachineError e) { // somebody would wait for what nobody writes any more
                broken(e);
                throw e;
            }
        }
        return last;
    }

    private boolean pending() {
        return nudged.get() || (!inbox.isEmpty() && !forcePoint.congested());
    }

    /** An application's thread leaves what could touch a file to the housekeeper. */
    private boolean mayRun(Caller caller) {
        return Rounds.mayApply(caller, inbox, forcePoint) && (caller == Caller.BROKER || !stopWanted);
    }

    /** One round; the engine is held. */
    private Rounds.End round(Caller caller) {
        nudged.set(false);
        BrokerFailure noted = firstFailure.get();
        if (noted != null && !rounds.ended()) {
            return rounds.fail(noted);
        }
        if (stopWanted && !rounds.ended()) {
            return rounds.stop();
        }
        Rounds.End end = rounds.input(inbox, clock.getAsLong(), caller);
        workLeft = end.workLeft();
        wakeAt = end.wakeAt();
        return end;
    }

    /** Appointments and announcements that follow from a round; the engine is free again. */
    private void after(Rounds.End end) {
        BrokerFailure found = end.failure();
        if (found != null && firstFailure.compareAndSet(null, found)) {
            LOG.error("{}", found.text(), found.loggedCause());
        }
        if (end.ended()) {
            announce();
            return;
        }
        if (forcePoint.fetchWanted()) {
            fetcher.wake();
        }
        boolean wake = end.workLeft() || housekeeping.sleepsPast(end.wakeAt());
        long appended = forcePoint.appendedPosition();
        if (!end.wantsForce() && forcePoint.durablePosition() < appended) {
            wake |= housekeeping.unforced(clock.getAsLong());
        }
        if (forcePoint.checkpointWantsStep()) {
            wake |= housekeeping.sleepsBesideCheckpoint(clock.getAsLong());
        }
        if (wake) {
            housekeeper.wake();
        }
    }

    private void announce() {
        ended.complete(true);
        BrokerFailure noted = firstFailure.get();
        if (noted != null) {
            failure.complete(noted);
        }
    }
}
