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
    private static final int MOST_IDLE_ROUNDS = 3;

    private final Journal journal;
    private final JournalPoint point;
    private final Engine engine;
    private final Rounds rounds;
    private final Inbox inbox = new Inbox();
    private final LongSupplier clock;

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

    private Compaction(
            Journal journal, JournalPoint point, Engine engine, OutputCollector outputs, LongSupplier clock) {
        this.journal = journal;
        this.point = point;
        this.engine = engine;
        this.rounds = new Rounds(new EngineMachine(engine), outputs, point);
        this.clock = clock;
    }

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
            Compaction compaction = new Compaction(journal, point, engine, outputs, clock);
            compaction.checkpoint();
            compaction.empty(progress);
            compaction.checkpoint();
            long live = engine.liveBytes();
            compaction.stop();
            return new Outcome(messages, before, point.space().fileBytes(), live, engine.movedRecords());
        } finally {
            point.recovered();
        }
    }

    private void checkpoint() {
        point.askForCheckpoint();
        do {
            round();
        } while (point.checkpointing());
        round(); // what nobody needs any more is given up
        journal.deleteFree();
    }

    private void empty(LongConsumer progress) {
        int idle = 0;
        while (idle < MOST_IDLE_ROUNDS) {
            long before = engine.movedRecords();
            round();
            idle = engine.emptiesSegment() || engine.movedRecords() > before ? 0 : idle + 1;
            progress.accept(engine.movedRecords());
            journal.deleteFree();
            if (journal.diskFull()) {
                throw journal.fullness();
            }
        }
    }

    /** A round of the engine, and by its side what forcer, fetcher and housekeeper do for a broker. */
    private void round() {
        Rounds.End end = rounds.input(inbox, clock.getAsLong(), Caller.BROKER);
        BrokerFailure failure = end.failure();
        if (failure != null) {
            throw new IllegalStateException(failure.text(), failure.cause());
        }
        point.fetchSome().forEach(inbox::add);
        point.tryForce();
        CheckpointKeeper.Progress progress = point.checkpointStep();
        if (progress == CheckpointKeeper.Progress.GIVEN_UP) {
            throw journal.fullness();
        }
    }

    private void stop() {
        rounds.stop();
        point.tryForce();
        journal.deleteFree();
    }
}
