package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The live records of one segment, in the order of their places. Owner: the engine's holder. */
final class LiveSegment {
    private static final int LEAST = 16;

    private @Nullable LiveRecord[] records = new LiveRecord[LEAST];
    /** Places of the records, those that have gone included, so that a search meets no holes. */
    private long[] places = new long[LEAST];

    private int used;
    private int live;
    private int next;
    private long bytes;
    private int parked;
    private final List<Parked> runs = new ArrayList<>(0);
    private final int large;
    /** The records that are large against the segment, by place. Such a message is not parked. */
    private final List<LiveRecord> largeOnes = new ArrayList<>(0);

    private long largestSmall;

    /** @param large from this size on a record is large */
    LiveSegment(int large) {
        this.large = large;
    }

    /** How many, those of parked messages included. */
    int live() {
        return live + parked;
    }

    /** Of whose messages it has records. */
    List<Parked> runs() {
        return runs;
    }

    /** About how many bytes of the segment they take. */
    long bytes() {
        return bytes;
    }

    /** Adds a record behind all others. */
    void add(LiveRecord record) {
        if (used > 0 && places[used - 1] >= record.place()) {
            throw new IllegalStateException("record " + record.id() + " at " + record.place() + " is not the last");
        }
        if (used == records.length) {
            records = Arrays.copyOf(records, used * 2);
            places = Arrays.copyOf(places, used * 2);
        }
        records[used] = record;
        places[used++] = record.place();
        live++;
        count(record);
    }

    private void count(LiveRecord record) {
        bytes += cost(record);
        note(record);
    }

    private void note(LiveRecord record) {
        if (record.size() < large) {
            largestSmall = Math.max(largestSmall, cost(record));
            return;
        }
        int at = largeOnes.size();
        while (at > 0 && largeOnes.get(at - 1).place() > record.place()) {
            at--;
        }
        largeOnes.add(at, record);
    }

    private void forget(LiveRecord record) {
        if (record.size() >= large) {
            largeOnes.remove(record);
        }
    }

    void remove(LiveRecord record) {
        int slot = slot(record);
        records[slot] = null;
        next = slot + 1;
        live--;
        bytes -= cost(record);
        forget(record);
        if (used > LEAST && live < used / 4) {
            compact();
        }
    }

    /** The record stays, but memory has its message no more. */
    void park(LiveRecord record) {
        int slot = slot(record);
        records[slot] = null;
        next = slot + 1;
        live--;
        forget(record);
        parked++;
        if (used > LEAST && live < used / 4) {
            compact();
        }
    }

    /** A restart has found records of parked messages. */
    void parked(int count, long theirBytes) {
        parked += count;
        bytes += theirBytes + (long) count * LiveRecord.OVERHEAD_BYTES;
        largestSmall = Math.max(largestSmall, theirBytes / Math.max(1, count) + LiveRecord.OVERHEAD_BYTES);
    }

    /** Records of parked messages are gone. */
    void unparked(int count, long theirBytes) {
        parked -= count;
        bytes -= theirBytes + (long) count * LiveRecord.OVERHEAD_BYTES;
    }

    /**
     * Memory has messages again that were parked.
     *
     * @param back their records, by place
     */
    void load(List<? extends LiveRecord> back) {
        merge(back);
        back.forEach(this::note);
        parked -= back.size();
    }

    /** Adds records wherever their places are. */
    void insert(List<? extends LiveRecord> more) {
        merge(more);
        more.forEach(this::count);
    }

    private void merge(List<? extends LiveRecord> more) {
        @Nullable LiveRecord[] merged = new LiveRecord[Math.max(LEAST, live + more.size())];
        long[] at = new long[merged.length];
        int from = 0;
        int to = 0;
        for (LiveRecord record : more) {
            while (from < used && places[from] < record.place()) {
                to = keep(from++, merged, at, to);
            }
            merged[to] = record;
            at[to++] = record.place();
        }
        while (from < used) {
            to = keep(from++, merged, at, to);
        }
        records = merged;
        places = at;
        used = to;
        next = 0;
        live += more.size();
    }

    private int keep(int slot, @Nullable LiveRecord[] merged, long[] at, int to) {
        LiveRecord record = records[slot];
        if (record == null) {
            return to;
        }
        merged[to] = record;
        at[to] = places[slot];
        return to + 1;
    }

    /** Puts another record for the same place. */
    void replace(LiveRecord record, LiveRecord by) {
        records[slot(record)] = by;
        largeOnes.replaceAll(one -> one == record ? by : one);
    }

    /** What lives here, for who looks where it would fit. */
    SparseSegments.Shape shape() {
        return new SparseSegments.Shape(
                bytes, largestSmall, largeOnes.stream().map(LiveSegment::cost).toList());
    }

    private static long cost(LiveRecord record) {
        return (long) record.size() + LiveRecord.OVERHEAD_BYTES;
    }

    /** Most often they leave in their order. */
    private int slot(LiveRecord record) {
        int slot = next < used && places[next] == record.place()
                ? next
                : Arrays.binarySearch(places, 0, used, record.place());
        if (slot < 0 || records[slot] != record) {
            throw new IllegalStateException("record " + record.id() + " does not live at " + record.place());
        }
        return slot;
    }

    private void compact() {
        int kept = 0;
        for (int i = 0; i < used; i++) {
            LiveRecord record = records[i];
            if (record != null) {
                records[kept] = record;
                places[kept++] = places[i];
            }
        }
        int size = Math.max(LEAST, kept * 2);
        Arrays.fill(records, kept, used, null);
        records = Arrays.copyOf(records, size);
        places = Arrays.copyOf(places, size);
        used = kept;
        next = 0;
    }

    /** The first record at or behind a place, or null. */
    @Nullable
    LiveRecord from(long place) {
        int slot = Arrays.binarySearch(places, 0, used, place);
        for (int i = slot < 0 ? -slot - 1 : slot; i < used; i++) {
            LiveRecord record = records[i];
            if (record != null) {
                return record;
            }
        }
        return null;
    }
}
