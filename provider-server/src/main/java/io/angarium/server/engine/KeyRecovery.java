package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.Destination;
import org.jspecify.annotations.Nullable;

/** What recovery learns of repeated sends: the windows of sessions, and the keys of applications. Dropped with {@link Recovery}. */
record KeyRecovery(Registry registry, SendWindows windows, DuplicateKeys keys) {

    /** The key of a stored message; null if it has none, or its destination is gone. */
    DuplicateKeys.@Nullable Key of(Effect.MessageStored stored) {
        Destination destination =
                stored.queues().length == 0 || !stored.message().hasDuplicateKey()
                        ? null
                        : destination(stored.queues()[0]);
        return destination == null ? null : DuplicateKeys.of(destination, stored.message());
    }

    private @Nullable Destination destination(int place) {
        MessageQueue queue = registry.queueById(place);
        if (queue == null) {
            Topic topic = registry.topicById(place);
            return topic == null ? null : topic.destination();
        }
        Subscription subscription = queue.subscription();
        return subscription == null ? queue.destination() : Destination.topic(subscription.topic());
    }

    /** A message counts: so do the number of its send, and its key. */
    void taken(Effect.Origin origin, DuplicateKeys.@Nullable Key key, long acceptedAt) {
        windows.recovered(origin, acceptedAt);
        if (key != null) {
            keys.taken(key, acceptedAt);
        }
    }
}
