package io.angarium.server.testing;

import io.angarium.journal.CheckpointMark;
import io.angarium.journal.CheckpointWriter;
import io.angarium.journal.Journal;
import io.angarium.journal.JournalReader;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.RecordVisitor;
import io.angarium.server.engine.Space;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A journal's space in one thread: checkpoints begin when the test says so, and are written and published by its word. */
public final class InlineSpace implements Space {
    private final Journal journal;
    private final BooleanSupplier due;
    private CheckpointWriter writer;
    private final List<Long> wanted = new ArrayList<>();
    private final List<RecordGroup> waiting = new ArrayList<>();
    private CheckpointMark mark;
    private long needed = -1;
    private long pretended = -1;
    private boolean asked;
    private boolean running;
    private long spare = Long.MAX_VALUE / 2;
    private int most = Integer.MAX_VALUE;
    private long reads;

    /** @param due whether a checkpoint should begin now; asked while none is under way */
    public InlineSpace(Journal journal, BooleanSupplier due) {
        this.journal = journal;
        this.due = due;
    }

    /** How many groups may wait to be written. */
    public void mostWaiting(int groups) {
        most = groups;
    }

    @Override
    public int segmentBytes() {
        return journal.segmentBytes();
    }

    @Override
    public long appendedPosition() {
        return journal.appendedPosition();
    }

    @Override
    public boolean makeRoom(long bytes) {
        return journal.makeRoom(bytes);
    }

    @Override
    public long replayFrom() {
        return Math.max(journal.segmentBytes(), journal.replayFrom());
    }

    @Override
    public boolean checkpointDue() {
        return !running && due.getAsBoolean();
    }

    @Override
    public long checkpointBytes() {
        return journal.checkpointBytes();
    }

    @Override
    public boolean checkpointPossible() {
        return !running;
    }

    @Override
    public Checkpoint beginCheckpoint() {
        running = true;
        needed = -1;
        mark = journal.mark();
        return new Checkpoint() {
            @Override
            public long position() {
                return mark.position();
            }

            @Override
            public boolean ready() {
                return waiting.size() < most;
            }

            @Override
            public void add(RecordGroup records) {
                waiting.add(records);
            }

            @Override
            public void end(long position) {
                needed = position;
            }
        };
    }

    /** Writes what waits. */
    public void write() {
        write(false);
    }

    /** Writes what waits, or, if that is wanted, writes nothing of it and says nothing. */
    public void write(boolean forget) {
        for (RecordGroup group : forget ? List.<RecordGroup>of() : waiting) {
            if (writer == null) {
                writer = journal.checkpoint(mark);
            }
            writer.write(group);
        }
        waiting.clear();
    }

    /** Whether a checkpoint is complete and may be published. */
    public boolean publishable() {
        return running && needed >= 0 && waiting.isEmpty() && journal.durablePosition() >= needed;
    }

    /** Whether a checkpoint is under way. */
    public boolean running() {
        return running;
    }

    /** Publishes it; the engine is to be told. */
    public void publish() {
        if (writer == null) {
            writer = journal.checkpoint(mark);
        }
        journal.publish(writer, needed);
        writer = null;
        running = false;
    }

    @Override
    public long[] segmentsBeforeReplay() {
        return journal.segmentsBeforeReplay();
    }

    @Override
    public void free(long segment) {
        journal.free(segment);
    }

    @Override
    public long fileBytes() {
        return pretended >= 0 ? pretended : journal.segmentFileBytes() + journal.checkpointBytes();
    }

    @Override
    public long spareBytes() {
        return spare;
    }

    /** Sets what files may have beyond what lives: nothing gives the copier always something to do. */
    public void spareBytes(long bytes) {
        spare = bytes;
    }

    /** Says so from now on instead of what files really have, unless it is negative. */
    public void pretendFileBytes(long bytes) {
        pretended = bytes;
    }

    @Override
    public void wantCheckpoint() {
        asked = true;
    }

    /** How many records were read back. */
    public long reads() {
        return reads;
    }

    /** Whether a checkpoint was asked for since the last look. */
    public boolean checkpointAsked() {
        boolean was = asked;
        asked = false;
        return was;
    }

    @Override
    public void fetch(long place) {
        wanted.add(place);
    }

    /** Takes the places that were asked for. */
    public List<Long> takeWanted() {
        List<Long> taken = List.copyOf(wanted);
        wanted.clear();
        return taken;
    }

    @Override
    public void read(long place, RecordVisitor visitor) {
        reads++;
        try (JournalReader reader = journal.reader()) {
            reader.read(place, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
