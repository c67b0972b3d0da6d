package io.angarium.jms.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure of a task: thrown by a {@link TaskHandler} that knows better than the task's {@link Retry} whether and when to try again, and by {@link TaskHandle#get} for what has no result. */
public final class TaskException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final TaskState state;
    private final @Nullable Duration pause;

    TaskException(TaskState state, @Nullable String reason, @Nullable Duration pause) {
        super(reason);
        this.state = state;
        this.pause = pause;
    }

    /** For a handler: no further attempt is of use. */
    public static TaskException rejected(String reason) {
        return new TaskException(TaskState.FAILURE, reason, null);
    }

    /** For a handler: to be tried again after that pause, if there is an attempt left. */
    public static TaskException retryAfter(Duration pause, String reason) {
        return new TaskException(TaskState.RETRY, reason, pause);
    }

    /** FAILURE, REVOKED, or RETRY if a handler asks for it. */
    public TaskState state() {
        return state;
    }

    @Nullable
    Duration pause() {
        return pause;
    }
}
