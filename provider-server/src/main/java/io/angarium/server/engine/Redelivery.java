package io.angarium.server.engine;

/** Decides what becomes of deliveries that were not acknowledged: back to their place, counted or not, or dead. Owner: the engine's holder. */
final class Redelivery {
    private final Inventory inventory;
    private final Attempts attempts;
    private final DeadLetters deadLetters;
    private final int maxDeliveries;

    Redelivery(Inventory inventory, Attempts attempts, DeadLetters deadLetters, int maxDeliveries) {
        this.inventory = inventory;
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        this.maxDeliveries = maxDeliveries;
    }

    /**
     * Everything outstanding of a consumer goes back, last first, so that each finds its place at once.
     *
     * @param clean false if the client vanished: then any of it may have been seen
     */
    void returnAll(ConsumerState consumer, boolean clean) {
        returnAbove(consumer, 0, clean);
    }

    /** The same for what lies above a tag. */
    void returnAbove(ConsumerState consumer, long tag, boolean clean) {
        Outstanding outstanding = consumer.outstanding();
        for (long t = outstanding.highest(); t >= outstanding.lowest() && t > tag; t--) {
            MessageRef ref = outstanding.remove(t);
            if (ref != null) {
                if (t > consumer.handedUpTo()) {
                    unseen(ref, clean);
                } else {
                    attempted(ref);
                }
            }
        }
    }

    /** What is outstanding of some tags goes back unseen, last first. */
    void returnRange(ConsumerState consumer, long first, long last) {
        for (long tag = last; tag >= first; tag--) {
            MessageRef ref = consumer.outstanding().remove(tag);
            if (ref != null) {
                unseen(ref, true);
            }
        }
    }

    /** An application has seen this message; it was not accepted. */
    void attempted(MessageRef ref) {
        attempts.count(ref);
        if (ref.attempts() < maxDeliveries
                || !deadLetters.take(ref, "delivered " + ref.attempts() + " times without acknowledgement")) {
            inventory.giveBack(ref);
        }
    }

    /** An application has seen this message and never wants to see it again. */
    void rejected(MessageRef ref) {
        attempts.count(ref);
        if (!deadLetters.take(ref, "rejected by its consumer")) {
            inventory.giveBack(ref);
        }
    }

    /** No application is known to have seen this message. */
    void unseen(MessageRef ref, boolean clean) {
        if (!clean) {
            ref.suspect(true);
        }
        inventory.giveBack(ref);
    }
}
