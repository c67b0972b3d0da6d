package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads records back while the engine recovers, after the log has been replayed. Dropped with {@link Recovery}. */
final class RecoveryReader {
    private final Space space;
    private final Set<Long> seen = new HashSet<>();
    private @Nullable Set<Long> present;

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

    /** The segment of a record must be there; whether the record is sound shows when its turn comes. */
    void requireSegment(long place) {
        require(place / space.segmentBytes());
    }

    /** The segments of what is parked must be there, and so must its list, which is at this place. */
    void requireSegments(Parked parked, long place) {
        for (Effect.Usage usage : parked.contents().usages()) {
            require(usage.segment());
        }
        requireSegment(place);
    }

    private void require(long segment) {
        if (seen.add(segment)
                && segment < space.replayFrom() / space.segmentBytes()
                && !present().contains(segment)) {
            // Tells which file is missing.
            space.read(
                    segment * space.segmentBytes(), (type, position, payload) -> StoredRecords.message(type, payload));
        }
    }

    private Set<Long> present() {
        Set<Long> all = present;
        if (all == null) {
            all = new HashSet<>();
            for (long segment : space.segmentsBeforeReplay()) {
                all.add(segment);
            }
            present = all;
        }
        return all;
    }
}
