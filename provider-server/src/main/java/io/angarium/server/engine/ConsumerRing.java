package io.angarium.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one queue; those with credit take turns, and who has never had one comes first: a consumer that asks late is not behind those that have been
 * served. Owner: the engine's holder.
 */
final class ConsumerRing {
    private final List<ConsumerState> consumers = new ArrayList<>(1);
    private final ArrayDeque<ConsumerState> newcomers = new ArrayDeque<>(2);
    private final ArrayDeque<ConsumerState> turns = new ArrayDeque<>(2);
    private final List<ConsumerState> draining = new ArrayList<>(0);
    private @Nullable ConsumerState only;

    void add(ConsumerState consumer) {
        consumers.add(consumer);
    }

    /** A consumer goes; one that waits for a drain's answer must have been answered. */
    void remove(ConsumerState consumer) {
        consumers.remove(consumer);
        if (only == consumer) {
            only = null;
        }
        if (consumer.inTurn()) {
            consumer.inTurn(false);
            newcomers.remove(consumer);
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
            (consumer.hadTurn() ? turns : newcomers).addLast(consumer);
        }
    }

    /** How many {@link #next} would go round, at most. */
    int turns() {
        return newcomers.size() + turns.size();
    }

    /** The next consumer in turn that has credit, or null. */
    @Nullable
    ConsumerState next() {
        ConsumerState consumer = pollFirst();
        while (consumer != null && !consumer.hasCredit()) {
            consumer.inTurn(false);
            consumer = pollFirst();
        }
        if (consumer != null) {
            consumer.takeTurn();
            turns.addLast(consumer);
        }
        return consumer;
    }

    private @Nullable ConsumerState pollFirst() {
        ConsumerState newcomer = newcomers.pollFirst();
        return newcomer != null ? newcomer : turns.pollFirst();
    }

    /**
     * The one that alone gets messages, where that is the policy: the one that came first, until it is gone.
     *
     * @param inFlight how many messages of the queue are with consumers or in transactions: while there are any, nobody takes over
     * @return null while nobody gets any
     */
    @Nullable
    ConsumerState only(int inFlight) {
        if (only == null && inFlight == 0 && !consumers.isEmpty()) {
            only = consumers.get(0);
        }
        return only;
    }

    /** The one that alone gets messages, null if nobody does, or if all do. */
    @Nullable
    ConsumerState only() {
        return only;
    }

    /** Another policy applies: whoever gets messages alone has to be found again. */
    void reconsider() {
        only = null;
    }

    /** Those that wait for the answer to a drain. */
    List<ConsumerState> draining() {
        return draining;
    }
}
