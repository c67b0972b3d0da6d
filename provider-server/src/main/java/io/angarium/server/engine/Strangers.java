package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Messages of a queue that a restart has found, that hold back the group they are in, and of which it is not known which group that is, as their
 * bodies are in the journal only. These are read, some at a time; until then nothing of the queue is delivered. Owner: the engine's holder.
 */
final class Strangers {
    /** So many are read at a time. */
    private static final int MOST_ASKED = 256;

    /** So many bytes of them, or one. */
    private static final long MOST_BYTES = 1024 * 1024;

    private final Deque<MessageRef> found = new ArrayDeque<>(0);
    private final List<MessageRef> asked = new ArrayList<>(0);
    private long askedBytes;

    /** Recovery has found one, acknowledged in a branch that is in doubt, or waiting for its next attempt. */
    void add(MessageRef ref) {
        found.addLast(ref);
    }

    boolean isEmpty() {
        return found.isEmpty() && asked.isEmpty();
    }

    /** It does not matter who they are: the queue has no groups. Should it have some later, these hold back all of it. */
    void clear() {
        found.clear();
        asked.clear();
        askedBytes = 0;
    }

    /**
     * Looks who they are, as far as that can be told.
     *
     * @return whether it is not known of all
     */
    boolean identify(Groups groups, Bodies bodies) {
        if (!asked.isEmpty()) {
            for (MessageRef ref : asked) {
                if (came(ref)) {
                    askedBytes -= ref.size();
                    identified(ref, groups, bodies);
                }
            }
            asked.removeIf(Strangers::came);
        }
        while (!found.isEmpty() && asked.size() < MOST_ASKED && askedBytes < MOST_BYTES) {
            MessageRef ref = found.removeFirst();
            if (ref.stored().hasBody() || !holds(ref)) {
                identified(ref, groups, bodies);
            } else {
                bodies.wantAlone(ref);
                asked.add(ref);
                askedBytes += ref.size();
            }
        }
        return !isEmpty();
    }

    /** Whether it has been read, or cannot be, or need not be any more. */
    private static boolean came(MessageRef ref) {
        return !ref.stored().asked() || !holds(ref);
    }

    private static boolean holds(MessageRef ref) {
        return ref.state() == MessageRef.State.IN_TRANSACTION || ref.state() == MessageRef.State.SCHEDULED;
    }

    private static void identified(MessageRef ref, Groups groups, Bodies bodies) {
        if (holds(ref) && ref.stored().hasBody()) {
            groups.found(ref);
            bodies.passed(ref);
        }
    }
}
