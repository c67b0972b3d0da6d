package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;

/**
 * Writes messages that have no record, because they are not persistent, into the journal, so that their bodies can leave memory. Nobody waits for
 * the disk with that, and a restart knows nothing of them. Owner: the engine's holder.
 */
final class Spiller {
    private final Ledger ledger;
    private final LiveRecords live;

    Spiller(Ledger ledger, LiveRecords live) {
        this.ledger = ledger;
        this.live = live;
    }

    /** Writes one; false if the journal does not take it now. */
    boolean spill(StoredMessage stored) {
        try {
            stored.place(ledger.write(new Effect.MessageSpilled(stored.message())));
        } catch (JournalException refused) {
            return false;
        }
        live.add(stored);
        return true;
    }
}
