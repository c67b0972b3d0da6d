package io.angarium.server.engine;

import io.angarium.server.policy.DestinationPolicy;
import io.angarium.wire.Destination;

/** Messages in a queue for tests of the collaborators, without an engine. */
final class Refs {
    private static final MessageQueue QUEUE = queue("any");

    private Refs() {}

    /** A queue of which nothing is parked, with the usual policy. */
    static MessageQueue queue(String name) {
        MessageOrder order = new MessageOrder(Integer.MAX_VALUE);
        return new MessageQueue(
                1, Destination.queue(name), null, order, DestinationPolicy.standard(10, "DLQ"), new Totals());
    }

    /** A message that is to be had. */
    static MessageRef add(MessageQueue queue, long sequence) {
        MessageRef ref = new MessageRef(new StoredMessage(sequence, Messages.text("text"), 0, 0, 0), queue);
        ref.sequence(sequence);
        ref.state(MessageRef.State.AVAILABLE);
        queue.order().add(ref);
        return ref;
    }

    static MessageRef ref(long sequence, int priority) {
        StoredMessage stored =
                new StoredMessage(sequence, Messages.priority(String.valueOf(sequence), priority), 0, 0, 0);
        MessageRef ref = new MessageRef(stored, QUEUE);
        ref.sequence(sequence);
        return ref;
    }
}
