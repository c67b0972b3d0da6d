package io.angarium.journal;

/**
 * Bytes that were durable are not what was written. Nothing is skipped: the journal does not open. The message names file and
 * offset.
 */
public final class JournalDamagedException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String what;

    /**
     * Also for who finds that sound records together do not say what was written.
     *
     * @param directory for people
     * @param file its name
     * @param what is wrong there
     */
    public JournalDamagedException(String directory, String file, long offset, String what) {
        super(
                "The journal is damaged: " + what + ", in file " + file + " of " + directory + " at offset " + offset
                        + "; restore the directory from a backup, or look at it with: journal verify.",
                null);
        this.file = file;
        this.offset = offset;
        this.what = what;
    }

    /** Returns the name of the damaged or missing file. */
    public String file() {
        return file;
    }

    /** Returns the offset in the file at which the first bad batch, or the bad header or footer, begins. */
    public long offset() {
        return offset;
    }

    /** Returns what is wrong there. */
    public String what() {
        return what;
    }
}
