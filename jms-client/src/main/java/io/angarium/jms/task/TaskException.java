package io.angarium.jms.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure of a task: thrown by a {@link TaskHandler} that knows better than the task's {@link Retry} whether and when to try again, and by {@link TaskHandle#get} for what has no result. */
public final class TaskException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final TaskState state;
    /** Longer than any task waits, and no danger to sums. */
    static final Duration LONGEST = Duration.ofDays(36_525);

    private final @Nullable Duration pause;
    private final boolean handlers;

    /** For whoever asks for the result. */
    TaskException(TaskState state, @Nullable String reason) {
        this(state, reason, null, false);
    }

    private TaskException(TaskState state, @Nullable String reason, @Nullable Duration pause, boolean handlers) {
        super(reason);
        this.state = state;
        this.pause = pause;
        this.handlers = handlers;
    }

    /** For a handler: no further attempt is of use. */
    public static TaskException rejected(String reason) {
        return new TaskException(TaskState.FAILURE, reason, null, true);
    }

    /** For a handler: to be tried again after that pause (at once, if it is negative), if there is an attempt left. */
    public static TaskException retryAfter(Duration pause, String reason) {
        Duration own = pause == null || pause.isNegative() ? Duration.ZERO : pause;
        return new TaskException(TaskState.RETRY, reason, own.compareTo(LONGEST) > 0 ? LONGEST : own, true);
    }

    /** FAILURE, REVOKED, or RETRY if a handler asks for it. */
    public TaskState state() {
        return state;
    }

    /** Whether a handler has made it, to say what is to come of its task: not so what {@link TaskHandle#get} says of another one. */
    boolean handlers() {
        return handlers;
    }

    @Nullable
    Duration pause() {
        return pause;
    }
}
