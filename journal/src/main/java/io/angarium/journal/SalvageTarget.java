package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import java.io.Closeable;
import java.io.IOException;

/**
 * A new journal that goes on where another ends, for what is saved of that: positions of the other stay names of messages here. Until
 * {@link #complete} it is marked as incomplete. One thread.
 */
public final class SalvageTarget implements Closeable {
    private final JournalDisk disk;
    private final Journal journal;

    private SalvageTarget(JournalDisk disk, Journal journal) {
        this.disk = disk;
        this.journal = journal;
    }

    /**
     * Makes the journal in an empty directory.
     *
     * @param settings with the length of segments of the other
     * @param firstSequence number of its first segment, higher than any of the other
     * @throws JournalFailedException if the directory is not empty, or cannot be written
     */
    public static SalvageTarget open(JournalDisk disk, JournalSettings settings, long firstSequence) {
        return new SalvageTarget(
                disk, new JournalOpener(disk, settings, (type, position, payload) -> {}).openCopy(firstSequence));
    }

    /** Returns the journal, to be written. */
    public Journal journal() {
        return journal;
    }

    /** Closes the journal in order; from then on it counts. It must have a checkpoint. */
    public void complete() throws IOException {
        journal.close();
        CopyMark.take(disk);
    }

    /** Closes it; it stays marked, unless it is complete. */
    @Override
    public void close() {
        journal.close();
    }
}
