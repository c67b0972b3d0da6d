package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * How far a selective consumer or a browser has looked into a {@link MessageOrder}; survives every change of it, so that no message
 * is looked at twice. Owner: the engine's holder.
 */
final class OrderCursor {
    private final MessageOrder order;
    private final boolean goesBack;
    private final @Nullable MessageRef[] next = new MessageRef[MessageOrder.PRIORITIES];
    private final long[] passed = new long[MessageOrder.PRIORITIES];

    /** @param goesBack whether a message returned in front of the cursor is to be looked at again */
    OrderCursor(MessageOrder order, boolean goesBack) {
        this.order = order;
        this.goesBack = goesBack;
        for (int p = 0; p < MessageOrder.PRIORITIES; p++) {
            next[p] = order.head(p);
        }
    }

    /** The next message to look at, or null if all have been seen. */
    @Nullable
    MessageRef peek() {
        for (int p = MessageOrder.PRIORITIES - 1; p >= 0; p--) {
            MessageRef ref = next[p];
            if (ref != null) {
                return ref;
            }
        }
        return null;
    }

    /** Leaves the message that {@link #peek} returned behind. */
    void skip(MessageRef ref) {
        next[ref.priority()] = ref.next;
        passed[ref.priority()] = ref.sequence();
    }

    void close() {
        order.close(this);
    }

    /** A message came, or came back. */
    void added(MessageRef ref) {
        MessageRef at = next[ref.priority()];
        boolean toBeSeen = goesBack || ref.sequence() > passed[ref.priority()];
        if (toBeSeen && (at == null || ref.sequence() < at.sequence())) {
            next[ref.priority()] = ref;
        }
    }

    void removed(MessageRef ref) {
        if (next[ref.priority()] == ref) {
            next[ref.priority()] = ref.next;
        }
    }
}
