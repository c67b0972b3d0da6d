package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.selector.Selector;
import io.angarium.wire.Destination;

/** Applies what the journal says of destinations and subscriptions themselves. Owner: {@link Recovery}. */
final class DestinationRecovery {
    private final Registry registry;
    private final Subscriptions subscriptions;

    DestinationRecovery(Registry registry, Subscriptions subscriptions) {
        this.registry = registry;
        this.subscriptions = subscriptions;
    }

    /** Applies an effect, if it is about that; returns whether it is. */
    boolean apply(Effect effect) {
        if (effect instanceof Effect.DestinationCreated created) {
            Destination destination = created.destination();
            if (destination.isTopic()) {
                registry.addTopic(created.id(), destination);
            } else {
                registry.addQueue(created.id(), destination);
            }
        } else if (effect instanceof Effect.QueuePaused pause) {
            MessageQueue queue = registry.queueById(pause.id());
            if (queue != null) {
                queue.paused(pause.paused());
            }
        } else if (effect instanceof Effect.DestinationDeleted deleted) {
            delete(deleted.id());
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            subscribe(created);
        } else if (effect instanceof Effect.SubscriptionDeleted deleted) {
            delete(deleted.id());
        } else if (effect instanceof Effect.DispatchHorizon horizon) {
            MessageQueue queue = registry.queueById(horizon.queue());
            if (queue != null) {
                queue.horizon().recovered(horizon.below());
            }
        } else {
            return false;
        }
        return true;
    }

    private void delete(int id) {
        MessageQueue queue = registry.queueById(id);
        if (queue == null) {
            Topic topic = registry.topicById(id);
            if (topic != null) {
                registry.forget(topic);
            }
            return;
        }
        subscriptions.forget(queue);
    }

    private void subscribe(Effect.SubscriptionCreated created) {
        Topic topic = registry.topic(created.topic());
        boolean keep = created.name().equals(Keep.NAME) && created.clientId() == null && created.shared();
        if (topic == null && keep) {
            registry.used(created.id()); // older brokers had topics keep messages that were deleted already
            return;
        }
        if (topic == null) {
            throw new IllegalStateException("the journal has a subscription '" + created.name()
                    + "' of an unknown topic '" + created.topic() + "'");
        }
        if (keep) {
            subscriptions.keeps().add(created.id(), topic);
            return;
        }
        Selector selector = created.selector() == null ? null : Selector.parse(created.selector());
        Subscription subscription = new Subscription(
                created.topic(),
                created.name(),
                created.clientId(),
                true,
                created.shared(),
                selector,
                created.noLocal(),
                0);
        subscriptions.recovered(created.id(), topic, subscription);
    }
}
