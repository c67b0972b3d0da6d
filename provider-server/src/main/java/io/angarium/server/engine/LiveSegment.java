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
    private final List<ParkedRun> runs = new ArrayList<>(0);

    /** How many, those of parked messages included. */
    int live() {
        return live + parked;
    }

    /** The runs of which it has records of messages. */
    List<ParkedRun> runs() {
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
        bytes += cost(record);
    }

    void remove(LiveRecord record) {
        int slot = slot(record);
        records[slot] = null;
        next = slot + 1;
        live--;
        bytes -= cost(record);
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
        parked++;
        if (used > LEAST && live < used / 4) {
            compact();
        }
    }

    /** A restart has found records of parked messages. */
    void parked(int count, long theirBytes) {
        parked += count;
        bytes += theirBytes + (long) count * LiveRecord.OVERHEAD_BYTES;
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
        parked -= back.size();
    }

    /** Adds records wherever their places are. */
    void insert(List<? extends LiveRecord> more) {
        merge(more);
        for (LiveRecord record : more) {
            bytes += cost(record);
        }
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
