package io.angarium.server.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The delays that consumers have asked for: when a delivery that is still open shall be tried again, should it fail. No longer than the
 * delivery, so that they need no limit of their own. Owner: the engine's holder.
 */
final class AskedDelays {
    private final Map<MessageRef, Long> millis = new HashMap<>(0);

    /** Milliseconds from its return, for a message that is with a consumer. */
    void ask(MessageRef ref, long wanted) {
        millis.put(ref, wanted);
    }

    /** What was asked for, or null. */
    @Nullable
    Long of(MessageRef ref) {
        return millis.get(ref);
    }

    /** It is with its consumer no more. */
    void settled(MessageRef ref) {
        if (!millis.isEmpty()) {
            millis.remove(ref);
        }
    }
}
