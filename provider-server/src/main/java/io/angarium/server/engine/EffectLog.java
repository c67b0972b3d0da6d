package io.angarium.server.engine;

import io.angarium.journal.RecordGroup;

/** The journal as the engine sees it: it appends and learns the position at once; that the position is durable it hears later. */
public interface EffectLog {

    /**
     * Appends records that belong together.
     *
     * @param group the records; free for reuse when this returns
     * @param mayUseReserve true for acknowledgements and other records that free space, which go on when sends are refused
     * @return logical position of the first record; record i lies at that plus {@code group.offset(i)}
     * @throws io.angarium.journal.JournalException if the journal is full or has failed; nothing was appended
     */
    long append(RecordGroup group, boolean mayUseReserve);

    /** The journal's space; it may be used when the journal is open, which it is not while records are replayed. */
    Space space();

    /** Copies of the journal. */
    default Backups backups() {
        return Backups.NONE;
    }
}
