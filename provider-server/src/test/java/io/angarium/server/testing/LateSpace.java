package io.angarium.server.testing;

import io.angarium.journal.RecordVisitor;
import io.angarium.server.engine.Space;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The space of a journal that is opened after the engine was made.
 *
 * @param space the space, once there is one
 * @param free gives a segment up
 */
public record LateSpace(Supplier<Space> space, LongConsumer free) implements Space {
    /** Adds nothing to the space. */
    public LateSpace(Supplier<Space> space) {
        this(space, segment -> space.get().free(segment));
    }

    @Override
    public int segmentBytes() {
        return space.get().segmentBytes();
    }

    @Override
    public long appendedPosition() {
        return space.get().appendedPosition();
    }

    @Override
    public boolean makeRoom(long bytes) {
        return space.get().makeRoom(bytes);
    }

    @Override
    public long replayFrom() {
        return space.get().replayFrom();
    }

    @Override
    public boolean checkpointDue() {
        return space.get().checkpointDue();
    }

    @Override
    public void wantCheckpoint() {
        space.get().wantCheckpoint();
    }

    @Override
    public long checkpointBytes() {
        return space.get().checkpointBytes();
    }

    @Override
    public boolean checkpointPossible() {
        return space.get().checkpointPossible();
    }

    @Override
    public Checkpoint beginCheckpoint() {
        return space.get().beginCheckpoint();
    }

    @Override
    public long[] segmentsBeforeReplay() {
        return space.get().segmentsBeforeReplay();
    }

    @Override
    public void free(long segment) {
        free.accept(segment);
    }

    @Override
    public long fileBytes() {
        return space.get().fileBytes();
    }

    @Override
    public long spareBytes() {
        return space.get().spareBytes();
    }

    @Override
    public void fetch(long place) {
        space.get().fetch(place);
    }

    @Override
    public void read(long place, RecordVisitor visitor) {
        space.get().read(place, visitor);
    }
}
