package io.angarium.server.engine;

/**
 * What the log says of a message that is in a list, and is not known while it is replayed.
 *
 * @param queue where that happened
 * @param attempts as they were counted, where that is what happened
 */
record RunEvent(MessageQueue queue, long id, What what, int attempts) {
    enum What {
        JOINED,
        LEFT,
        COUNTED
    }

    void applyTo(RecoveredMessage message) {
        if (!message.gone()) {
            switch (what) {
                case JOINED -> message.join(queue);
                case LEFT -> message.leave(queue);
                case COUNTED -> message.count(queue, attempts);
            }
        }
    }
}
