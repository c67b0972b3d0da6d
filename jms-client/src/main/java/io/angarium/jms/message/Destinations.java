package io.angarium.jms.message;

import io.angarium.wire.Destination;

/** Makes destination objects of addresses. Thread-safe. */
@FunctionalInterface
public interface Destinations {

    /** The object that stands for an address. */
    jakarta.jms.Destination of(Destination address);
}
