package io.angarium.server.engine;

import io.angarium.wire.Destination;

/** Messages in a queue for tests of the collaborators, without an engine. */
final class Refs {
    private static final MessageQueue QUEUE = new MessageQueue(1, Destination.queue("any"), null);

    private Refs() {}

    static MessageRef ref(long sequence, int priority) {
        StoredMessage stored =
                new StoredMessage(sequence, Messages.priority(String.valueOf(sequence), priority), 0, 0, 0);
        MessageRef ref = new MessageRef(stored, QUEUE);
        ref.sequence(sequence);
        return ref;
    }
}
