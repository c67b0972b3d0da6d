package io.angarium.server.engine;

import io.angarium.journal.ForceProbe;
import io.angarium.journal.RecordVisitor;
import org.jspecify.annotations.Nullable;

/** The journal's space as the engine sees it. Called by the engine's holder; none of it does I/O, {@link #read} and {@link #makeRoom} excepted. */
public interface Space {
    /** Length of a segment: a position divided by it is the number of its segment. */
    int segmentBytes();

    /** Position behind everything appended. */
    long appendedPosition();

    /**
     * Prepares room for so many bytes more, and for the reserve behind them, as far as it is not prepared.
     *
     * @return false if the disk has none, and they would leave less than half of the reserve
     */
    boolean makeRoom(long bytes);

    /** Position from which a start would replay. */
    long replayFrom();

    /** Whether so much was appended since the last checkpoint that the next should begin, and none is under way. */
    boolean checkpointDue();

    /** How many bytes the last checkpoint has, 0 if there is none. */
    long checkpointBytes();

    /** Has a checkpoint begin as soon as none is under way, although none is due. */
    default void wantCheckpoint() {}

    /** Whether a checkpoint could begin now, due or not. */
    boolean checkpointPossible();

    /** Begins a checkpoint at the end of the log; {@link Engine#checkpointed} tells what became of it after it was ended. */
    Checkpoint beginCheckpoint();

    /** Numbers of the segments that lie wholly before the place from which a start would replay, ascending. */
    long[] segmentsBeforeReplay();

    /** Gives such a segment up. */
    void free(long segment);

    /** How many bytes the journal's files have. */
    long fileBytes();

    /** How many bytes more than what lives they may have, whatever lives. */
    long spareBytes();

    /** What a force costs, as far as that has been looked at. */
    default @Nullable ForceProbe probe() {
        return null;
    }

    /** How far sparse segments are emptied. */
    default Emptying emptying() {
        return Emptying.BESIDE_WORK;
    }

    /** Has a durable record read; {@link Engine#fetched} or {@link Engine#unreadable} brings the answer. */
    void fetch(long place);

    /**
     * Reads a record back, while the engine recovers.
     *
     * @throws io.angarium.journal.JournalException if it is not there
     */
    void read(long place, RecordVisitor visitor);

    /** A checkpoint that the engine is writing. */
    interface Checkpoint {
        /** Position from which a start would replay the log after it. */
        long position();

        /** Whether it takes more now; if not, the host runs a round when it does. */
        boolean ready();

        /** Adds records; the group is given away. */
        void add(io.angarium.journal.RecordGroup records);

        /** All was added; it counts when everything before this position is durable. */
        void end(long needed);
    }
}
