package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Route;
import io.angarium.wire.Destination;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A queue, or the queue behind a subscription: order, horizon, consumers and counters side by side. Owner: the engine's holder. */
final class MessageQueue implements Target {
    private final int id;
    private final Destination destination;
    private final @Nullable Subscription subscription;
    private final MessageOrder order;
    private final Set<ParkedRun> runs = new LinkedHashSet<>();
    private final Deque<ParkedRun> loadedRuns = new ArrayDeque<>(0);
    private final ScheduledMessages scheduled = new ScheduledMessages();
    private final Horizon horizon = new Horizon();
    private final ConsumerRing consumers = new ConsumerRing();
    private final List<ConsumerState> browsers = new ArrayList<>(0);
    private final List<QueueWalk> walks = new ArrayList<>(0);
    private final QueueCounters counters;
    private final LongList removals = new LongList();
    private DestinationPolicy policy;
    private List<Route> routes = List.of();
    private @Nullable Fill fill;
    private @Nullable GroupBook groups;
    private @Nullable LastValues values;
    private @Nullable Keep keep;
    private @Nullable Follower follower;
    private final Strangers strangers = new Strangers();
    private boolean inOrderOfArrival;
    private boolean regrouping;
    private int waiting;
    private int blocking;
    private boolean paused;
    private boolean ready;
    private boolean queuedForParking;
    private boolean deleted;

    MessageQueue(
            int id,
            Destination destination,
            @Nullable Subscription subscription,
            MessageOrder order,
            DestinationPolicy policy,
            Totals totals) {
        this.counters = new QueueCounters(totals);
        this.policy = policy;
        this.order = order;
        this.id = id;
        this.destination = destination;
        this.subscription = subscription;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public Destination destination() {
        return destination;
    }

    /** What it subscribes to, or null if it is a queue. */
    @Nullable
    Subscription subscription() {
        return subscription;
    }

    /** Whether its persistent messages are journalled. */
    boolean durable() {
        return subscription == null ? !destination.isTemporary() : subscription.durable();
    }

    /** Name for people and management. */
    String label() {
        return subscription == null ? destination.name() : subscription.label();
    }

    @Override
    public DestinationPolicy policy() {
        return policy;
    }

    /** Another policy applies from now on. */
    void policy(DestinationPolicy value) {
        if (policy.consumers().exclusive() != value.consumers().exclusive()) {
            consumers.reconsider();
        }
        boolean regroup = !policy.groups().equals(value.groups())
                || policy.consumers().exclusive() != value.consumers().exclusive();
        boolean ungrouped = !grouping();
        policy = value;
        GroupBook book = groups;
        if (regroup && book != null) {
            groups = null;
            book.close();
        }
        regrouping |= regroup && (book != null || ungrouped);
        if (keep != null && keep.topic() == null) {
            keep.followers().forEach(reader -> reader.queue().policy(value.ofReader()));
        }
    }

    /** Which of its messages are the newest of their values; null if that means nothing here. */
    @Nullable
    LastValues values() {
        return values;
    }

    void values(@Nullable LastValues value) {
        values = value;
    }

    /** What a topic keeps, if this is where; else null. */
    @Nullable
    Keep keep() {
        return keep;
    }

    void keep(@Nullable Keep value) {
        keep = value;
        inOrderOfArrival |= value != null && value.topic() != null;
    }

    /** How many consumers read all that is in it. */
    int readers() {
        return keep == null ? 0 : keep.followers().size();
    }

    /** How it is given its messages, if that is by what its topic keeps; else null. */
    @Nullable
    Follower follower() {
        return follower;
    }

    void follower(Follower value) {
        follower = value;
        inOrderOfArrival |= value.keep().topic() != null;
    }

    /** Whether priorities mean nothing here. */
    boolean inOrderOfArrival() {
        return inOrderOfArrival;
    }

    /** Whether messages that name a group go to one consumer at a time. */
    boolean grouping() {
        return policy.groups().enabled() && !policy.consumers().exclusive();
    }

    /** Who gets the messages of which group, null if there are none so far. */
    @Nullable
    GroupBook groups() {
        return groups;
    }

    void groups(GroupBook book) {
        groups = book;
    }

    /** What recovery has found of it and holds back a group that is not known yet. */
    Strangers strangers() {
        return strangers;
    }

    /** Whether it has other rules for groups, and nothing is to be delivered until what went out by the old ones is settled. */
    boolean regrouping() {
        return regrouping;
    }

    void regrouped() {
        regrouping = false;
    }

    /** How it stands to its limits, if it has ever had any. */
    @Nullable
    Fill fill() {
        return fill;
    }

    void fill(Fill value) {
        fill = value;
    }

    /** How many of its messages wait for their next attempt. */
    int waiting() {
        return waiting;
    }

    /** Whether it delivers nothing, as one of those is to be the next. */
    boolean blocked() {
        return blocking > 0;
    }

    /** Whether an operator has told it to deliver nothing, or the queue that it reads. */
    boolean paused() {
        return paused || home().paused;
    }

    /** What it is part of for people: what a consumer has ready of a queue that it only reads is that queue's. */
    MessageQueue home() {
        Follower reader = follower;
        return reader != null && reader.keep().topic() == null ? reader.keep().queue() : this;
    }

    void paused(boolean value) {
        paused = value;
    }

    /** So many more wait, of which so many block. */
    void waiting(int more, int moreBlocking) {
        waiting += more;
        blocking += moreBlocking;
    }

    /** Whether there may be something for a consumer with credit: what it is to be given by a topic that keeps comes when it is served. */
    boolean mayHaveMore() {
        return order.size() > 0 || follower != null;
    }

    MessageOrder order() {
        return order;
    }

    /** What of it is parked. */
    Set<ParkedRun> runs() {
        return runs;
    }

    /** What of it was parked and was loaded, first to last, as far as it is not known to be needed. */
    Deque<ParkedRun> loadedRuns() {
        return loadedRuns;
    }

    /** Whether it waits for its turn with the {@link Pager}. */
    boolean queuedForParking() {
        return queuedForParking;
    }

    void queuedForParking(boolean value) {
        queuedForParking = value;
    }

    ScheduledMessages scheduled() {
        return scheduled;
    }

    Horizon horizon() {
        return horizon;
    }

    ConsumerRing consumers() {
        return consumers;
    }

    List<ConsumerState> browsers() {
        return browsers;
    }

    /** Those who look at each of its messages. */
    List<QueueWalk> walks() {
        return walks;
    }

    QueueCounters counters() {
        return counters;
    }

    /** Ids that left in this round and are not in the journal yet. */
    LongList removals() {
        return removals;
    }

    /** Whether it waits for its turn with the dispatcher. */
    boolean ready() {
        return ready;
    }

    void ready(boolean value) {
        ready = value;
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /** Other rules apply from now on. */
    void routes(List<Route> value) {
        routes = value;
    }

    @Override
    public boolean deleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
    }
}
