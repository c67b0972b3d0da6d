package io.angarium.server.policy;

/**
 * Which consumers of a queue or subscription get its messages.
 *
 * @param exclusive one at a time, the one that came first; the others stand by
 */
public record ConsumerPolicy(boolean exclusive) {
    /** All of them, in turn. */
    public static final ConsumerPolicy IN_TURN = new ConsumerPolicy(false);
}
