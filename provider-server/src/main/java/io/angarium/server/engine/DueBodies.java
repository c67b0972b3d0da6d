package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages with which something is due, for which their bodies are wanted: while these are being read, they are not in the {@link TimeIndex}, so that nobody looks at
 * them in vain. Owner: the engine's holder.
 */
final class DueBodies {
    private final Map<StoredMessage, List<MessageRef>> waiting = new HashMap<>(0);
    private final List<MessageRef> again = new ArrayList<>(0);

    /** Something is due with a message whose body {@link Bodies} is having read. */
    void await(MessageRef ref) {
        waiting.computeIfAbsent(ref.stored(), none -> new ArrayList<>(1)).add(ref);
    }

    /** A body has been read, or cannot be. */
    void answered(StoredMessage stored) {
        List<MessageRef> refs = waiting.remove(stored);
        if (refs != null) {
            again.addAll(refs);
        }
    }

    /** Whether some are to be looked at again. */
    boolean some() {
        return !again.isEmpty();
    }

    /** Those whose bodies have been answered for are due again, unless somebody has taken them meanwhile, or their time was set anew. */
    void due(TimeIndex times, long now) {
        for (MessageRef ref : again) {
            boolean waits = ref.state() == MessageRef.State.AVAILABLE || ref.state() == MessageRef.State.SCHEDULED;
            if (waits && ref.timeSlot < 0) {
                times.put(ref, now);
            }
        }
        again.clear();
    }
}
