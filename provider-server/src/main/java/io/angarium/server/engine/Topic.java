package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Route;
import io.angarium.wire.Destination;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic with its subscriptions, each of which is a queue. Owner: the engine's holder. */
final class Topic implements Target {
    private final int id;
    private final Destination destination;
    private DestinationPolicy policy;
    private List<Route> routes = List.of();
    private final List<MessageQueue> subscriptions = new ArrayList<>();
    private final List<Topic> patterns = new ArrayList<>(0);
    private final @Nullable NamePattern pattern;
    private @Nullable Keep keep;
    private boolean deleted;
    private long published;

    Topic(int id, Destination destination, DestinationPolicy policy) {
        this.policy = policy;
        this.id = id;
        this.destination = destination;
        this.pattern = destination.isTemporary() ? null : pattern(destination.name());
    }

    /** Null for an ordinary name, such as one that has words like a pattern's, is none, and was given before there were patterns. */
    private static @Nullable NamePattern pattern(String name) {
        try {
            return NamePattern.wild(name) ? NamePattern.of(name) : null;
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    @Override
    public int id() {
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
        if (keep != null) {
            keep.queue().policy(value.ofKept());
        }
    }

    /** What it keeps for late subscribers, if it does. */
    @Nullable
    Keep keep() {
        return keep;
    }

    void keep(@Nullable Keep value) {
        keep = value;
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

    List<MessageQueue> subscriptions() {
        return subscriptions;
    }

    /** Topics of subscriptions by pattern that match this one. */
    List<Topic> patterns() {
        return patterns;
    }

    /** Whether its name is a pattern, for subscriptions only. */
    boolean isPattern() {
        return pattern != null;
    }

    /** Whether it is a pattern that matches another topic. */
    boolean matches(Topic other) {
        return pattern != null
                && !other.isPattern()
                && !other.destination().isTemporary()
                && pattern.matches(true, other.destination().name());
    }

    /** Whether routing looks at messages. */
    boolean selects() {
        return !routes.isEmpty() || looks(this) || patterns.stream().anyMatch(Topic::looks);
    }

    private static boolean looks(Topic topic) {
        for (MessageQueue queue : topic.subscriptions) {
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
