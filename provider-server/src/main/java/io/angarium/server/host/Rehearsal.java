package io.angarium.server.host;

import io.angarium.journal.JournalDamagedException;
import io.angarium.journal.JournalException;
import io.angarium.journal.JournalReader;
import io.angarium.journal.JournalSalvage;
import io.angarium.journal.VerifyReport.Damage;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.EngineSettings;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Recovers an engine from a journal as a start would, and writes nothing: so it shows whether everything that a start needs is there, also in
 * front of the place from which it would replay, where segments may be missing because nothing lived in them. One thread.
 */
public final class Rehearsal {
    /** Of a running broker whose files change during so many rehearsals in a row, what the last of them finds counts. */
    private static final int MOST_TRIES = 20;

    private Rehearsal() {}

    /**
     * Rehearses. A running broker may replace its checkpoint, or give a segment up, that was wanted a moment ago: what is found wrong counts if the files were
     * the same before and after.
     *
     * @param clock wall clock in milliseconds
     * @return what is not there, or null
     * @throws JournalException if the journal cannot be read
     */
    public static @Nullable Damage run(EngineSettings settings, JournalDisk disk, LongSupplier clock)
            throws IOException {
        for (int tries = 1; ; tries++) {
            List<String> before = files(disk);
            try {
                Damage damage = once(settings, disk, clock);
                if (damage == null || tries == MOST_TRIES || files(disk).equals(before)) {
                    return damage;
                }
            } catch (IOException | JournalException | IllegalStateException wrong) {
                if (tries == MOST_TRIES || files(disk).equals(before)) {
                    throw wrong;
                }
            }
        }
    }

    /** What a start would read. */
    private static List<String> files(JournalDisk disk) throws IOException {
        return disk.list().stream()
                .filter(name -> name.startsWith("checkpoint-") || name.startsWith("segment-"))
                .sorted()
                .toList();
    }

    private static @Nullable Damage once(EngineSettings settings, JournalDisk disk, LongSupplier clock)
            throws IOException {
        try (JournalSalvage journal = JournalSalvage.unlocked(disk, loss -> {});
                JournalReader reader = journal.reader()) {
            RehearsedLog log = new RehearsedLog(journal, reader);
            Engine engine = new Engine(settings, log, new OutputCollector());
            journal.replay(engine::recover);
            engine.recovered(clock.getAsLong(), log.appendedPosition());
            return null;
        } catch (JournalDamagedException missing) {
            return new Damage(missing.file(), missing.offset(), missing.what());
        }
    }
}
