package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import java.io.IOException;

/**
 * The file {@value #NAME} in a directory into which a journal is being copied: there from before the first file of the copy to behind the
 * last, so that what an interrupted copy leaves is never taken for a journal.
 */
final class CopyMark {
    static final String NAME = "incomplete";

    private CopyMark() {}

    /** Marks a locked directory that holds nothing yet. */
    static void put(JournalDisk disk) throws IOException {
        disk.create(NAME).close();
        disk.forceDirectory();
    }

    /** Takes the mark away: all is there, durably. */
    static void take(JournalDisk disk) throws IOException {
        disk.forceDirectory();
        disk.delete(NAME);
        disk.forceDirectory();
    }

    static boolean isOn(JournalDisk disk) throws IOException {
        return disk.list().contains(NAME);
    }

    /** Tells whether a directory is free for a copy: nothing in it but what taking its lock leaves. */
    static boolean fits(JournalDisk disk) throws IOException {
        return disk.list().stream().allMatch(name -> name.equals("lock"));
    }
}
