package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;

/**
 * Appends effects to the journal, one at a time or several as an atomic group. Owner: the engine's holder.
 *
 * <p>What takes room may be refused by the journal (full, too much waiting, too large): then the {@link JournalException} comes out and
 * nothing was appended. What frees room may not: its failure, like that of the journal as a whole, is {@link LedgerBroken}.
 */
final class Ledger {
    /** A group that had to grow beyond this for one large message is not kept. */
    private static final int LARGEST_KEPT_BYTES = 4 * 1024 * 1024;

    private final EffectLog log;
    private RecordGroup group = new RecordGroup();
    private long lastPosition = -1;

    Ledger(EffectLog log) {
        this.log = log;
    }

    /** Starts an atomic group. */
    Ledger begin() {
        group.clear();
        return this;
    }

    /** Adds an effect to the group begun. */
    Ledger add(Effect effect) {
        EffectWriter.write(effect, group);
        return this;
    }

    /**
     * Appends the group begun; it takes room.
     *
     * @return position of its first record
     * @throws JournalException if the journal refuses
     */
    long append() {
        return append(false);
    }

    /** For each record of the group begun, how far it lies behind the first one. */
    int[] offsets() {
        int[] offsets = new int[group.count()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = group.offset(i);
        }
        return offsets;
    }

    /** Appends a group that takes room and that nobody waits for; returns its position. */
    long append(RecordGroup other) {
        return log.append(other, false);
    }

    private long append(boolean frees) {
        try {
            lastPosition = log.append(group, frees);
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        } catch (JournalException refused) {
            if (frees) {
                throw new LedgerBroken(refused);
            }
            throw refused;
        } finally {
            if (group.size() > LARGEST_KEPT_BYTES) {
                group = new RecordGroup();
            }
        }
        return lastPosition;
    }

    /** Sees to it that so many bytes can be appended and leave half of the reserve at least; false if the disk has no room for them. */
    boolean makeRoom(long bytes) {
        try {
            return log.space().makeRoom(bytes);
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        }
    }

    /** Position behind everything that was appended. */
    long appended() {
        return log.space().appendedPosition();
    }

    /** Position of the first record of the group last appended, -1 if there was none. */
    long lastPosition() {
        return lastPosition;
    }

    /** Appends one effect that takes room: refused when the disk is full. */
    long write(Effect effect) {
        return begin().add(effect).append(false);
    }

    /** Appends one effect that frees room or must not fail for lack of it. */
    long writeFreeing(Effect effect) {
        return begin().add(effect).append(true);
    }
}
