package io.angarium.server.xa;

/** The states of a branch: X/Open XA, table 6-4, with the associations of all sessions taken together. */
public enum BranchState {
    /** Does not exist (S0). */
    NONE,
    /** A session's association is active (S1). */
    ACTIVE,
    /** No association is active, at least one is suspended (S2, seen by those who would complete it). */
    SUSPENDED,
    /** Nobody is associated (S2). */
    IDLE,
    /** Can only roll back (S4), and a session's association is active. */
    DOOMED_ACTIVE,
    /** Can only roll back (S4). */
    DOOMED,
    /** Prepared (S3). */
    PREPARED,
    /** Committed by an operator, not yet forgotten (S5). */
    COMMITTED_BY_HAND,
    /** Rolled back by an operator, not yet forgotten (S5). */
    ROLLED_BACK_BY_HAND
}
