package io.angarium.server.engine;

import java.util.ArrayDeque;

/** Runs the activities in turn, one step each. Owner: the engine's holder. */
final class Activities {
    private final ArrayDeque<Activity> waiting = new ArrayDeque<>();

    void add(Activity activity) {
        waiting.addLast(activity);
    }

    /** One step of the next one. */
    void step() {
        Activity activity = waiting.pollFirst();
        if (activity != null && !activity.step()) {
            waiting.addLast(activity);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
