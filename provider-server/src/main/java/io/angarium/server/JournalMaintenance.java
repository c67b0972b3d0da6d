package io.angarium.server;

import io.angarium.journal.JournalSettings;
import io.angarium.journal.file.FileDisk;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.host.Compaction;
import java.util.UUID;
import java.util.function.LongConsumer;

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
                Broker.engineSettings(settings), disk, journalSettings(settings), System::currentTimeMillis, progress);
    }

    /** What a journal is made with if there is none yet. */
    static JournalSettings journalSettings(BrokerSettings settings) {
        return JournalSettings.standard(UUID.randomUUID().getLeastSignificantBits(), new WallClock())
                .withSegmentBytes(settings.segmentBytes());
    }
}
