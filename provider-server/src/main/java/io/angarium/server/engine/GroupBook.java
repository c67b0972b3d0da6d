package io.angarium.server.engine;

import io.angarium.server.policy.GroupPolicy;
import io.angarium.server.policy.Shares;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which consumer of a queue gets the messages of which group, or of which partition. Consumers take part from their first turn on. Owner: the
 * engine's holder.
 */
final class GroupBook {
    private final MessageQueue queue;
    private final GroupPolicy policy;
    private final IdleGroups idle;
    private final ReadyQueues ready;
    private final Map<String, MessageGroup> groups = new LinkedHashMap<>();
    private final List<MessageGroup> partitions = new ArrayList<>(0);
    private final List<ConsumerState> members = new ArrayList<>(2);
    private long lookAgainFrom = Long.MAX_VALUE;

    GroupBook(MessageQueue queue, IdleGroups idle, ReadyQueues ready) {
        this.queue = queue;
        this.policy = queue.policy().groups();
        this.idle = idle;
        this.ready = ready;
        for (int i = 0; i < (policy.partitioned() ? policy.partitions() : 0); i++) {
            partitions.add(new MessageGroup(this, String.valueOf(i)));
        }
    }

    boolean partitioned() {
        return !partitions.isEmpty();
    }

    /** All groups that are known, or all partitions. */
    Collection<MessageGroup> all() {
        return partitioned() ? partitions : groups.values();
    }

    long lastSequence() {
        return queue.order().lastSequence();
    }

    /** The group of this name, or the partition that it is in. */
    MessageGroup group(String name) {
        if (partitioned()) {
            return partitions.get(policy.partition(name));
        }
        MessageGroup group = groups.get(name);
        if (group == null) {
            group = new MessageGroup(this, name);
            groups.put(name, group);
            idle.add(group);
        }
        return group;
    }

    /** The same, if there is one. */
    @Nullable
    MessageGroup look(String name) {
        return partitioned() ? partitions.get(policy.partition(name)) : groups.get(name);
    }

    /** Consumers that take part. */
    List<ConsumerState> members() {
        return members;
    }

    // -- groups come and go

    /** Something of a group is open, or waits. */
    void busy(MessageGroup group) {
        idle.remove(group);
    }

    /** Nothing of it is open. */
    void rests(MessageGroup group) {
        if (!partitioned()) {
            idle.add(group);
        }
    }

    /** Of a group nothing is open any more, or nothing waits: its messages are to be had, by its owner or, if it has none, by anybody. */
    void reopened(MessageGroup group) {
        ConsumerState owner = group.owner();
        ready.mark(queue);
        if (owner != null) {
            OrderCursor cursor = owner.cursor();
            long from = group.takeHeldFrom();
            if (cursor != null && from != Long.MAX_VALUE) {
                cursor.rewind(from, queue.runs());
            }
        } else if (!partitioned() && group.waiting() == 0) {
            close(group);
        }
    }

    /** Nobody has it any more: whoever comes to its next message begins it anew. */
    void close(MessageGroup group) {
        idle.remove(group);
        if (groups.remove(group.name(), group)) {
            lookAgain(group.passedFrom());
        }
        group.close();
    }

    /** All are over: others count from now on. */
    void close() {
        for (MessageGroup group : List.copyOf(all())) {
            close(group);
        }
        lookAgain(0);
        lookAgain();
    }

    private void lookAgain(long from) {
        if (from != Long.MAX_VALUE) {
            lookAgainFrom = Math.min(lookAgainFrom, from);
            ready.mark(queue);
        }
    }

    /** A consumer is about to be looked for a message. */
    void turnOf(ConsumerState consumer) {
        if (consumer.groups() != this) {
            joined(consumer);
        }
        lookAgain();
    }

    /** Before a turn, as groups may have been closed in the one before: whoever is to look again at what it has passed does so. */
    void lookAgain() {
        if (lookAgainFrom != Long.MAX_VALUE) {
            for (ConsumerState consumer : members) {
                OrderCursor cursor = consumer.cursor();
                if (cursor != null) {
                    cursor.rewind(lookAgainFrom, queue.runs());
                }
            }
            lookAgainFrom = Long.MAX_VALUE;
        }
    }

    // -- consumers come and go

    /** A consumer has its first turn. */
    void joined(ConsumerState consumer) {
        consumer.follow(this);
        members.add(consumer);
        if (partitioned()) {
            share();
        } else if (policy.rebalance() && consumer.selector() == null && members.size() > 1) {
            takeShare(consumer);
        }
    }

    /** A consumer goes; what it has of its groups may stay open for a time. */
    void left(ConsumerState consumer) {
        if (!members.remove(consumer)) {
            return;
        }
        if (partitioned()) {
            share();
            return;
        }
        for (MessageGroup group : List.copyOf(groups.values())) {
            if (group.owner() == consumer) {
                give(group, null);
            }
        }
    }

    private void give(MessageGroup group, @Nullable ConsumerState to) {
        group.owner(to);
        if (!group.settling()) {
            reopened(group);
        }
    }

    private void share() {
        List<@Nullable ConsumerState> now = new ArrayList<>(partitions.size());
        partitions.forEach(partition -> now.add(partition.owner()));
        List<@Nullable ConsumerState> owners = Shares.of(now, first());
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i) != now.get(i)) {
                give(partitions.get(i), owners.get(i));
            }
        }
    }

    /** Those of the highest priority, which have it all. */
    private List<ConsumerState> first() {
        int highest = members.stream().mapToInt(ConsumerState::priority).max().orElse(0);
        return members.stream().filter(member -> member.priority() == highest).toList();
    }

    /** A newcomer, which has passed nothing yet, takes over what others have beyond their share. */
    private void takeShare(ConsumerState newcomer) {
        List<ConsumerState> first = first();
        if (!first.contains(newcomer)) {
            return;
        }
        Map<ConsumerState, Integer> holdings = new HashMap<>();
        int owned = 0;
        for (MessageGroup group : groups.values()) {
            if (group.owner() != null) {
                holdings.merge(group.owner(), 1, Integer::sum);
                owned++;
            }
        }
        int share = owned / first.size();
        int most = (owned + first.size() - 1) / first.size();
        int taken = 0;
        for (MessageGroup group : List.copyOf(groups.values())) {
            ConsumerState owner = group.owner();
            if (taken < share
                    && owner != null
                    && owner.selector() == null
                    && holdings.getOrDefault(owner, 0) > (first.contains(owner) ? most : 0)) {
                holdings.merge(owner, -1, Integer::sum);
                give(group, newcomer);
                taken++;
            }
        }
    }
}
