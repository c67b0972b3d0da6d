package io.angarium.jms.task;

/** Where a task is, in the order in which that can be seen. */
public enum TaskState {
    /** It waits, was never submitted, or what became of it is not kept any more. */
    PENDING,
    /** A worker runs it. */
    STARTED,
    /** It failed, and waits for its next attempt. */
    RETRY,
    /** It is done, and its result is there. */
    SUCCESS,
    /** It failed for good. */
    FAILURE,
    /** It was revoked, and does not run. */
    REVOKED;

    /** Whether nothing follows. */
    public boolean isFinal() {
        return compareTo(RETRY) > 0;
    }
}
