package io.angarium.server.host;

import io.angarium.journal.ForceProbe;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.JournalReader;
import io.angarium.journal.RecordVisitor;
import io.angarium.server.engine.Emptying;
import io.angarium.server.engine.Space;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The journal's space, for the engine, and its checkpoints, for the housekeeper who brings them to the disk. The methods of {@link Space}
 * belong to the engine's holder, the others to the housekeeper.
 */
final class JournalSpace implements Space {
    /** So much log lies between two checkpoints: a start reads about that much. */
    private static final long INTERVAL_BYTES = 32L * 1024 * 1024;

    /** It is so many times what the last checkpoint's file has, if that is more. */
    private static final int INTERVAL_CHECKPOINTS = 4;

    private static final int MOST_FETCHED = 64;

    private final Emptying emptying;
    private final Elsewhere elsewhere;
    private final Queue<Long> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Boolean> outcome = new AtomicReference<>();
    private Journal journal;
    private @Nullable JournalReader reader;
    private @Nullable ForceProbe probe;
    private long begunAt;
    private volatile @Nullable CheckpointKeeper running;
    private volatile boolean discouraged;
    private volatile boolean asked;

    /**
     * @param emptying how far sparse segments are emptied
     * @param elsewhere what is in another journal, and is to be moved into this one
     */
    @SuppressWarnings("NullAway.Init")
    JournalSpace(Emptying emptying, Elsewhere elsewhere) {
        this.emptying = emptying;
        this.elsewhere = elsewhere;
    }

    /** What a force costs there. */
    void probed(ForceProbe result) {
        probe = result;
    }

    @Override
    public @Nullable ForceProbe probe() {
        return probe;
    }

    void opened(Journal opened) {
        journal = opened;
        begunAt = Math.max(journal.segmentBytes(), journal.replayFrom());
    }

    @Override
    public int segmentBytes() {
        return journal.segmentBytes();
    }

    @Override
    public long appendedPosition() {
        return journal.appendedPosition();
    }

    @Override
    public boolean makeRoom(long bytes) {
        return journal.makeRoom(bytes);
    }

    @Override
    public long replayFrom() {
        return Math.max(journal.segmentBytes(), journal.replayFrom());
    }

    @Override
    public boolean checkpointDue() {
        long since = journal.appendedPosition() - begunAt;
        long least = Math.min(INTERVAL_BYTES, 2L * journal.segmentBytes());
        long interval = Math.max(least, INTERVAL_CHECKPOINTS * journal.checkpointBytes());
        return (since >= interval || asked) && checkpointPossible();
    }

    @Override
    public long checkpointBytes() {
        return journal.checkpointBytes();
    }

    @Override
    public boolean checkpointPossible() {
        return running == null && !discouraged;
    }

    @Override
    public Checkpoint beginCheckpoint() {
        CheckpointKeeper begun = new CheckpointKeeper(journal);
        running = begun;
        asked = false;
        return begun;
    }

    @Override
    public long[] segmentsBeforeReplay() {
        return elsewhere != Elsewhere.NOWHERE ? elsewhere.segments() : journal.segmentsBeforeReplay();
    }

    @Override
    public void free(long segment) {
        if (elsewhere.has(segment * journal.segmentBytes())) {
            elsewhere.free(segment);
        } else {
            journal.free(segment);
        }
    }

    @Override
    public long fileBytes() {
        long there = (long) elsewhere.segments().length * journal.segmentBytes();
        return journal.segmentFileBytes() + journal.checkpointBytes() + there;
    }

    @Override
    public long spareBytes() {
        return (long) emptying.spareSegments() * journal.segmentBytes() + journal.checkpointBytes();
    }

    @Override
    public Emptying emptying() {
        return emptying;
    }

    @Override
    public void wantCheckpoint() {
        asked = true;
    }

    /** Whether a checkpoint was asked for or is under way. */
    boolean checkpointing() {
        return asked || running != null;
    }

    @Override
    public void fetch(long place) {
        wanted.add(place);
    }

    /** Whether records are to be read. */
    boolean fetchWanted() {
        return !wanted.isEmpty();
    }

    /**
     * Reads the next few records that the engine has asked for; the fetcher's. Behind a list nothing more: to take in the messages of one is a millisecond's work.
     */
    List<Input> fetchSome() {
        List<Input> found = new ArrayList<>();
        Long place = wanted.poll();
        while (place != null) {
            Input input = fetchOne(place);
            found.add(input);
            boolean enough =
                    found.size() == MOST_FETCHED || (input instanceof Input.Fetched fetched && fetched.isList());
            place = enough ? null : wanted.poll();
        }
        return found;
    }

    private Input fetchOne(long place) {
        Input[] found = new Input[1];
        RecordVisitor copier = (type, position, payload) -> {
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            found[0] = new Input.Fetched(place, type, copy);
        };
        try {
            if (elsewhere.has(place)) {
                elsewhere.read(place, copier);
            } else {
                opened().read(place, copier);
            }
        } catch (JournalException failure) {
            return new Input.Unreadable(place, String.valueOf(failure.getMessage()));
        }
        return found[0];
    }

    /** What is elsewhere is looked at when it is moved. */
    @Override
    public void read(long place, RecordVisitor visitor) {
        if (!elsewhere.has(place)) {
            opened().read(place, visitor);
        }
    }

    private JournalReader opened() {
        JournalReader used = reader;
        if (used == null) {
            used = journal.reader();
            reader = used;
        }
        return used;
    }

    /** Recovery is over: nothing more is read on its thread. */
    void closeReader() {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException failure) {
                throw new IllegalStateException("a journal file that was read cannot be closed", failure);
            }
            reader = null;
        }
    }

    /** Whether {@link #step} has something to do. */
    boolean wantsStep() {
        CheckpointKeeper checkpoint = toStep();
        return checkpoint != null && checkpoint.wantsStep();
    }

    /**
     * Writes a piece of the checkpoint that is under way.
     *
     * @throws JournalFailedException if the disk fails
     */
    CheckpointKeeper.Progress step() {
        CheckpointKeeper checkpoint = toStep();
        if (checkpoint == null) {
            return CheckpointKeeper.Progress.WAITS;
        }
        CheckpointKeeper.Progress progress = checkpoint.step();
        if (progress == CheckpointKeeper.Progress.COUNTS || progress == CheckpointKeeper.Progress.GIVEN_UP) {
            discouraged = progress == CheckpointKeeper.Progress.GIVEN_UP;
            outcome.set(progress == CheckpointKeeper.Progress.COUNTS);
        }
        return progress;
    }

    /** The checkpoint that has not come to its end, if there is one. Its outcome first: where that has been taken already, it is not the one under way any more. */
    private @Nullable CheckpointKeeper toStep() {
        return outcome.get() == null ? running : null;
    }

    /** The disk may have room again. */
    void encourage() {
        discouraged = false;
    }

    /** Whether the checkpoint that was ended counts, said once to the engine's holder; null if there is nothing to say. */
    @Nullable
    Boolean takeOutcome() {
        Boolean taken = outcome.get();
        if (taken != null) {
            CheckpointKeeper over = running;
            begunAt = taken && over != null ? over.position() : begunAt;
            running = null; // before the outcome goes: see toStep
            outcome.set(null);
        }
        return taken;
    }
}
