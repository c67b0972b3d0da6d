package io.angarium.server.host;

import io.angarium.journal.JournalDamagedException;
import io.angarium.journal.JournalReader;
import io.angarium.journal.JournalSalvage;
import io.angarium.journal.VerifyReport.Damage;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.EngineSettings;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Recovers an engine from a journal as a start would, and writes nothing: so it shows whether everything that a start needs is there, also in
 * front of the place from which it would replay, where segments may be missing because nothing lived in them. One thread.
 */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Rehearses. A running broker may give a segment up that was wanted a moment ago: what is missing is missing twice in a row.
     *
     * @param clock wall clock in milliseconds
     * @return what is not there, or null
     * @throws io.angarium.journal.JournalException if the journal cannot be read
     */
    public static @Nullable Damage run(EngineSettings settings, JournalDisk disk, LongSupplier clock)
            throws IOException {
        Damage first = once(settings, disk, clock);
        while (first != null) {
            Damage again = once(settings, disk, clock);
            if (again == null || again.file().equals(first.file())) {
                return again;
            }
            first = again;
        }
        return null;
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
