package io.angarium.server.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that consumers have for a time only: each ends when it is settled, or when its time is over, whichever comes first. The
 * times themselves stand in the {@link TimeIndex}, where a message that is with a consumer has nothing else. A restart knows nothing of
 * them, since nothing is with consumers then. Owner: the engine's holder.
 */
final class Leases {
    private final BrokerClock clock;
    private final TimeIndex times;
    private final Map<MessageRef, Lease> open = new HashMap<>(0);

    /** Whose delivery it is, and until when. */
    record Lease(ConsumerState consumer, long tag, long until) {}

    Leases(BrokerClock clock, TimeIndex times) {
        this.clock = clock;
        this.times = times;
    }

    /** A consumer that has its deliveries for a time got one. */
    void begin(ConsumerState consumer, long tag, MessageRef ref) {
        long until = clock.now() + consumer.lease();
        open.put(ref, new Lease(consumer, tag, until));
        times.put(ref, until);
    }

    /** One that is open begins anew. */
    void renew(ConsumerState consumer, MessageRef ref) {
        Lease old = open.get(ref);
        if (old != null) {
            begin(consumer, old.tag(), ref);
        }
    }

    /** The delivery of a message whose time is over, or null. */
    @Nullable
    Lease of(MessageRef ref) {
        return open.get(ref);
    }

    /** A message is with its consumer no more, or in a transaction, where it has no lease. */
    void settled(MessageRef ref) {
        if (!open.isEmpty()) {
            open.remove(ref);
        }
    }
}
