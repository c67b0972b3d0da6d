package io.angarium.server.host;

import io.angarium.journal.Journal;
import io.angarium.server.engine.Engine;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Runs an engine on a journal without any clients, and does beside it what forcer, fetcher and housekeeper do for a broker. One thread. */
final class Offline {
    private static final int MOST_IDLE_ROUNDS = 3;

    private final Journal journal;
    private final JournalPoint point;
    private final Engine engine;
    private final Rounds rounds;
    private final Inbox inbox = new Inbox();
    private final LongSupplier clock;

    Offline(Journal journal, JournalPoint point, Engine engine, OutputCollector outputs, LongSupplier clock) {
        this.journal = journal;
        this.point = point;
        this.engine = engine;
        this.rounds = new Rounds(new EngineMachine(engine), outputs, point);
        this.clock = clock;
    }

    /** Writes a checkpoint, and gives up what nobody needs after it. */
    void checkpoint() {
        point.askForCheckpoint();
        do {
            round();
        } while (point.checkpointing());
        round();
        journal.deleteFree();
    }

    /** Moves what lives out of all segments that are to be emptied. */
    void empty(LongConsumer progress) {
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

    private void round() {
        Rounds.End end = rounds.input(inbox, clock.getAsLong(), Caller.BROKER);
        BrokerFailure failure = end.failure();
        if (failure != null) {
            throw new IllegalStateException(failure.text(), failure.cause());
        }
        point.fetchSome().forEach(inbox::add);
        point.tryForce();
        if (point.checkpointStep() == CheckpointKeeper.Progress.GIVEN_UP) {
            throw journal.fullness();
        }
    }

    /** Stops in order; the journal is still to be closed. */
    void stop() {
        rounds.stop();
        point.tryForce();
        journal.deleteFree();
        point.recovered();
    }
}
