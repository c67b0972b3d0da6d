package io.angarium.server.engine;

import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;

/** Appends effects to the journal, one at a time or several as an atomic group. Owner: the engine's holder. */
final class Ledger {
    private final EffectLog log;
    private final RecordGroup group = new RecordGroup();
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
     * Appends the group begun.
     *
     * @return position of its first record
     */
    long append(boolean mayUseReserve) {
        lastPosition = log.append(group, mayUseReserve);
        return lastPosition;
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
