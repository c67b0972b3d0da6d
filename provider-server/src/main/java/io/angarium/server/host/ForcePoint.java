package io.angarium.server.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal as the force policy sees it. Any thread may call any method, except for {@link #close}. All may fail with a {@code JournalException}. */
interface ForcePoint extends AutoCloseable {

    /**
     * Forces what has been appended, unless another thread is at it.
     *
     * @return false if another thread is forcing; it may or may not have taken everything
     */
    boolean tryForce();

    /** No force is under way. */
    boolean idle();

    /** Everything before this position is on disk. */
    long durablePosition();

    /** End of what has been appended, on disk or not. */
    long appendedPosition();

    /** Whether so much waits to be forced that no more should be appended before a force. */
    boolean congested();

    /** How many bytes can be appended in a round without touching a file. */
    long room();

    /** How long the last force took. */
    long lastForceNanos();

    /** Prepares a piece of the space that appends will need; true if more is to be prepared. */
    boolean prepareStep();

    /** Marks the end of the log as complete if nothing is under way; true if that was done now. */
    boolean sealIfIdle();

    /** Whether a checkpoint is under way that {@link #checkpointStep} would bring further. */
    boolean checkpointWantsStep();

    /** Writes a piece of the checkpoint that is under way, or brings it to its end. */
    CheckpointKeeper.Progress checkpointStep();

    /** Lets a checkpoint be tried again for which the disk had no room. */
    void encourageCheckpoint();

    /** Whether the checkpoint that the engine has ended counts, said once; null if there is nothing to say. */
    @Nullable
    Boolean takeCheckpointOutcome();

    /** Whether the engine has asked for records. */
    boolean fetchWanted();

    /** Reads the next few of them. One thread only, and no application's. */
    List<Input> fetchSome();

    /** Forces what is left and closes the journal in order, unless it has failed. */
    @Override
    void close();
}
