package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.server.policy.Route;
import io.angarium.wire.Destination;
import java.util.List;

/** What a resumed producer sent to and is not there any more: each send to it looks again, and is refused with the reason why not. */
record MissingTarget(Destination destination) implements Target {

    @Override
    public DestinationPolicy policy() {
        throw new IllegalStateException(destination + " is missing");
    }

    @Override
    public List<Route> routes() {
        return List.of();
    }

    @Override
    public int id() {
        throw new IllegalStateException(destination + " is missing");
    }

    @Override
    public boolean deleted() {
        return true;
    }
}
