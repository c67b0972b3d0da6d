package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consumers of one queue; those with credit take turns. Owner: the engine's holder. */
final class ConsumerRing {
    private final List<ConsumerState> consumers = new ArrayList<>(1);
    private final ArrayDeque<ConsumerState> turns = new ArrayDeque<>(2);
    private final List<ConsumerState> draining = new ArrayList<>(0);

    void add(ConsumerState consumer) {
        consumers.add(consumer);
    }

    /** A consumer goes; one that waits for a drain's answer must have been answered. */
    void remove(ConsumerState consumer) {
        consumers.remove(consumer);
        if (consumer.inTurn()) {
            consumer.inTurn(false);
            turns.remove(consumer);
        }
        draining.remove(consumer);
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

    /** A consumer may have got credit. */
    void credited(ConsumerState consumer) {
        if (consumer.hasCredit() && !consumer.inTurn()) {
            consumer.inTurn(true);
            turns.addLast(consumer);
        }
    }

    /** How many {@link #next} would go round, at most. */
    int turns() {
        return turns.size();
    }

    /** The next consumer in turn that has credit, or null. */
    @Nullable
    ConsumerState next() {
        ConsumerState consumer = turns.pollFirst();
        while (consumer != null && !consumer.hasCredit()) {
            consumer.inTurn(false);
            consumer = turns.pollFirst();
        }
        if (consumer != null) {
            turns.addLast(consumer);
        }
        return consumer;
    }

    /** Those that wait for the answer to a drain. */
    List<ConsumerState> draining() {
        return draining;
    }
}
