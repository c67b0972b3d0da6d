package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consumers of one queue, taking turns. Owner: the engine's holder. */
final class ConsumerRing {
    private final List<ConsumerState> consumers = new ArrayList<>(1);
    private int turn;

    void add(ConsumerState consumer) {
        consumers.add(consumer);
    }

    void remove(ConsumerState consumer) {
        consumers.remove(consumer);
    }

    int size() {
        return consumers.size();
    }

    boolean isEmpty() {
        return consumers.isEmpty();
    }

    List<ConsumerState> all() {
        return consumers;
    }

    /** The next consumer in turn that has credit, or null. */
    @Nullable
    ConsumerState nextWithCredit() {
        int n = consumers.size();
        for (int i = 0; i < n; i++) {
            turn = turn + 1 < n ? turn + 1 : 0;
            ConsumerState consumer = consumers.get(turn);
            if (consumer.hasCredit()) {
                return consumer;
            }
        }
        return null;
    }
}
