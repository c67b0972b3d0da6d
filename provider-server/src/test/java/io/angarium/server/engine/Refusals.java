package io.angarium.server.engine;

import io.angarium.journal.Admission;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalClock;
import io.angarium.journal.JournalException;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.testing.StoppedClock;

/** What a journal says when it refuses, from a journal that does. */
public final class Refusals {
    private static final JournalClock CLOCK = new StoppedClock();

    private Refusals() {}

    /** The disk is full. */
    public static JournalException full() {
        MemoryDisk disk = new MemoryDisk();
        return refusal(disk, () -> disk.faults().capacity(disk.usedBytes()));
    }

    /** A write failed: the journal has stopped. */
    static JournalException failed() {
        MemoryDisk disk = new MemoryDisk();
        return refusal(disk, () -> disk.faults().failWrite(1));
    }

    private static JournalException refusal(MemoryDisk disk, Runnable trouble) {
        JournalSettings settings = JournalSettings.standard(1, CLOCK).withSegmentBytes(1 << 16);
        Journal journal = Journal.open(disk, settings, (type, position, payload) -> {});
        trouble.run();
        RecordGroup group = new RecordGroup();
        group.begin(1, 8192).put(new byte[8192]);
        group.end();
        try {
            for (int i = 0; i < 1000; i++) {
                journal.append(group, Admission.NORMAL);
                journal.tryForce();
            }
        } catch (JournalException refused) {
            return refused;
        }
        throw new IllegalStateException("the journal took everything");
    }
}
