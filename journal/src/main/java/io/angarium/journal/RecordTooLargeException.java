package io.angarium.journal;

/** A group that no segment can hold; nothing of it was appended. */
public final class RecordTooLargeException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    RecordTooLargeException(int size, int limit) {
        super(
                "A group of " + size + " bytes is more than a segment can hold, " + limit
                        + " bytes; write it in parts.",
                null);
        this.limit = limit;
    }

    /** Returns the largest size of such a group, in bytes with its record headers. */
    public int limit() {
        return limit;
    }
}
