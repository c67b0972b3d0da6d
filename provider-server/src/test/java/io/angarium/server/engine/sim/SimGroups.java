package io.angarium.server.engine.sim;

import io.angarium.server.policy.GroupPolicy;

/**
 * Whether a run has groups: every second one, every sixth has partitions, and of the others half leave groups where they are when consumers join; in every tenth they mean nothing. It follows from the seed, so that whatever else a seed does stays as it is.
 *
 * @param used whether messages name groups
 * @param enabled whether these mean anything
 * @param partitions 0 for none
 * @param rebalance whether groups go to a consumer that joins
 */
record SimGroups(boolean used, boolean enabled, int partitions, boolean rebalance) {
    static SimGroups of(long seed) {
        boolean used = seed % 2 == 0;
        int partitions = used && seed % 3 == 0 ? 2 : 0;
        return new SimGroups(used, seed % 10 != 8, partitions, partitions > 0 || seed % 4 != 0);
    }

    GroupPolicy policy() {
        return new GroupPolicy(enabled, rebalance, partitions);
    }

    /** The group of a message; null for none. */
    String key(long number) {
        return used && number % 5 != 0 ? "k" + number * 7 % 4 : null;
    }

    /** Whether a consumer gets the next message of a group only when the one before is settled. */
    boolean serial(int consumer) {
        return used && consumer % 4 == 3;
    }

    /** What of a queue goes to one consumer at a time: a group, or the partition that it is in; null if that is to be had by anybody. */
    String unit(SimMessage message) {
        String key = key(message.number());
        if (!enabled) {
            return null;
        }
        return key == null || partitions == 0 ? key : "p" + policy().partition(key);
    }
}
