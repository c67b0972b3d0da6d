package io.angarium.journal;

/** The directory holds a copy of a journal that was interrupted, by a backup or a salvage. */
public final class JournalIncompleteException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalIncompleteException(String directory) {
        super(
                "The journal in " + directory + " is an incomplete copy: the backup or salvage that wrote it was"
                        + " interrupted. Delete the directory and make the copy again.",
                null);
    }
}
