package io.angarium.server.engine.sim;

import io.angarium.server.policy.DeadLetterPolicy;

/** Whether messages that consumers never want to see again have a dead letter queue of their own: in every fifth run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimRejects(boolean used) {
    static SimRejects of(long seed) {
        return new SimRejects(seed % 5 == 4);
    }

    /** Where they go. */
    String queue() {
        return used ? Model.REJECTED : Model.DEAD;
    }

    DeadLetterPolicy policy(Planted planted) {
        return new DeadLetterPolicy(
                Model.DEAD,
                planted == Planted.REJECTED_ELSEWHERE ? Model.DEAD : queue(),
                DeadLetterPolicy.NONE,
                DeadLetterPolicy.NONE);
    }
}
