package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer attaches to.
 *
 * @param kind queue, browser or the kind of subscription
 * @param destination queue or topic
 * @param subscription its name, for kinds that have one
 * @param selector message selector, or null
 * @param noLocal whether to leave out messages of the own connection
 */
public record ConsumerSpec(
        ConsumerFrame.Kind kind,
        Destination destination,
        @Nullable String subscription,
        @Nullable String selector,
        boolean noLocal) {

    /** The frame that opens it. */
    ConsumerFrame.OpenConsumer frame(int correlation, int session, int consumer) {
        return new ConsumerFrame.OpenConsumer(
                correlation, session, consumer, kind, destination, subscription, selector, noLocal);
    }
}
