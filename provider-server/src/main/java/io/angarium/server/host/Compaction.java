package io.angarium.server.host;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.EngineSettings;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Makes a journal, on which no broker runs, as small as what lives in it allows: an engine recovers from it, writes a checkpoint, moves what
 * lives out of every segment that is not full, as a running broker does with sparse ones, writes a checkpoint again and stops in order.
 * So a crash at any moment leaves what a crash of a broker leaves. One thread.
 */
public final class Compaction {
    private Compaction() {}

    /**
     * What it came to.
     *
     * @param messages how many there are
     * @param bytesBefore length of all files before
     * @param bytesAfter length of all files after
     * @param liveBytes about how much lives in them
     * @param moved how many records were moved
     */
    public record Outcome(long messages, long bytesBefore, long bytesAfter, long liveBytes, long moved) {}

    /**
     * Compacts a journal.
     *
     * @param clock wall clock in milliseconds
     * @param progress told how many records have been moved
     * @throws io.angarium.journal.JournalException if it cannot be opened, a broker runs on it, the disk fails or is full
     */
    public static Outcome run(
            EngineSettings settings,
            JournalDisk disk,
            JournalSettings journalSettings,
            LongSupplier clock,
            LongConsumer progress) {
        OutputCollector outputs = new OutputCollector();
        JournalPoint point = JournalPoint.offline(journalSettings);
        Engine engine = new Engine(settings, point, outputs);
        try (Journal journal = Journal.open(disk, journalSettings, engine::recover)) {
            point.opened(journal);
            long before = point.space().fileBytes();
            long messages = engine.recovered(clock.getAsLong(), journal.durablePosition());
            Offline offline = new Offline(journal, point, engine, outputs, clock);
            offline.checkpoint();
            offline.empty(progress);
            offline.checkpoint();
            long live = engine.liveBytes();
            offline.stop();
            return new Outcome(messages, before, point.space().fileBytes(), live, engine.movedRecords());
        } finally {
            point.recovered();
        }
    }
}
