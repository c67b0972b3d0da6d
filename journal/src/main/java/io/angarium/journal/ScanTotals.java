package io.angarium.journal;

import io.angarium.journal.format.BatchHeader;
import io.angarium.journal.format.RecordTypes;

/** What a scan has seen so far. Owned by the scanning thread. */
final class ScanTotals {
    private long epoch;
    private long effects;
    private long bytes;
    private int lastType = RecordTypes.CLOSING;

    /** The log is read from a checkpoint on that was made in this epoch. */
    void startIn(long checkpointEpoch) {
        epoch = checkpointEpoch;
        lastType = RecordTypes.CHECKPOINT_END;
    }

    void batch(BatchHeader batch) {
        epoch = batch.epoch();
        bytes += batch.length();
    }

    void record(int type) {
        lastType = type;
        if (RecordTypes.isEffect(type)) {
            effects++;
        }
    }

    /** Returns the epoch of the last batch, 0 before the first. */
    long epoch() {
        return epoch;
    }

    /** Returns the number of records of the effects family. */
    long effects() {
        return effects;
    }

    /** Returns the length of all valid batches. */
    long bytes() {
        return bytes;
    }

    /** Tells whether the log ends with the record that closes it, or is empty. */
    boolean closedInOrder() {
        return lastType == RecordTypes.CLOSING;
    }
}
