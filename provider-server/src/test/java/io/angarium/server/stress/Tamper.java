package io.angarium.server.stress;

import io.angarium.wire.Frame;
import java.util.List;
import java.util.Random;

/** What becomes of frames on their way. Called by one thread at a time. */
public interface Tamper {

    /** What the broker gets for a frame of the client. */
    default List<Frame> toBroker(Frame frame, Random random) {
        return List.of(frame);
    }

    /** What the client gets for a frame of the broker. */
    default List<Frame> toClient(Frame frame, Random random) {
        return List.of(frame);
    }
}
