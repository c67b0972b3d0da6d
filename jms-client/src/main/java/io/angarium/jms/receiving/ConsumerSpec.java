package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import jakarta.jms.IllegalStateException;
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

    private static final String OPTION = "consumer.lease=";

    /** The frame that opens it. */
    ConsumerFrame.OpenConsumer frame(int correlation, int session, int consumer) {
        return new ConsumerFrame.OpenConsumer(
                correlation, session, consumer, kind, destination, subscription, selector, noLocal);
    }

    /**
     * With a lease as the settings say, unless its name says one.
     *
     * @throws IllegalStateException if it does where the session does not settle each message by itself
     */
    ConsumerSpec leased(int millis) throws IllegalStateException {
        String name = destination.name();
        boolean own = name.contains(OPTION);
        if (millis < 0 && own) {
            throw new IllegalStateException(name + ": a lease needs a session of INDIVIDUAL_ACKNOWLEDGE");
        }
        if (millis < 0 || own) {
            return this;
        }
        String option = (name.contains("?consumer.") ? "&" : "?") + OPTION + (millis == 0 ? "policy" : millis);
        return new ConsumerSpec(
                kind, new Destination(destination.kind(), name + option), subscription, selector, noLocal);
    }
}
