package io.angarium.server.host;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalSalvage;
import io.angarium.journal.JournalSettings;
import io.angarium.journal.Loss;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.SalvageTarget;
import io.angarium.journal.file.JournalDisk;
import io.angarium.server.effect.Effect;
import io.angarium.server.engine.Engine;
import io.angarium.server.engine.EngineSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Saves what is intact of a damaged journal into a new one: an engine recovers from the sound records of the one, then moves what lives into
 * the other, writes a checkpoint there and stops in order. Messages keep their ids and their order; what cannot be read moves to the
 * quarantine queue. The damaged journal is not changed. One thread.
 */
public final class Salvage {
    private Salvage() {}

    /**
     * What it came to.
     *
     * @param messages how many are in the new journal, notes in the quarantine included
     * @param moved how many records were taken over
     * @param losses what was not, as far as that can be told
     */
    public record Outcome(long messages, long moved, List<Loss> losses) {}

    /**
     * Saves.
     *
     * @param damaged on which no broker runs
     * @param fresh an empty directory
     * @param clock wall clock in milliseconds
     * @param progress told how many records have been moved
     * @throws io.angarium.journal.JournalException if nothing can be recognised, or the new journal cannot be written
     */
    public static Outcome run(
            EngineSettings settings,
            JournalDisk damaged,
            JournalDisk fresh,
            JournalSettings journalSettings,
            LongSupplier clock,
            LongConsumer progress)
            throws IOException {
        Set<Loss> losses = new LinkedHashSet<>();
        SalvagedBodies bodies = new SalvagedBodies();
        try (JournalSalvage salvage = JournalSalvage.of(damaged, losses::add);
                DamagedSource source = new DamagedSource(salvage, bodies, losses::add);
                SalvageTarget target = SalvageTarget.open(
                        fresh, journalSettings.withSegmentBytes(salvage.segmentBytes()), source.firstOfTarget())) {
            Journal journal = target.journal();
            JournalPoint point = JournalPoint.salvaging(journalSettings, source);
            OutputCollector outputs = new OutputCollector();
            Engine engine = new Engine(settings, point, outputs);
            new SalvageFilter(salvage, bodies, losses::add).replay(new Recovering(engine));
            point.opened(journal);
            long messages = engine.recovered(clock.getAsLong(), journal.durablePosition());
            Offline offline = new Offline(journal, point, engine, outputs, clock);
            offline.empty(progress);
            if (engine.oldestPlace() < source.end()) {
                throw new IOException("message at position " + engine.oldestPlace() + " of " + damaged.describe()
                        + " could be read at first and then no more; look at the disk and try again");
            }
            offline.checkpoint();
            offline.stop();
            target.complete();
            return new Outcome(messages, engine.movedRecords(), new ArrayList<>(losses));
        }
    }

    private record Recovering(Engine engine) implements SalvageFilter.Target {
        @Override
        public void effect(Effect effect, long position) {
            engine.recover(effect, position);
        }

        @Override
        public void move(long position, ByteBuffer payload) {
            engine.recover(RecordGroup.MOVE, position, payload);
        }
    }
}
