package io.angarium.server.policy;

/**
 * What becomes of the order of messages that name a group (JMSXGroupID, Jakarta Messaging section 3.5.9).
 *
 * @param enabled each group goes to one consumer at a time; else the property means nothing
 * @param rebalance a consumer that joins takes over its share of the groups that others have
 * @param partitions in so many parts groups are put together, of which each goes to one consumer at a time; 0 for each group by itself
 */
public record GroupPolicy(boolean enabled, boolean rebalance, int partitions) {
    /** Each group by itself, shared out anew when a consumer joins. */
    public static final GroupPolicy STICKY = new GroupPolicy(true, true, 0);

    /** Whether the queue is in partitions. */
    public boolean partitioned() {
        return enabled && partitions > 0;
    }

    /** The partition of a group, from 0 on: the same for the same name on every broker and in every version. */
    public int partition(String group) {
        int hash = group.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ hash >>> 16, partitions);
    }
}
