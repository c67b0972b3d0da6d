package io.angarium.server.twophase;

/**
 * Where a transaction of two resources is interrupted, by the calls that its transaction manager makes: end, end, prepare, prepare, the
 * decision in its own store, commit, commit.
 */
enum Moment {
    BEFORE_END(false),
    AFTER_END(false),
    BEFORE_THE_PREPARED_IS_ON_DISK(false),
    BEFORE_THE_REPLY_TO_PREPARE(false),
    BETWEEN_THE_PREPARES(false),
    AFTER_BOTH_PREPARES(true),
    BETWEEN_THE_COMMITS(true),
    BEFORE_THE_COMMIT_IS_ON_DISK(true),
    BEFORE_THE_REPLY_TO_COMMIT(true),
    /** The scan of the transaction manager that comes back has begun, and commits. */
    DURING_RECOVERY(true);

    private final boolean decided;

    Moment(boolean decided) {
        this.decided = decided;
    }

    /**
     * Whether the transaction comes to be: the transaction manager has decided, or lives to decide and has both votes.
     *
     * @param applicationDies else the broker does, after its vote if it was asked first
     */
    boolean commits(boolean applicationDies, boolean brokerFirst) {
        return decided || (this == BETWEEN_THE_PREPARES && !applicationDies && brokerFirst);
    }

    /** Whether it lies within the broker, between its journal and its reply; for an application it is the reply. */
    boolean inTheBroker() {
        return this == BEFORE_THE_PREPARED_IS_ON_DISK
                || this == BEFORE_THE_REPLY_TO_PREPARE
                || this == BEFORE_THE_COMMIT_IS_ON_DISK
                || this == BEFORE_THE_REPLY_TO_COMMIT;
    }
}
