package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Messages of a queue that a restart has found, that hold back the group they are in, and of which it is not known which group that is, as their
 * bodies are in the journal only. These are read; until then nothing of the queue is delivered. Owner: the engine's holder.
 */
final class Strangers {
    private final List<MessageRef> found = new ArrayList<>(0);
    private final List<MessageRef> asked = new ArrayList<>(0);

    /** Recovery has found one, acknowledged in a branch that is in doubt, or waiting for its next attempt. */
    void add(MessageRef ref) {
        found.add(ref);
    }

    boolean isEmpty() {
        return found.isEmpty() && asked.isEmpty();
    }

    /**
     * Looks who they are, as far as that can be told.
     *
     * @return whether it is not known of all
     */
    boolean identify(Groups groups, Bodies bodies) {
        for (Iterator<MessageRef> all = asked.iterator(); all.hasNext(); ) {
            MessageRef ref = all.next();
            if (!ref.stored().asked()) { // it has been read, or cannot be
                all.remove();
                identified(ref, groups);
            }
        }
        for (MessageRef ref : found) {
            if (ref.stored().hasBody() || !holds(ref)) {
                identified(ref, groups);
            } else {
                bodies.want(ref);
                asked.add(ref);
            }
        }
        found.clear();
        return !asked.isEmpty();
    }

    private static boolean holds(MessageRef ref) {
        return ref.state() == MessageRef.State.IN_TRANSACTION || ref.state() == MessageRef.State.SCHEDULED;
    }

    private static void identified(MessageRef ref, Groups groups) {
        if (holds(ref) && ref.stored().hasBody()) {
            groups.found(ref);
        }
    }
}
