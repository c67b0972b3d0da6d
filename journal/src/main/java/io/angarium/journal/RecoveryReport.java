package io.angarium.journal;

/**
 * What opening a journal found.
 *
 * @param segments number of segment files
 * @param records number of records handed to the visitor
 * @param bytes number of bytes read as valid batches
 * @param tornBytes length of the torn tail that was cut off, 0 if there was none
 * @param millis how long recovery took
 * @param lastPosition logical position behind the last valid batch found
 * @param epoch the epoch under which this opening writes
 * @param closedInOrder whether the journal had been closed in order, or was new
 */
public record RecoveryReport(
        int segments,
        long records,
        long bytes,
        long tornBytes,
        long millis,
        long lastPosition,
        long epoch,
        boolean closedInOrder) {}
