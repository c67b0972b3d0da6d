package io.angarium.server.policy;

import java.time.Duration;

/**
 * Which consumers of a queue or subscription get its messages, and whether they take them away.
 *
 * @param exclusive one at a time, the one that came first; the others stand by
 * @param nonDestructive of a queue: each consumer gets all of them, and they stay
 * @param lease for how long those have a delivery that acknowledge each by itself and do not say for how long; zero for as long as they like
 * @param slow what is done about those that settle nothing
 */
public record ConsumerPolicy(boolean exclusive, boolean nonDestructive, Duration lease, SlowPolicy slow) {
    /** All of them, in turn, without a time. */
    public static final ConsumerPolicy IN_TURN = new ConsumerPolicy(false, false);

    /** They take messages away. */
    public ConsumerPolicy(boolean exclusive) {
        this(exclusive, false);
    }

    /** They have them as long as they like. */
    public ConsumerPolicy(boolean exclusive, boolean nonDestructive) {
        this(exclusive, nonDestructive, Duration.ZERO);
    }

    /** They settle what they have whenever they like. */
    public ConsumerPolicy(boolean exclusive, boolean nonDestructive, Duration lease) {
        this(exclusive, nonDestructive, lease, SlowPolicy.NEVER);
    }

    /** With another rule for those that settle nothing. */
    public ConsumerPolicy with(SlowPolicy other) {
        return new ConsumerPolicy(exclusive, nonDestructive, lease, other);
    }
}
