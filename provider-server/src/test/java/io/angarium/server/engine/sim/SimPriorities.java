package io.angarium.server.engine.sim;

import io.angarium.wire.Destination;

/** Whether consumers of queues have priorities in a run: in every third one. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimPriorities(boolean used) {
    static SimPriorities of(long seed) {
        return new SimPriorities(seed % 3 == 0);
    }

    /** What a consumer of a queue says. */
    int next(Destination queue, int consumer) {
        boolean says = used && queue.kind() == Destination.Kind.QUEUE && consumer % 3 != 0;
        return says ? consumer % 3 == 1 ? 5 : -5 : 0;
    }
}
