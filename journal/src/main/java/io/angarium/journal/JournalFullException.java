package io.angarium.journal;

/** The disk has no room; the group was refused as a whole and the journal goes on working. */
public final class JournalFullException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final long freeBytes;

    JournalFullException(String directory, long freeBytes) {
        super(
                "No room for the journal in " + directory + " (" + freeBytes
                        + " bytes free); make room on that file system, or consume messages.",
                null);
        this.directory = directory;
        this.freeBytes = freeBytes;
    }

    /** Returns the journal directory. */
    public String directory() {
        return directory;
    }

    /** Returns how much the file system had free when room was last looked for, -1 if it could not be told. */
    public long freeBytes() {
        return freeBytes;
    }
}
