package io.angarium.server.tool.selfcheck;

/**
 * What became of transactions with two branches.
 *
 * @param committed without trouble
 * @param rolledBack by the broker or because of a lost connection
 * @param connectionsLost how often a mover had to connect again
 * @param finished transactions that were decided, lost their connection, and were brought to their end over another
 * @param orphans prepared branches that nobody had decided to commit, found by a scan and rolled back
 */
public record XaSums(long committed, long rolledBack, long connectionsLost, long finished, long orphans) {}
