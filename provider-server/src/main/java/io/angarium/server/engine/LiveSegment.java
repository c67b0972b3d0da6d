package io.angarium.server.engine;

import java.util.Arrays;
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

    int live() {
        return live;
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
