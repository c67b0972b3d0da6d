package io.angarium.server.host;

import io.angarium.journal.JournalDamagedException;
import io.angarium.journal.JournalReader;
import io.angarium.journal.JournalSalvage;
import io.angarium.journal.Loss;
import io.angarium.journal.RecordVisitor;
import io.angarium.server.effect.Effect;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What a damaged journal still has, for the engine that moves it into a new one, whose segments have higher numbers. One thread. */
final class DamagedSource implements Elsewhere, Closeable {
    private final JournalReader reader;
    private final String describe;
    private final SalvagedBodies bodies;
    private final Consumer<Loss> losses;
    private final long firstOfTarget;
    private final int segmentBytes;
    /** Also those that are missing: what had been in them is to be accounted for. */
    private final TreeSet<Long> segments;

    DamagedSource(JournalSalvage salvage, SalvagedBodies bodies, Consumer<Loss> losses) {
        this.bodies = bodies;
        this.describe = salvage.describe();
        long[] sequences = salvage.sequences();
        this.reader = salvage.reader();
        this.losses = losses;
        this.firstOfTarget = sequences[sequences.length - 1] + 1;
        this.segmentBytes = salvage.segmentBytes();
        this.segments = LongStream.range(1, firstOfTarget).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** Number of the new journal's first segment. */
    long firstOfTarget() {
        return firstOfTarget;
    }

    /** Position behind all that is here. */
    long end() {
        return firstOfTarget * segmentBytes;
    }

    @Override
    public boolean has(long place) {
        return place < end();
    }

    @Override
    public void read(long place, RecordVisitor visitor) {
        try {
            reader.read(place, (type, position, payload) -> {
                check(position, SalvageFilter.unmoved(type, payload.duplicate()));
                visitor.record(type, position, payload);
            });
        } catch (JournalDamagedException damaged) {
            losses.accept(new Loss(
                    damaged.file(),
                    damaged.offset(),
                    0,
                    "the record of a message, of which the queue QUARANTINE has a note: " + damaged.what()));
            throw damaged;
        }
    }

    /** A message without all parts of its body is none. */
    private void check(long position, Effect effect) {
        String missing = effect instanceof Effect.MessageStored stored ? bodies.missing(stored.message()) : null;
        if (missing != null) {
            String file = String.format(Locale.ROOT, "segment-%016d.journal", position / segmentBytes);
            throw new JournalDamagedException(describe, file, position % segmentBytes, missing);
        }
    }

    @Override
    public long[] segments() {
        return segments.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void free(long segment) {
        segments.remove(segment);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
