package io.angarium.jms.task;

import org.jspecify.annotations.Nullable;

/**
 * What a worker does with the tasks of one name; called by several threads. It may be called again for the same task, after a failure, or when
 * worker or broker died before its end was known.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface TaskHandler<X extends Exception> {
    /**
     * Does it.
     *
     * @return text, bytes ({@code byte[]}), a map of names to what a {@link jakarta.jms.MapMessage} takes, or null: the result, which is the
     *     body of the next task of a chain
     * @throws X a failure: the task is tried again as its {@link Retry} says
     * @throws TaskException a failure that itself says whether and when the task is tried again
     */
    @Nullable
    Object run(TaskRun run) throws X;
}
