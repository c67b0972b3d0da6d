package io.angarium.journal;

/** More is waiting to be forced than may be kept in memory; nothing of the group was appended. Force, then try again. */
public final class GatherLimitException extends JournalException {
    private static final long serialVersionUID = 1L;

    GatherLimitException(long gathered, long limit) {
        super(
                gathered + " bytes wait to be forced and the limit is " + limit
                        + "; the group was not appended, force the journal and append it again.",
                null);
    }
}
