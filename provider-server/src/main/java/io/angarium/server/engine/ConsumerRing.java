package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of one queue; those with credit take turns, and who has never had one comes first: a consumer that asks late is not behind those that have been
 * served. Those of a lower priority have turns only when all of the higher ones had one and there was nothing for them. Owner: the engine's holder.
 */
final class ConsumerRing {
    private final List<ConsumerState> consumers = new ArrayList<>(1);
    /** By priority, the highest first. */
    private final List<Turns> turns = new ArrayList<>(1);

    private final List<ConsumerState> draining = new ArrayList<>(0);
    private @Nullable ConsumerState only;
    /** Which of the priorities has turns, and for how many of it in a row there was nothing. */
    private int at;

    private int misses;
    /** Whether what one of that priority may get is being read. */
    private boolean waiting;

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
            of(consumer).remove(consumer);
        }
        draining.remove(consumer);
    }

    int size() {
        return consumers.size();
    }

    boolean isEmpty() {
        return consumers.isEmpty();
    }

    /** Whether some consumer may be given a message now. */
    boolean takes() {
        for (ConsumerState consumer : consumers) {
            if (consumer.takes()) {
                return true;
            }
        }
        return false;
    }

    List<ConsumerState> all() {
        return consumers;
    }

    /** A consumer may have got credit. */
    void credited(ConsumerState consumer) {
        if (consumer.takes() && !consumer.inTurn()) {
            of(consumer).add(consumer);
        }
    }

    private Turns of(ConsumerState consumer) {
        int place = 0;
        while (place < turns.size() && turns.get(place).priority() > consumer.priority()) {
            place++;
        }
        if (place == turns.size() || turns.get(place).priority() < consumer.priority()) {
            turns.add(place, new Turns(consumer.priority()));
        }
        return turns.get(place);
    }

    /** Turns begin, with the highest priority: after a pause, or when somebody got something. */
    void begin() {
        at = 0;
        misses = 0;
        waiting = false;
    }

    /** For the one that had its turn last there was nothing. */
    void missed() {
        misses++;
    }

    /** What it may get is being read: until then nobody of a lower priority has a turn. */
    void waits() {
        waiting = true;
    }

    /** The next consumer in turn that has credit, or null if nobody has, or all that have had a turn since the {@link #begin}. */
    @Nullable
    ConsumerState next() {
        while (at < turns.size()) {
            Turns now = turns.get(at);
            ConsumerState consumer = misses < now.size() ? now.next() : null;
            if (consumer != null) {
                return consumer;
            }
            if (waiting) {
                return null;
            }
            at++;
            misses = 0;
        }
        return null;
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
            only = first();
        }
        return only;
    }

    /** Of those with the highest priority the one that came first. */
    private ConsumerState first() {
        ConsumerState first = consumers.get(0);
        for (ConsumerState consumer : consumers) {
            first = consumer.priority() > first.priority() ? consumer : first;
        }
        return first;
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
