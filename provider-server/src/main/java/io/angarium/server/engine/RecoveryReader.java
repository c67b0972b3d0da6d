package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads records back while the engine recovers, after the log has been replayed. Dropped with {@link Recovery}. */
final class RecoveryReader {
    private final Space space;
    private final Set<Long> seen = new HashSet<>();
    private final Set<Long> present = new HashSet<>();

    RecoveryReader(Space space) {
        this.space = space;
    }

    Effect.MessagesListed list(long place) {
        List<Effect.MessagesListed> read = new ArrayList<>(1);
        space.read(place, (type, position, payload) -> read.add(StoredRecords.list(type, payload)));
        if (read.isEmpty()) {
            throw new IllegalStateException("the list at position " + place + " of the journal is not there");
        }
        return read.get(0);
    }

    /** The segment of a message's record must be there: the first one of each is read. */
    void requireSegment(long place) {
        if (seen.add(place / space.segmentBytes())) {
            probe(place);
        }
    }

    private void probe(long place) {
        space.read(place, (type, position, payload) -> StoredRecords.message(type, payload));
    }

    /** The segments of a run must be there, and so must its list. */
    void requireSegments(ParkedRun run) {
        if (present.isEmpty()) {
            for (long segment : space.segmentsBeforeReplay()) {
                present.add(segment);
            }
        }
        for (Effect.Usage usage : run.contents().usages()) {
            require(usage.segment());
        }
        require(run.record().place() / space.segmentBytes());
    }

    private void require(long segment) {
        if (segment < space.replayFrom() / space.segmentBytes() && !present.contains(segment)) {
            probe(segment * space.segmentBytes()); // tells which file is missing
        }
    }
}
