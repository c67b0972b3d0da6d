package io.angarium.jms.message;

import io.angarium.wire.Destination;

/** A destination object of this provider: it knows its address on the wire. */
public interface Addressed extends jakarta.jms.Destination {

    /** Kind and physical name. */
    Destination address();
}
