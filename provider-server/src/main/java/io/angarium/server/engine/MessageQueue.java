package io.angarium.server.engine;

import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A queue, or the queue behind a subscription: order, horizon, consumers and counters side by side. Owner: the engine's holder. */
final class MessageQueue implements Target {
    private final int id;
    private final Destination destination;
    private final @Nullable Subscription subscription;
    private final MessageOrder order = new MessageOrder();
    private final ScheduledMessages scheduled = new ScheduledMessages();
    private final Horizon horizon = new Horizon();
    private final ConsumerRing consumers = new ConsumerRing();
    private final List<ConsumerState> browsers = new ArrayList<>(0);
    private final QueueCounters counters = new QueueCounters();
    private final LongList removals = new LongList();
    private boolean ready;
    private boolean deleted;

    MessageQueue(int id, Destination destination, @Nullable Subscription subscription) {
        this.id = id;
        this.destination = destination;
        this.subscription = subscription;
    }

    int id() {
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

    MessageOrder order() {
        return order;
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
    public boolean deleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
    }
}
