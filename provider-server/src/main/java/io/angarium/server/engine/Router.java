package io.angarium.server.engine;

import io.angarium.server.policy.Route;
import io.angarium.server.selector.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the queues and subscriptions that a message is for: those of its destination, those whose pattern matches it, and those that rules lead to, each once. What is sent to a
 * queue is routed at the send, what is published when it counts. Owner: the engine's holder.
 */
final class Router {
    private final Registry registry;
    private final Keeps keeps;

    Router(Registry registry, Keeps keeps) {
        this.registry = registry;
        this.keeps = keeps;
    }

    /** The queues and subscriptions that a message is for; its body must be there unless {@link PendingSend#routable} says that it need not. */
    List<MessageQueue> recipients(PendingSend send) {
        List<MessageQueue> known = send.recipients();
        if (known != null) {
            return known.stream()
                    .filter(queue -> !queue.deleted() && send.isFor(queue))
                    .toList();
        }
        Target target = send.target();
        if (target.routes().isEmpty() || send.deliveryTime() < 0) { // one that recurs does so in one place
            return direct(target, send);
        }
        Set<MessageQueue> all = new LinkedHashSet<>();
        follow(target, send, all);
        List<MessageQueue> found = List.copyOf(all);
        if (target instanceof MessageQueue) {
            send.recipients(found);
        }
        return found;
    }

    /** Rules do not lead back, which was seen to when they were read. */
    private void follow(Target target, PendingSend send, Set<MessageQueue> all) {
        boolean keep = true;
        for (Route route : target.routes()) {
            Selector where = route.where();
            if (where == null || where.matches(send.message(), 1)) {
                keep &= route.keep();
                for (Route.Place place : route.to()) {
                    follow(registry.place(place), send, all);
                }
            }
        }
        if (keep) {
            all.addAll(direct(target, send));
        }
    }

    private List<MessageQueue> direct(Target target, PendingSend send) {
        if (target instanceof MessageQueue queue) {
            return queue.deleted() || !send.isFor(queue) ? List.of() : List.of(queue);
        }
        Topic topic = (Topic) target;
        List<MessageQueue> queues = new ArrayList<>(topic.subscriptions().size());
        Keep keep = send.deliveryTime() == 0 ? keeps.of(topic) : null;
        if (keep == null) {
            add(topic, send, queues);
        } else {
            queues.add(keep.queue());
            addOthers(topic, send, queues);
        }
        for (Topic pattern : topic.patterns()) {
            add(pattern, send, queues);
        }
        return queues;
    }

    /** Those that are not given it by what the topic keeps. */
    private static void addOthers(Topic topic, PendingSend send, List<MessageQueue> to) {
        for (MessageQueue queue : topic.subscriptions()) {
            Subscription subscription = queue.subscription();
            if (queue.follower() == null && subscription != null && send.isFor(queue) && subscription.wants(send)) {
                to.add(queue);
            }
        }
    }

    private static void add(Topic topic, PendingSend send, List<MessageQueue> to) {
        for (MessageQueue queue : topic.subscriptions()) {
            Subscription subscription = queue.subscription();
            if (subscription != null && send.isFor(queue) && subscription.wants(send)) {
                to.add(queue);
            }
        }
    }
}
