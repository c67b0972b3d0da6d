package io.angarium.server.engine.sim;

/** Faults that the simulation can plant between the engine and its world, to show that it would find them. */
enum Planted {
    NOTHING,
    /** Recovery leaves out a record. */
    RECORD_FORGOTTEN,
    /** An acknowledgement never reaches the engine. */
    ACKNOWLEDGEMENT_FORGOTTEN,
    /** A rollback never reaches the engine's books of attempts: the report of what was handed over is lost. */
    HANDED_REPORT_FORGOTTEN,
    /** A force is reported that never was made. */
    FORCE_FAKED,
    /** The engine is told of durability ahead of the disk. */
    DURABLE_TOO_EARLY,
    /** A delivery is lost on its way out. */
    DELIVERY_DROPPED,
    /** A delivery goes out twice. */
    DELIVERY_DOUBLED,
    /** The engine gives clients more that do not read. */
    OUTFLOW_IGNORED,
    /** The engine never hears that clients read again. */
    DRAINED_FORGOTTEN,
    /** The engine's clock stands still. */
    CLOCK_STOPPED,
    /** A piece of a checkpoint is left out. */
    CHECKPOINT_INCOMPLETE,
    /** A checkpoint counts although its file was never forced. */
    CHECKPOINT_UNFORCED,
    /** A segment is given up in which something lives. */
    SEGMENT_GIVEN_UP_EARLY,
    /** The copier gets another record than the one that it asked for. */
    COPY_MIXED_UP,
    /** A client that comes back after a restart is taken for another. */
    WINDOW_FORGOTTEN,
    /** The engine does not hear what has never left a client that comes back. */
    SENT_UP_TO_IGNORED,
    /** Recovery takes sends for those of somebody else. */
    WINDOW_NOT_RECOVERED,
    /** Recovery takes commits for those of somebody else. */
    OUTCOME_NOT_RECOVERED,
    /** Recovery leaves out that a branch is prepared. */
    PREPARED_NOT_RECOVERED,
    /** Recovery leaves out that a branch was committed. */
    BRANCH_COMMIT_NOT_RECOVERED,
    /** What a branch takes is taken outside of it. */
    TAKEN_OUTSIDE_THE_BRANCH,
    /** A branch never hears of its time-out. */
    TIMEOUT_FORGOTTEN,
    /** A session that joins a branch works in one of its own. */
    JOINED_ANOTHER,
    /** What is suspended has ended. */
    SUSPENDED_FOR_GOOD,
    /** Recovery leaves out a list of messages that wait for their time. */
    DELAYED_LIST_NOT_RECOVERED,
    /** Other messages are cancelled than those that are to be. */
    CANCEL_MISSED,
    /** A renewal never reaches the engine. */
    RENEWAL_FORGOTTEN,
    /** The engine has other rules: groups go to anybody. */
    GROUPS_IGNORED,
    /** The engine has another rule: groups mean something. */
    GROUPS_ENABLED,
    /** The engine has another rule: groups go to consumers that join. */
    GROUPS_REBALANCED,
    /** The engine does not hear that a consumer works on one message of a group at a time. */
    SERIAL_IGNORED,
    /** The engine does not hear of the priorities of consumers. */
    PRIORITY_IGNORED,
    /** The engine hears of a topic instead of a pattern. */
    PATTERN_NARROWED,
    /** The engine has no rules by which messages go on. */
    ROUTES_IGNORED,
    /** The engine does not hear of other rules by which messages go on. */
    RELOAD_FORGOTTEN,
    /** The engine has another rule: what was not accepted comes again at once. */
    RETRY_AT_ONCE,
    /** The engine has another rule: what waits for its next attempt is overtaken. */
    RETRY_PASSED,
    /** Recovery leaves out until when messages wait for their next attempt. */
    RETRY_NOT_RECOVERED,
    /** The engine never hears when applications want messages again. */
    ASKED_FORGOTTEN,
    /** The engine has another rule: applications may want messages again whenever they like. */
    ASKED_UNBOUNDED,
    /** The engine has no rule for how long consumers have what they are given. */
    LEASE_IGNORED,
    /** The engine has no rule how long messages live. */
    LIVES_IGNORED,
    /** The engine keeps older messages of a value beside the newest. */
    LAST_VALUE_IGNORED,
    /** The engine has no place for what expires. */
    EXPIRED_DROPPED,
    /** The engine has another rule: all consumers get messages. */
    EXCLUSIVE_IGNORED,
    /** The engine has no rule when consumers are slow. */
    SLOW_IGNORED,
    /** The engine has another rule: consumers are slow sooner. */
    SLOW_TOO_SOON,
    /** The engine knows no limit. */
    LIMIT_IGNORED,
    /** The engine's topics keep nothing. */
    NOTHING_KEPT,
    /** The engine does not hear what subscribers want of what topics keep. */
    KEPT_WISH_IGNORED,
    /** The engine has other bounds: topics keep more. */
    MORE_KEPT,
    /** The engine has another rule: who reads takes away. */
    READERS_TAKE,
    /** The engine has no bounds of all queues together. */
    BOUNDS_IGNORED,
    /** The engine has another rule: what comes makes room for what is there. */
    OLDEST_KEPT,
    /** The engine has another rule: who waits for room waits on. */
    BLOCKED_FOR_EVER,
    /** The engine has another rule: what is rejected goes to the other dead letters. */
    REJECTED_ELSEWHERE
}
