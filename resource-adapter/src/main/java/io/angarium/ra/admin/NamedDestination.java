package io.angarium.ra.admin;

import io.angarium.jms.message.Addressed;
import io.angarium.wire.Destination;
import jakarta.jms.JMSException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A destination that an administrator sets up: Connectors 2.1 section 13.4.2.3, Jakarta Messaging 3.1 section 5.1. A bean, set up by the
 * container before it is used; equal to every destination object of the same kind and name.
 */
public abstract class NamedDestination implements Addressed, Serializable {
    private static final long serialVersionUID = 1L;

    private final Destination.Kind kind;
    private @Nullable String name;
    private @Nullable String destinationName;

    NamedDestination(Destination.Kind kind) {
        this.kind = kind;
    }

    /** Name at the broker; null if not set. */
    public final @Nullable String getName() {
        return name;
    }

    /** Sets the name at the broker. */
    public final void setName(@Nullable String name) {
        this.name = given(name);
    }

    /** The same by the name that {@code @JMSDestinationDefinition} has for it; null if not set. */
    public final @Nullable String getDestinationName() {
        return destinationName;
    }

    /** Sets the name at the broker where {@link #setName} does not. */
    public final void setDestinationName(@Nullable String name) {
        destinationName = given(name);
    }

    private static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private @Nullable String either() {
        return name != null ? name : destinationName;
    }

    final String required() throws JMSException {
        String set = either();
        if (set == null) {
            throw new JMSException("the administered object has no name; set its property name");
        }
        return set;
    }

    @Override
    public final Destination address() {
        String set = either();
        if (set == null) {
            throw new IllegalStateException("the administered object has no name; set its property name");
        }
        return new Destination(kind, set);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        if (other == this) {
            return true;
        }
        return either() != null
                && other instanceof Addressed destination
                && destination.address().equals(address());
    }

    @Override
    public final int hashCode() {
        return either() == null ? 0 : address().hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + either() + "]";
    }
}
