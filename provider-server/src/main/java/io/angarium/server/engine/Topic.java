package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;

/** A topic with its subscriptions, each of which is a queue. Owner: the engine's holder. */
final class Topic implements Target {
    private final int id;
    private final Destination destination;
    private DestinationPolicy policy;
    private final List<MessageQueue> subscriptions = new ArrayList<>();
    private boolean deleted;
    private long published;

    Topic(int id, Destination destination, DestinationPolicy policy) {
        this.policy = policy;
        this.id = id;
        this.destination = destination;
    }

    int id() {
        return id;
    }

    @Override
    public Destination destination() {
        return destination;
    }

    @Override
    public DestinationPolicy policy() {
        return policy;
    }

    /** Another policy applies from now on, also to its subscriptions. */
    void policy(DestinationPolicy value) {
        policy = value;
        subscriptions.forEach(queue -> queue.policy(value));
    }

    @Override
    public boolean deleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
    }

    List<MessageQueue> subscriptions() {
        return subscriptions;
    }

    /** Whether some subscription looks at messages to tell which it wants. */
    boolean selects() {
        for (MessageQueue queue : subscriptions) {
            Subscription subscription = queue.subscription();
            if (subscription != null && subscription.selects()) {
                return true;
            }
        }
        return false;
    }

    long published() {
        return published;
    }

    void countPublished() {
        published++;
    }
}
