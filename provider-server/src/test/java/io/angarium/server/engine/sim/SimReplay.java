package io.angarium.server.engine.sim;

import io.angarium.server.engine.Engine;
import java.nio.ByteBuffer;

/** What a start reads of the journal: as it is, or otherwise with a planted fault. */
final class SimReplay {
    /** Types of docs/journal-format.md. */
    private static final int STORED = 10;

    private static final int COMMITTED = 20;
    private static final int PREPARED = 22;

    private static final int ORIGIN_OF_STORED = 32;
    private static final int ORIGIN_OF_COMMITTED = 8;

    private final SimRun run;
    private final SimRecords records;

    SimReplay(SimRun run, SimRecords records) {
        this.run = run;
        this.records = records;
    }

    /** The start reads a record. */
    void read(Engine engine, int type, long position, ByteBuffer payload) {
        if (forgotten(type, payload)) {
            return;
        }
        if (run.has(Planted.WINDOW_NOT_RECOVERED) && type == STORED) {
            engine.recover(type, position, foreign(payload, ORIGIN_OF_STORED));
            return;
        }
        if (run.has(Planted.OUTCOME_NOT_RECOVERED) && type == COMMITTED) {
            engine.recover(type, position, foreign(payload, ORIGIN_OF_COMMITTED));
            return;
        }
        records.found(type, payload);
        engine.recover(type, position, payload);
    }

    private boolean forgotten(int type, ByteBuffer payload) {
        return switch (run.planted()) {
            case RECORD_FORGOTTEN -> run.choice().oneIn(20);
            case PREPARED_NOT_RECOVERED -> type == PREPARED;
            case BRANCH_COMMIT_NOT_RECOVERED -> type == COMMITTED && !ofClient(payload);
            case RETRY_NOT_RECOVERED -> type == SimRetries.DELAYED;
            case DELAYED_LIST_NOT_RECOVERED -> type == SimDelays.LIST_KEPT;
            default -> false;
        };
    }

    /** Whether it is the commit of a client's transaction, and not of a branch. */
    private static boolean ofClient(ByteBuffer payload) {
        return payload.getLong(payload.position() + ORIGIN_OF_COMMITTED) != 0;
    }

    /** The same record of somebody else, whose incarnation begins there. */
    private static ByteBuffer foreign(ByteBuffer payload, int originAt) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        return copy.putLong(originAt, 4711);
    }
}
