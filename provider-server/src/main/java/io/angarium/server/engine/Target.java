package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Route;
import io.angarium.wire.Destination;
import java.util.List;

/** What a producer sends to. */
sealed interface Target permits MessageQueue, Topic, MissingTarget {

    /** Its kind and name; for a subscription that of its topic. */
    Destination destination();

    /** What is done with its messages. */
    DestinationPolicy policy();

    /** The rules by which what is sent to it goes on. */
    List<Route> routes();

    /** Its number in the journal. */
    int id();

    /** True once it was deleted: sends to it are refused. */
    boolean deleted();
}
