package io.angarium.server.engine;

import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;

/** A topic with its subscriptions, each of which is a queue. Owner: the engine's holder. */
final class Topic implements Target {
    private final int id;
    private final Destination destination;
    private final List<MessageQueue> subscriptions = new ArrayList<>();
    private boolean deleted;
    private long published;

    Topic(int id, Destination destination) {
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
