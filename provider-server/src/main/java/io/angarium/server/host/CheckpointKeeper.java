package io.angarium.server.host;

import io.angarium.journal.CheckpointMark;
import io.angarium.journal.CheckpointWriter;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalFullException;
import io.angarium.journal.RecordGroup;
import io.angarium.server.engine.Space;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint on its way to the disk: the engine's holder adds records, the housekeeper writes them, a piece at a time. When all is
 * written and the log is durable as far as they speak of it, the checkpoint counts.
 */
final class CheckpointKeeper implements Space.Checkpoint {
    private static final int MOST_WAITING = 16;
    private static final long NOT_ENDED = -1;

    /** How it stands with the checkpoint. */
    enum Progress {
        /** Nothing can be done now. */
        WAITS,
        /** A piece was written. */
        MORE,
        /** All is written; the log is to be forced. */
        WANTS_FORCE,
        /** It counts. */
        COUNTS,
        /** The disk is full: it was given up. */
        GIVEN_UP
    }

    private final Journal journal;
    private final CheckpointMark mark;
    private final Queue<RecordGroup> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile long needed = NOT_ENDED;
    /** The housekeeper's. */
    private @Nullable CheckpointWriter writer;
    /** Written by the housekeeper. */
    private volatile boolean over;

    CheckpointKeeper(Journal journal) {
        this.journal = journal;
        this.mark = journal.mark();
    }

    @Override
    public long position() {
        return mark.position();
    }

    @Override
    public boolean ready() {
        return count.get() < MOST_WAITING;
    }

    @Override
    public void add(RecordGroup records) {
        count.incrementAndGet();
        waiting.add(records);
    }

    @Override
    public void end(long position) {
        needed = position;
    }

    /** Whether {@link #step} has something to do. */
    boolean wantsStep() {
        return !over && (count.get() > 0 || needed != NOT_ENDED);
    }

    /** Writes the next piece, or brings it to its end, which it has once, whoever still takes it for the one under way. May fail with a JournalException. */
    Progress step() {
        Progress progress = over ? Progress.WAITS : advance();
        if (progress == Progress.COUNTS || progress == Progress.GIVEN_UP) {
            over = true;
        }
        return progress;
    }

    private Progress advance() {
        long end = needed;
        RecordGroup next = waiting.poll();
        try {
            if (next != null) {
                count.decrementAndGet();
                writer().write(next);
                return Progress.MORE;
            }
            if (end == NOT_ENDED) {
                return Progress.WAITS;
            }
            if (journal.durablePosition() < end) {
                return Progress.WANTS_FORCE;
            }
            journal.publish(writer(), end);
            return Progress.COUNTS;
        } catch (JournalFullException full) {
            return Progress.GIVEN_UP;
        }
    }

    private CheckpointWriter writer() {
        CheckpointWriter begun = writer;
        if (begun == null) {
            begun = journal.checkpoint(mark);
            writer = begun;
        }
        return begun;
    }
}
