package io.angarium.server.engine;

/**
 * How far a serial consumer goes past messages that wait for others of their groups, which it has: it is back there soon, when one of those is
 * settled, so it must not go far each time. Owner: the engine's holder.
 */
final class SerialLook {
    /** So many messages it looks past behind one that waits for another one of its group. */
    private static final int FARTHEST = 1_000;

    private boolean holds;
    private int looked;
    private long farthest;
    private int farthestPriority;

    /** It comes to a message that waits for another one of its group. */
    void heldBack() {
        holds = true;
    }

    /** It goes past a message. */
    void passed(MessageRef ref) {
        if (holds && ++looked == FARTHEST) {
            farthest = ref.sequence();
            farthestPriority = ref.priority();
        }
    }

    /** Whether it looks at this one only when something of its groups is settled: it has gone past so many since the first that waits for that. */
    boolean isFar(MessageRef ref) {
        return looked >= FARTHEST
                && (ref.priority() < farthestPriority
                        || (ref.priority() == farthestPriority && ref.sequence() > farthest));
    }

    /** Of one of its groups nothing is open any more, or it is another's. */
    void lookOn() {
        holds = false;
        looked = 0;
    }
}
