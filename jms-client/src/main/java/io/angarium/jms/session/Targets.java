package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Limits;
import io.angarium.wire.TextLimits;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** Checks of what applications pass as destinations, names and selectors. No state. */
final class Targets {
    private Targets() {}

    /** A destination of this provider. */
    static Addressed required(@Nullable Destination destination) throws InvalidDestinationException {
        if (destination instanceof Addressed own) {
            checkedName(own.address().name());
            return own;
        }
        throw new InvalidDestinationException(
                destination == null
                        ? "there is no destination"
                        : "a " + destination.getClass().getName() + " is no destination of this provider");
    }

    /** A name of a subscription. */
    static String subscription(@Nullable String name) throws JMSException {
        if (name == null || name.isBlank()) {
            throw new JMSException("a subscription needs a name");
        }
        String problem = TextLimits.problem("a subscription name", name, Limits.MAX_NAME_BYTES);
        if (problem != null) {
            throw new JMSException(problem, ErrorCode.RESOURCE_LIMIT.name());
        }
        return name;
    }

    /** The name of a destination. */
    static String name(@Nullable String name) throws JMSException {
        if (name == null || name.isBlank()) {
            throw new InvalidDestinationException("a destination needs a name");
        }
        return checkedName(name);
    }

    private static String checkedName(String name) throws InvalidDestinationException {
        String problem = TextLimits.problem("a destination name", name, Limits.MAX_NAME_BYTES);
        if (problem != null) {
            throw new InvalidDestinationException(problem, ErrorCode.INVALID_DESTINATION.name());
        }
        return name;
    }

    /** A selector; an empty one is none. */
    static @Nullable String selector(@Nullable String selector) throws InvalidSelectorException {
        if (selector == null || selector.isBlank()) {
            return null;
        }
        String problem = TextLimits.problem("a selector", selector, Limits.MAX_SELECTOR_BYTES);
        if (problem != null) {
            throw new InvalidSelectorException(problem, ErrorCode.INVALID_SELECTOR.name());
        }
        return selector;
    }

    /** How to consume from a destination without a named subscription. */
    static Kind plainKind(Addressed destination) {
        return destination.address().isTopic() ? Kind.TOPIC : Kind.QUEUE;
    }
}
