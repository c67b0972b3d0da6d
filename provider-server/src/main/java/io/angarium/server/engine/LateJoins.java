package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages that join their queues by their delivery time while a checkpoint walks over what is in memory. It says of all of them that they wait, as they did at its place of the log:
 * else those that it comes to later had a place in front of those that it has said it of before. Owner: the engine's holder.
 */
final class LateJoins {
    /** At which position each came to count before. */
    private final Map<StoredMessage, Long> messages = new HashMap<>();

    private boolean walking;

    /** A checkpoint begins. */
    void begin() {
        walking = true;
    }

    /** A checkpoint speaks of all that it speaks of, or never will. */
    void end() {
        walking = false;
        messages.clear();
    }

    /** A message is about to join. */
    void joining(StoredMessage message) {
        if (walking && message.journalled()) {
            messages.put(message, message.countedAt());
        }
    }

    /** What a checkpoint says of a record, or null for nothing. */
    @Nullable
    Effect kept(LiveRecord record) {
        Effect kept = record.kept();
        Long countedAt = record instanceof StoredMessage message ? messages.get(message) : null;
        return countedAt != null && kept instanceof Effect.MessageKept joined ? joined.waiting(countedAt) : kept;
    }
}
