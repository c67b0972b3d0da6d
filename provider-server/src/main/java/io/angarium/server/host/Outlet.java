package io.angarium.server.host;

import io.angarium.wire.Frame;
import java.util.List;

/**
 * The way out to one connection. After a round its frames are given to {@link #offer} while the engine is still held, so that batches
 * keep their order, and written by {@link #flush} when it is free again.
 */
public interface Outlet {

    /**
     * Takes the frames of a round, after all earlier ones. Called by the engine's holder, one at a time; only queues, never writes.
     *
     * @param frames immutable from now on
     * @param last the connection ends after these; the last of them is a Goodbye
     */
    void offer(List<Frame> frames, boolean last);

    /**
     * Whether there may be a delivery of so many bytes; then it is offered at the end of this round. If not, this is flushed at the end of the round all the same, and
     * {@link Input.Drained} says when there is room. Called by the engine's holder.
     */
    default boolean hasRoom(int bytes) {
        return true;
    }

    /** Sees to it that what was offered gets written, now or soon. Any thread, several at once; never blocks. */
    void flush();
}
