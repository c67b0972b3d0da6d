package io.angarium.server.policy;

/**
 * Which consumers of a queue or subscription get its messages, and whether they take them away.
 *
 * @param exclusive one at a time, the one that came first; the others stand by
 * @param nonDestructive of a queue: each consumer gets all of them, and they stay
 */
public record ConsumerPolicy(boolean exclusive, boolean nonDestructive) {
    /** All of them, in turn. */
    public static final ConsumerPolicy IN_TURN = new ConsumerPolicy(false);

    /** They take messages away. */
    public ConsumerPolicy(boolean exclusive) {
        this(exclusive, false);
    }
}
