package io.angarium.server.host;

/** The way to the engine for those who bring several frames as one input. Any thread may call any method. */
public interface InputDoor {

    /** Leaves input in the inbox, for callers who hold a lock that keeps their inputs in order; {@link #serve} must follow, without that lock. */
    void enqueue(Input input);

    /**
     * Sees to it that what is in the inbox is applied: on return it has been, or another thread is about to.
     *
     * @param caller what the calling thread may be used for
     */
    void serve(Caller caller);

    /** Has something done on a thread of the broker's within a millisecond or two. */
    void remind(Runnable reminder);
}
