package io.angarium.wire;

/**
 * Frames about transaction branches that a transaction manager coordinates: X/Open XA, chapter 3. Each is answered by {@link
 * ReplyFrame.XaResult} with a code of the specification, {@link XaRecover} by {@link ReplyFrame.XaBranches} if it succeeds.
 */
public sealed interface XaFrame extends Frame {

    /**
     * Associates a session with a branch: its sends and acknowledgements that name {@code transaction} belong to the branch until the
     * association ends.
     *
     * @param transaction a new number of the session, as for local transactions
     * @param flags TMNOFLAGS (0), TMJOIN (0x200000) or TMRESUME (0x8000000)
     * @param timeoutMillis after which an unprepared branch is rolled back, 0 for never; of the call that makes the branch
     */
    record XaStart(int correlation, int session, long transaction, int flags, long timeoutMillis, BranchId branch)
            implements XaFrame, Frame.Request {}

    /**
     * Ends or suspends the association of a session with a branch.
     *
     * @param flags TMSUCCESS (0x4000000), TMFAIL (0x20000000) or TMSUSPEND (0x2000000)
     */
    record XaEnd(int correlation, int session, int flags, BranchId branch) implements XaFrame, Frame.Request {}

    /** First phase: XA_OK when the branch is prepared on disk, XA_RDONLY if it has done nothing and is over. */
    record XaPrepare(int correlation, BranchId branch) implements XaFrame, Frame.Request {}

    /** Second phase, or the only one: XA_OK when the commit is on disk. */
    record XaCommit(int correlation, boolean onePhase, BranchId branch) implements XaFrame, Frame.Request {}

    /** Rolls a branch back: XA_OK when that is on disk, if it was prepared. */
    record XaRollback(int correlation, BranchId branch) implements XaFrame, Frame.Request {}

    /** Drops the memory of a branch that was completed heuristically. */
    record XaForget(int correlation, BranchId branch) implements XaFrame, Frame.Request {}

    /**
     * Asks for the branches that are prepared or heuristically completed.
     *
     * @param flags TMSTARTRSCAN (0x1000000), TMENDRSCAN (0x800000), both, or neither
     */
    record XaRecover(int correlation, int session, int flags) implements XaFrame, Frame.Request {}
}
