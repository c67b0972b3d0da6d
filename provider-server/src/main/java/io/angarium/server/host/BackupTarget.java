package io.angarium.server.host;

import io.angarium.journal.file.JournalDisk;
import java.io.IOException;

/** Where a copy of a broker's data goes. */
public interface BackupTarget {
    /** The directory for the journal. */
    JournalDisk journal();

    /**
     * Copies what a broker needs beside its journal; called when the journal's directory is there and marked as incomplete.
     *
     * @throws IOException if that cannot be done
     */
    void copyTheRest() throws IOException;

    /** Finds targets. */
    @FunctionalInterface
    interface Finder {
        /**
         * The target for a folder.
         *
         * @throws IllegalArgumentException if that is no absolute name of a folder
         */
        BackupTarget in(String folder);
    }
}
