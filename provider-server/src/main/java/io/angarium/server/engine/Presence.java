package io.angarium.server.engine;

/** Which messages are in memory, and has those come that are wanted and are not. Owner: the engine's holder. */
record Presence(Bodies bodies, Pager pager, DelayedArrivals arrivals) {

    /** Whether a message is in memory with its body; if not, it comes, and its queue becomes ready again. */
    boolean here(MessageRef ref) {
        if (!isLoaded(ref)) {
            return false;
        }
        if (ref.stored().hasBody()) {
            return true;
        }
        ParkedRun next = bodies.want(ref);
        if (next != null) {
            pager.want(next);
        }
        return false;
    }

    /** Whether its reference is, perhaps without the body; likewise. */
    boolean isLoaded(MessageRef ref) {
        if (ref instanceof ParkedRun run) {
            pager.want(run);
            return false;
        }
        return true;
    }

    /** Whether the delivery time of some has come that will join their queue next. */
    boolean late(MessageQueue queue) {
        return arrivals.late(queue);
    }

    /** Somebody has looked at a message and left it where it is. */
    void passed(MessageRef ref) {
        bodies.passed(ref);
    }

    /** A message is somewhere else too from now on: the list of the run that it was in does not tell the truth any more. */
    void leavesHome(MessageRef ref) {
        ParkedRun home = ref.home();
        if (home != null) {
            pager.spoil(home);
        }
    }
}
