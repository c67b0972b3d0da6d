package io.angarium.server.host;

import io.angarium.journal.JournalReader;
import io.angarium.journal.JournalSalvage;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.RecordVisitor;
import io.angarium.server.engine.EffectLog;
import io.angarium.server.engine.Space;

/** A journal that is only read: nothing is appended to it, and each of its segments in which something lives must be there. One thread. */
final class RehearsedLog implements EffectLog, Space {
    private final JournalReader reader;
    private final long[] segments;
    private final int segmentBytes;

    RehearsedLog(JournalSalvage journal, JournalReader reader) {
        this.reader = reader;
        this.segments = journal.sequences();
        this.segmentBytes = journal.segmentBytes();
    }

    /** What a start would append is forgotten. */
    @Override
    public long append(RecordGroup group, boolean mayUseReserve) {
        return appendedPosition();
    }

    @Override
    public Space space() {
        return this;
    }

    @Override
    public int segmentBytes() {
        return segmentBytes;
    }

    @Override
    public long appendedPosition() {
        return (segments[segments.length - 1] + 1) * segmentBytes;
    }

    @Override
    public boolean makeRoom(long bytes) {
        return true;
    }

    /** So that no segment is taken for read because the replay came through it. */
    @Override
    public long replayFrom() {
        return appendedPosition();
    }

    @Override
    public boolean checkpointDue() {
        return false;
    }

    @Override
    public long checkpointBytes() {
        return 0;
    }

    @Override
    public boolean checkpointPossible() {
        return false;
    }

    @Override
    public Checkpoint beginCheckpoint() {
        throw new IllegalStateException("nothing is written in a rehearsal");
    }

    @Override
    public long[] segmentsBeforeReplay() {
        return segments.clone();
    }

    @Override
    public void free(long segment) {
        throw new IllegalStateException("nothing is given up in a rehearsal");
    }

    @Override
    public long fileBytes() {
        return 0;
    }

    @Override
    public long spareBytes() {
        return 0;
    }

    @Override
    public void fetch(long place) {
        throw new IllegalStateException("no rounds are run in a rehearsal");
    }

    @Override
    public void read(long place, RecordVisitor visitor) {
        reader.read(place, visitor);
    }
}
