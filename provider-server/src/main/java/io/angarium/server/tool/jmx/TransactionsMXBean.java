package io.angarium.server.tool.jmx;

import java.util.List;

/** XA transaction branches over JMX: what {@code angarium tx} does. All operations throw {@link IllegalStateException} where that says no. */
public interface TransactionsMXBean {

    /** All branches: open, prepared, and completed by hand. */
    List<BranchView> getBranches();

    /** How many are prepared and wait for their transaction manager. */
    int getPrepared();

    /** Age of the branch that has been prepared for longest, in seconds; 0 if none is. */
    long getOldestPreparedSeconds();

    /** One branch. */
    BranchView show(String xid);

    /**
     * Commits a prepared branch without its transaction manager.
     *
     * @param dryRun whether to say only what would happen
     */
    BranchView commit(String xid, boolean dryRun);

    /**
     * Rolls back a prepared branch without its transaction manager.
     *
     * @param dryRun whether to say only what would happen
     */
    BranchView rollback(String xid, boolean dryRun);

    /**
     * Forgets the outcome of a branch that was completed by hand.
     *
     * @param dryRun whether to say only what would happen
     */
    BranchView forget(String xid, boolean dryRun);
}
