package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages that recur and leave for their next one, which is in no queue until that is durable: who looks through a queue, or empties it, would miss both. Such
 * look-outs hear of each whose time comes meanwhile. Owner: the engine's holder.
 */
final class Successions {
    private final DurabilityGate gate;
    private final List<Lookout> lookouts = new ArrayList<>(0);
    private int underWay;

    /** Somebody who must not miss a message that recurs, as its time comes meanwhile. */
    interface Lookout {
        /** The time of one has come; it is in memory. Returns whether it was removed: then it recurs no more. */
        default boolean takes(MessageRef plan) {
            return false;
        }

        /** Another one waits for the next time in its place, or will when that is durable. */
        default void follows(MessageRef plan, MessageRef next) {}

        /** What was in no queue until it was durable comes to its queue. */
        default void arrives(MessageRef ref) {}
    }

    Successions(DurabilityGate gate) {
        this.gate = gate;
    }

    /** Is told of those that come from now on. */
    void add(Lookout lookout) {
        lookouts.add(lookout);
    }

    void remove(Lookout lookout) {
        lookouts.remove(lookout);
    }

    /** Runs it when the next ones of all that have come are in their queues: mostly at once. */
    void whenNoneIsUnderWay(Held action) {
        if (underWay == 0) {
            action.release();
        } else {
            gate.hold(0, action); // behind them
        }
    }

    /** The time of one has come; returns whether somebody has removed it. */
    boolean takes(MessageRef plan) {
        for (int i = 0; i < lookouts.size(); i++) {
            if (lookouts.get(i).takes(plan)) {
                return true;
            }
        }
        return false;
    }

    /** It has left for another one. */
    void follows(MessageRef plan, MessageRef next) {
        for (int i = 0; i < lookouts.size(); i++) {
            lookouts.get(i).follows(plan, next);
        }
    }

    /** One is in no queue until something is durable. */
    void begin() {
        underWay++;
    }

    /** It comes to its queue. */
    void end(MessageRef ref) {
        underWay--;
        for (int i = 0; i < lookouts.size(); i++) {
            lookouts.get(i).arrives(ref);
        }
    }
}
