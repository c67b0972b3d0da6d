package io.angarium.server.engine.sim;

import io.angarium.journal.Journal;
import io.angarium.journal.JournalDamagedException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.engine.Engine;
import io.angarium.server.testing.InlineSpace;
import java.nio.ByteBuffer;
import java.util.List;

/** What a host's housekeeper and fetcher do for one run of the broker, sooner or later: room ahead, checkpoints, reading back. */
final class SimHousekeeper {
    /** Type of docs/journal-format.md. */
    private static final int LISTED = 45;

    private final SimRun run;
    private final Choice choice;
    private final Tally tally;
    private final MemoryDisk disk;
    private final Journal journal;
    private final InlineSpace space;
    private final Engine engine;
    private final Model model;
    /** What is asked for comes in one of so many rounds. */
    private final int slowness;

    SimHousekeeper(SimRun run, MemoryDisk disk, Journal journal, InlineSpace space, Engine engine, Model model) {
        this.run = run;
        this.choice = run.choice();
        this.tally = run.tally();
        this.disk = disk;
        this.journal = journal;
        this.space = space;
        this.engine = engine;
        this.model = model;
        this.slowness = choice.between(1, 8);
    }

    /** The journal's room is prepared ahead. */
    void prepare() {
        while (journal.prepareStep()) {
            tally.count("journal room prepared");
        }
    }

    /** A checkpoint comes a step further, now and then. */
    void keepCheckpoint() {
        if (space.running() && choice.oneIn(2)) {
            disk.faults().lieAboutForces(run.has(Planted.CHECKPOINT_UNFORCED));
            space.write(run.has(Planted.CHECKPOINT_INCOMPLETE) && choice.oneIn(3));
            if (space.publishable() && choice.oneIn(2)) {
                space.publish();
                run.trace().line(() -> "checkpoint counts, replay from " + journal.replayFrom());
                tally.count("checkpoint");
                engine.checkpointed(true);
                giveUpEarly();
            }
            disk.faults().lieAboutForces(false);
        }
    }

    private void giveUpEarly() {
        if (run.has(Planted.SEGMENT_GIVEN_UP_EARLY)) {
            for (long segment : journal.segmentsBeforeReplay()) {
                journal.free(segment);
            }
        }
    }

    /** What the engine has asked for is read, now and then. */
    void fetchSoonerOrLater() {
        if (choice.oneIn(slowness)) {
            fetch();
        }
    }

    /** The same at once; whether that was something. */
    boolean fetch() {
        long wrong = 0;
        List<Long> wanted = space.takeWanted();
        for (long place : wanted) {
            long read = run.has(Planted.COPY_MIXED_UP) && wrong != 0 ? wrong : place;
            wrong = place;
            try {
                space.read(read, (type, position, payload) -> {
                    tally.count(type == LISTED ? "list of parked messages read" : "record fetched");
                    fetched(place, type, payload);
                });
            } catch (JournalDamagedException gone) {
                tally.count("record not there any more");
                engine.unreadable(place, String.valueOf(gone.getMessage()));
            }
        }
        return !wanted.isEmpty();
    }

    /** A commit may have waited for it. */
    private void fetched(long place, int type, ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        if (model.branches.committing()) {
            model.begin("read at " + place);
        }
        engine.fetched(place, type, copy);
    }

    /** Forces on a disk that may be about to fail, maybe around a checkpoint; whether that went well. */
    boolean tryToForce() {
        try {
            if (space.running() && choice.oneIn(2)) {
                tally.count("crash around a checkpoint");
                space.write(false);
                if (space.publishable()) {
                    tally.count("crash around the end of a checkpoint");
                    space.publish();
                }
            }
            prepare();
            journal.tryForce();
            return true;
        } catch (JournalFailedException expected) {
            return false;
        }
    }
}
