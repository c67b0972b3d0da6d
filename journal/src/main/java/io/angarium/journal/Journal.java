package io.angarium.journal;

import io.angarium.journal.file.DiskLock;
import io.angarium.journal.file.JournalDisk;
import io.angarium.journal.format.CheckpointHeader;
import io.angarium.journal.format.RecordTypes;
import io.angarium.journal.format.SegmentHeader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A write-ahead log of records in one directory. Records are appended in groups, gathered, and made durable together by a force;
 * a group is there after a crash as a whole or not at all, and only if all before it is.
 *
 * <p>A <em>position</em> is the place of a record in an endless log: known when the record is appended, growing, never used
 * again. "Durable up to P" speaks of all records whose position is below P.
 *
 * <p>Threads: {@link #append} has one caller at a time, the owner, and whoever passes ownership on sees to the happens-before.
 * Everything else may be called by any thread at any time. The journal has no threads of its own: a host calls {@link #tryForce}
 * when something was appended, {@link #prepareStep} every few milliseconds while it says that there is more to do, and at least
 * once a second otherwise, and {@link #sealIfIdle} when nothing has happened for a while.
 *
 * <p>The first write or force that fails stops the journal for good, see {@link JournalFailedException}. The callers' threads must
 * not be interrupted while they are here: an interrupt closes the file under them, and that is a failure like any other.
 */
public final class Journal implements AutoCloseable {
    /** Answer of {@link #tryForce} when another thread is forcing. */
    public static final long BUSY = -1;

    private final JournalDisk disk;
    private final JournalSettings settings;
    private final DiskLock lock;
    private final FailStop failStop;
    private final RecoveryReport recovery;
    private final int segmentBytes;
    private final Gathering gathering;
    private final SegmentPool pool;
    private final SegmentPreparer preparer;
    private final BatchWriter writer;
    private final ReentrantLock forcing = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile long durable;
    private volatile long lastForceNanos;
    private final long journalId;
    private volatile @Nullable Checkpoint checkpoint;

    Journal(JournalDisk disk, JournalSettings settings, DiskLock lock, FailStop failStop, OpenedLog log) {
        this.disk = disk;
        this.settings = settings;
        this.lock = lock;
        this.failStop = failStop;
        this.recovery = log.report();
        this.segmentBytes = log.active().header().segmentBytes();
        this.pool = new SegmentPool(log.segments());
        this.preparer =
                new SegmentPreparer(disk, settings, failStop, recovery.epoch(), log.active(), log.prepared(), pool);
        this.gathering = new Gathering(preparer, settings.maxBatchBytes(), log.active(), log.offset(), log.effects());
        this.writer = new BatchWriter(recovery.epoch(), log.active());
        this.durable = gathering.appended();
        this.checkpoint = log.checkpoint();
        this.journalId = log.active().header().journalId();
    }

    /**
     * Locks the directory, replays every durable record in order, cuts off a torn tail and leaves the journal ready to append.
     * An empty or missing directory becomes a new journal.
     *
     * @param replay takes the records of the effects family; what it throws ends the opening and comes out of here
     * @throws DirectoryLockedException if someone else has the directory
     * @throws JournalDamagedException if bytes that were durable are not there any more
     * @throws FormatTooNewException if a later version wrote the journal
     * @throws JournalFullException if there is no room even for the first record of this opening
     * @throws JournalFailedException if the directory cannot be used
     */
    public static Journal open(JournalDisk disk, JournalSettings settings, RecordVisitor replay) {
        return new JournalOpener(disk, settings, replay).open();
    }

    /** Returns what opening found. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** Appends a group under {@link Admission#NORMAL}. */
    public long append(RecordGroup group) {
        return append(group, Admission.NORMAL);
    }

    /**
     * Copies a group into the gathering batch. Does no I/O, unless the host has fallen so far behind with {@link #prepareStep} that
     * no prepared room is left: then the next pieces are prepared here.
     *
     * @return the position of the group's first record; record {@code i} is at that position plus {@code group.offset(i)}
     * @throws RecordTooLargeException if no segment can hold the group
     * @throws GatherLimitException if too much waits to be forced; not for what may use the reserve
     * @throws JournalFullException if the disk is full and what is left is not for this kind of admission
     * @throws JournalFailedException if the journal has failed; only after this one, nothing can be appended any more
     */
    public long append(RecordGroup group, Admission admission) {
        int largest = Gathering.largestGroup(segmentBytes, group.effects());
        if (group.size() > largest) {
            throw new RecordTooLargeException(group.size(), largest);
        }
        long gathered = gathering.gathered();
        if (admission == Admission.NORMAL && gathered > 0 && gathered + group.size() > settings.gatherLimitBytes()) {
            throw new GatherLimitException(gathered, settings.gatherLimitBytes());
        }
        return place(group, group.effects(), admission == Admission.RESERVE ? 0 : settings.reserveBytes());
    }

    private long place(RecordGroup group, int effects, long keep) {
        requireUsable();
        long position = gathering.place(group, effects, keep);
        while (position == Gathering.NO_ROOM) {
            if (!preparer.grow()) {
                throw preparer.refusal();
            }
            position = gathering.place(group, effects, keep);
        }
        return position;
    }

    private void requireUsable() {
        failStop.check();
        if (closed.get()) {
            throw new IllegalStateException("the journal is closed");
        }
    }

    /** Returns the position behind everything appended. */
    public long appendedPosition() {
        return gathering.appended();
    }

    /** Returns the position below which everything is durable. */
    public long durablePosition() {
        return durable;
    }

    /** Returns how many bytes wait in memory to be durable. */
    public long gatheredBytes() {
        return gathering.gathered();
    }

    /** Tells whether no force is running. */
    public boolean idle() {
        return !forcing.isLocked();
    }

    /**
     * Unless another thread is forcing: writes everything gathered so far and forces it, on the calling thread.
     *
     * @return the durable position now, or {@link #BUSY} at once if another thread is forcing; what was appended may or may not
     *     be part of what that thread forces, so its host looks again when it is done
     * @throws JournalFailedException if this or an earlier write or force failed
     */
    public long tryForce() {
        requireUsable();
        if (!forcing.tryLock()) {
            return BUSY;
        }
        try {
            return forceGathered();
        } finally {
            forcing.unlock();
        }
    }

    private long forceGathered() {
        failStop.check();
        List<Batch> batches = gathering.takeAll();
        if (batches.isEmpty()) {
            return durable;
        }
        long begun = settings.clock().nanoTime();
        try {
            durable = writer.write(batches, durable);
        } catch (IOException | RuntimeException | Error failure) {
            throw failStop.fail(failure);
        } finally {
            gathering.giveBack(batches);
        }
        lastForceNanos = settings.clock().nanoTime() - begun;
        return durable;
    }

    /** Returns how long the last write and force took, in nanoseconds. */
    public long lastForceNanos() {
        return lastForceNanos;
    }

    /**
     * If everything appended is durable and no force is running: appends and forces an empty batch that says so, once. From then on
     * damage to the last records is told from a torn write.
     *
     * @return whether that was done now
     */
    public boolean sealIfIdle() {
        requireUsable();
        if (gathering.gathered() > 0 || !forcing.tryLock()) {
            return false;
        }
        try {
            boolean placed = !closed.get() && gathering.placeIdleSeal(durable);
            if (placed) {
                forceGathered();
            }
            return placed;
        } finally {
            forcing.unlock();
        }
    }

    /**
     * Prepares a piece of the room that later records will need: one small write and its force, on the calling thread, or a few of
     * them when the room ahead has become short. Never waits for {@link #tryForce}.
     *
     * @return whether a piece was prepared, and so whether to call again soon; false also when the disk is full, and then the
     *     next call looks again
     */
    public boolean prepareStep() {
        requireUsable();
        return preparer.step(gathering.appended());
    }

    /**
     * Returns how much room is prepared behind everything appended: while groups, and the reserve where it applies, stay well below
     * this, {@link #append} does no I/O. A group counts with 32 bytes more for each of its records.
     */
    public long preparedBytes() {
        return gathering.room();
    }

    /**
     * Prepares, on the calling thread, what is not prepared yet of the room for so many bytes and the reserve behind them; a group counts with
     * 32 bytes more for each of its records.
     *
     * @return whether they can be appended now under {@link Admission#RESERVE} so that half of the reserve is left; false if the disk is full
     */
    public boolean makeRoom(long bytes) {
        requireUsable();
        boolean more = true;
        while (more && preparedBytes() < bytes + settings.reserveBytes()) {
            more = preparer.grow();
        }
        return preparedBytes() >= bytes + settings.reserveBytes() / 2;
    }

    /** Returns the length of each segment. */
    public int segmentBytes() {
        return segmentBytes;
    }

    /**
     * Begins a checkpoint: ends the batch that is being gathered, so that the log can be replayed from here. The owner calls it; no
     * I/O.
     */
    public CheckpointMark mark() {
        requireUsable();
        return gathering.mark();
    }

    /**
     * Begins to write the checkpoint of a mark, on the calling thread. There is at most one that is neither published nor discarded.
     *
     * @throws JournalFullException if the disk is full
     */
    public CheckpointWriter checkpoint(CheckpointMark mark) {
        requireUsable();
        Checkpoint last = checkpoint;
        long number = last == null ? 1 : last.header().number() + 1;
        return CheckpointWriter.begin(
                disk,
                failStop,
                new CheckpointHeader(
                        SegmentHeader.VERSION, journalId, number, recovery.epoch(), mark.position(), mark.effects()));
    }

    /**
     * Makes a checkpoint count in place of all earlier ones, on the calling thread: from now on a start reads it, and the log from its
     * mark on.
     *
     * @param needed position behind everything that its records may speak of; must be durable
     * @throws JournalFullException if the disk is full: then the checkpoint is given up
     */
    public void publish(CheckpointWriter writer, long needed) {
        requireUsable();
        if (needed > durable) {
            throw new IllegalArgumentException("durable up to " + durable + ", needed up to " + needed);
        }
        writer.publish(needed);
        Checkpoint before = checkpoint;
        checkpoint = new Checkpoint(writer.header(), needed, writer.bytes());
        if (before != null) {
            delete(CheckpointNames.name(before.header().number()));
        }
    }

    private void delete(String name) {
        try {
            disk.delete(name);
        } catch (IOException failure) {
            throw failStop.fail(failure);
        }
    }

    /** Returns the position from which a start would replay: that of the last checkpoint, or of the log's beginning. */
    public long replayFrom() {
        Checkpoint last = checkpoint;
        return last == null ? 0 : last.header().replayFrom();
    }

    /** Returns the length of the last checkpoint's file, 0 if there is none. */
    public long checkpointBytes() {
        Checkpoint last = checkpoint;
        return last == null ? 0 : last.bytes();
    }

    /** Returns the sequence numbers of the segments that lie wholly before {@link #replayFrom}, ascending. */
    public long[] segmentsBeforeReplay() {
        return pool.below(replayFrom() / segmentBytes);
    }

    /**
     * Gives a segment up: its file is deleted or used again in some later {@link #prepareStep}.
     *
     * @param sequence number of a segment of {@link #segmentsBeforeReplay} that holds nothing any more that anybody needs, not even
     *     if the last durable checkpoint and the durable log behind it were read now
     */
    public void free(long sequence) {
        if (sequence >= replayFrom() / segmentBytes) {
            throw new IllegalArgumentException(
                    "segment " + sequence + " is not wholly before position " + replayFrom());
        }
        pool.free(sequence);
    }

    /** Deletes, on the calling thread, the files of all segments that were given up; none is kept to be used again. */
    public void deleteFree() {
        requireUsable();
        preparer.deleteFree();
    }

    /** Returns how many bytes the segment files have, those included that are free or being prepared. */
    public long segmentFileBytes() {
        return (long) pool.files() * segmentBytes;
    }

    /**
     * Begins to copy the journal, as it is durable now, into an empty directory, while it goes on. Until the copy is closed, segments that
     * are given up keep their space.
     *
     * @throws IOException if the target cannot take it; this journal is not touched
     */
    public JournalBackup backup(JournalDisk target) throws IOException {
        requireUsable();
        return JournalBackup.begin(
                disk,
                target,
                preparer::full,
                JournalBackup.snapshot(disk, pool, () -> checkpoint, this::durablePosition));
    }

    /** Returns a reader of single records, for one thread. */
    public JournalReader reader() {
        return new JournalReader(disk, pool, segmentBytes, recovery.epoch());
    }

    /** Tells whether the last preparation found the disk full, so that {@link Admission#NORMAL} is or soon will be refused. */
    public boolean diskFull() {
        return preparer.full();
    }

    /** Returns what {@link #append} would throw for want of room. */
    public JournalFullException fullness() {
        return preparer.refusal();
    }

    /** Tells whether the journal has failed and stopped. */
    public boolean failed() {
        return failStop.failed();
    }

    /**
     * Forces what was appended, marks the journal as closed in order, and gives the directory back. After a failure only the last
     * is done, and nothing is written. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            preparer.stop();
            if (!failStop.failed()) {
                finish();
            }
        } finally {
            release();
        }
    }

    private void finish() {
        awaitForce();
        try {
            forceGathered();
            RecordGroup last = new RecordGroup();
            last.beginAny(RecordTypes.CLOSING, 0);
            last.end();
            if (gathering.place(last, 0, 0) != Gathering.NO_ROOM) {
                forceGathered();
            }
        } finally {
            forcing.unlock();
        }
    }

    private void awaitForce() {
        try {
            if (!forcing.tryLock(settings.closeTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw failStop.fail(new TimeoutException("a force did not end within " + settings.closeTimeout()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failStop.fail(interrupted);
        }
    }

    private void release() {
        try {
            writer.close();
            gathering.closeSegment();
            preparer.close();
            lock.close();
        } catch (IOException failure) {
            throw failStop.fail(failure);
        }
    }

    /** Forces the first record of this opening, before anyone else knows the journal. */
    void begin(RecordGroup opening) {
        place(opening, 0, 0);
        tryForce();
    }

    @Override
    public String toString() {
        return "journal in " + disk.describe();
    }
}
