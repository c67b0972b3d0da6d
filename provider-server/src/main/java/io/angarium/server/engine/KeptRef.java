package io.angarium.server.engine;

/** A message in a place where the order is that in which they came, whatever their priorities. Owner: the engine's holder. */
final class KeptRef extends MessageRef {
    KeptRef(StoredMessage stored, MessageQueue queue) {
        super(stored, queue);
    }

    @Override
    int priority() {
        return Keep.LANE;
    }
}
