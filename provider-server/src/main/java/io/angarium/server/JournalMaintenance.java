package io.angarium.server;

import io.angarium.journal.JournalSettings;
import io.angarium.journal.VerifyReport;
import io.angarium.journal.file.FileDisk;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.engine.Configuration;
import io.angarium.server.host.Compaction;
import io.angarium.server.host.Rehearsal;
import io.angarium.server.host.Salvage;
import java.io.IOException;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What is done to a data folder on which no broker runs. Works on the calling thread, which nobody may interrupt. */
public final class JournalMaintenance {
    private JournalMaintenance() {}

    /**
     * Makes the journal as small as what lives in it allows.
     *
     * @param settings of the broker whose data they are
     * @param progress told how many records have been moved
     * @throws io.angarium.journal.JournalException if that cannot be done; the message is for people
     */
    public static Compaction.Outcome compact(BrokerSettings settings, LongConsumer progress) {
        return compact(settings, FileDisk.of(settings.journalFolder()), progress);
    }

    /** {@link #compact(BrokerSettings, LongConsumer)} with the journal on another disk. */
    public static Compaction.Outcome compact(BrokerSettings settings, JournalDisk disk, LongConsumer progress) {
        return Compaction.run(
                Broker.engineSettings(settings, Configuration.FIXED),
                disk,
                journalSettings(settings),
                System::currentTimeMillis,
                progress);
    }

    /**
     * Saves what is intact of a damaged journal into a new data folder, and the users file with it.
     *
     * @param damaged settings of the broker whose data they are
     * @param fresh settings of a broker on the new folder
     * @param progress told how many records have been moved
     * @throws io.angarium.journal.JournalException if that cannot be done; the message is for people
     */
    public static Salvage.Outcome salvage(BrokerSettings damaged, BrokerSettings fresh, LongConsumer progress)
            throws IOException {
        return salvage(damaged, fresh, FileDisk.of(fresh.journalFolder()), progress);
    }

    /** {@link #salvage(BrokerSettings, BrokerSettings, LongConsumer)} with the new journal on another disk. */
    public static Salvage.Outcome salvage(
            BrokerSettings damaged, BrokerSettings fresh, JournalDisk disk, LongConsumer progress) throws IOException {
        Salvage.Outcome outcome = Salvage.run(
                Broker.engineSettings(damaged, Configuration.FIXED),
                FileDisk.of(damaged.journalFolder()),
                disk,
                journalSettings(damaged),
                System::currentTimeMillis,
                progress);
        new DataFolderCopy(damaged, fresh.data()).copyTheRest();
        return outcome;
    }

    /**
     * Looks whether all that a start needs is there, as a start would, without changing or locking anything.
     *
     * @return what is not, or null
     * @throws io.angarium.journal.JournalException if the journal cannot be read; the message is for people
     */
    public static VerifyReport.@Nullable Damage rehearse(BrokerSettings settings) throws IOException {
        return Rehearsal.run(
                Broker.engineSettings(settings, Configuration.FIXED),
                FileDisk.of(settings.journalFolder()),
                System::currentTimeMillis);
    }

    /** What a journal is made with if there is none yet. */
    static JournalSettings journalSettings(BrokerSettings settings) {
        return JournalSettings.standard(UUID.randomUUID().getLeastSignificantBits(), new WallClock())
                .withSegmentBytes(settings.segmentBytes());
    }
}
