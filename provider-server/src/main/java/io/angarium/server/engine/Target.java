package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.wire.Destination;

/** What a producer sends to. */
sealed interface Target permits MessageQueue, Topic, MissingTarget {

    /** Its kind and name; for a subscription that of its topic. */
    Destination destination();

    /** What is done with its messages. */
    DestinationPolicy policy();

    /** True once it was deleted: sends to it are refused. */
    boolean deleted();
}
