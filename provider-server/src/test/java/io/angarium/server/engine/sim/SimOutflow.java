package io.angarium.server.engine.sim;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;

/** Whether clients are given nothing more while too much waits to be read by them: in every sixth run. It follows from the seed, so that whatever else a seed does stays as it is. */
record SimOutflow(boolean used) {
    private static final int ENOUGH = 300;

    static SimOutflow of(long seed) {
        return new SimOutflow(seed % 6 == 2);
    }

    /** Whether a client may be given something. */
    boolean hasRoom(SimClient client) {
        return !used || waiting(client) <= ENOUGH;
    }

    /** Whether so much of it has been read that there may be more. */
    boolean drained(SimClient client) {
        return waiting(client) <= ENOUGH / 2;
    }

    private static int waiting(SimClient client) {
        int bytes = 0;
        for (Frame frame : client.toClient) {
            bytes += frame instanceof ConsumerFrame.Deliver deliver
                    ? deliver.message().size()
                    : 0;
        }
        return bytes;
    }
}
