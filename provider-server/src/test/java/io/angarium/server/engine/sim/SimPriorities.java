package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;

/** Whether consumers of queues have priorities in a run: in every third one. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimPriorities(boolean used) {
    private static final String OPTION = "?consumer.priority=";

    static SimPriorities of(long seed) {
        return new SimPriorities(seed % 3 == 0);
    }

    /** The name of a queue with the priority of a consumer of it. */
    Destination named(Destination queue, int consumer) {
        boolean says = used && queue.kind() == Destination.Kind.QUEUE && consumer % 3 != 0;
        return says ? Destination.queue(queue.name() + OPTION + (consumer % 3 == 1 ? 5 : -5)) : queue;
    }

    /** The name of the queue alone. */
    static String plain(String name) {
        int option = name.indexOf(OPTION);
        return option < 0 ? name : name.substring(0, option);
    }

    static int of(String name) {
        int option = name.indexOf(OPTION);
        return option < 0 ? 0 : Integer.parseInt(name.substring(option + OPTION.length()));
    }

    /** The same consumer without its priority. */
    static ConsumerFrame.OpenConsumer without(ConsumerFrame.OpenConsumer open) {
        return open.kind() == ConsumerFrame.Kind.QUEUE
                        && open.destination().name().contains(OPTION)
                ? new ConsumerFrame.OpenConsumer(
                        open.correlation(),
                        open.session(),
                        open.consumer(),
                        open.kind(),
                        Destination.queue(plain(open.destination().name())),
                        open.subscription(),
                        open.selector(),
                        open.noLocal())
                : open;
    }
}
