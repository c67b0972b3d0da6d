package io.angarium.wire;

import java.util.List;

/**
 * Frames that end a local transaction. A transaction begins with the first send or acknowledgement that names its number; numbers
 * count 1, 2, 3 … within a session.
 */
public sealed interface TransactionFrame extends Frame {

    /** Commits: {@link ReplyFrame.Ok} when the commit is on disk, or TRANSACTION_ROLLED_BACK. A number that was never used commits nothing. */
    record Commit(int correlation, int session, long transaction) implements TransactionFrame, Frame.Request {}

    /**
     * Rolls back, and does what {@link SessionFrame.Recover} does.
     *
     * @param handed what the application has seen, by consumer
     */
    record Rollback(int correlation, int session, long transaction, List<SessionFrame.Handed> handed)
            implements TransactionFrame, Frame.Request {}
}
