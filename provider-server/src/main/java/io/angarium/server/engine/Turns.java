package io.angarium.server.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Consumers of one priority that take turns, who has never had one first. Owner: {@link ConsumerRing}. */
final class Turns {
    private final int priority;
    private final ArrayDeque<ConsumerState> newcomers = new ArrayDeque<>(2);
    private final ArrayDeque<ConsumerState> others = new ArrayDeque<>(2);

    Turns(int priority) {
        this.priority = priority;
    }

    int priority() {
        return priority;
    }

    int size() {
        return newcomers.size() + others.size();
    }

    void add(ConsumerState consumer) {
        consumer.inTurn(true);
        (consumer.hadTurn() ? others : newcomers).addLast(consumer);
    }

    void remove(ConsumerState consumer) {
        if (consumer.inTurn()) {
            consumer.inTurn(false);
            newcomers.remove(consumer);
            others.remove(consumer);
        }
    }

    /** The next one that takes something, or null. */
    @Nullable
    ConsumerState next() {
        ConsumerState consumer = pollFirst();
        while (consumer != null && !consumer.takes()) {
            consumer.inTurn(false);
            consumer = pollFirst();
        }
        if (consumer != null) {
            consumer.takeTurn();
            others.addLast(consumer);
        }
        return consumer;
    }

    private @Nullable ConsumerState pollFirst() {
        ConsumerState newcomer = newcomers.pollFirst();
        return newcomer != null ? newcomer : others.pollFirst();
    }
}
