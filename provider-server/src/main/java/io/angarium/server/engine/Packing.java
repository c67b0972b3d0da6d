package io.angarium.server.engine;

/**
 * Where what is moved would lie behind the end of the log: record behind record, none across the end of a segment. A model of what the
 * journal does, rather too wasteful than too thrifty. Owner: who makes one.
 */
final class Packing {
    /** Header, seal and footer of a segment, and the headers of batches, about. */
    static final int OVERHEAD_BYTES = 5 * 1024;

    private final long segmentBytes;
    private long room;
    private int begun;

    /** @param end of the log */
    Packing(long segmentBytes, long end) {
        this.segmentBytes = segmentBytes;
        this.room = Math.max(0, segmentBytes - end % segmentBytes - OVERHEAD_BYTES);
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** Adds what lives in a segment: what is large first, as one by one, then the rest, which has any size up to its largest. */
    void add(SparseSegments.Shape shape) {
        for (long record : shape.large()) {
            if (record > room) {
                begin();
            }
            room -= record;
        }
        long left = Math.min(shape.largestSmall(), segmentBytes / 2);
        long rest = shape.smallBytes();
        while (rest > room) {
            rest -= Math.max(0, room - left);
            begin();
        }
        room -= rest;
    }

    private void begin() {
        begun++;
        room = segmentBytes - OVERHEAD_BYTES;
    }

    /** How many segments were begun for what was added. */
    int begun() {
        return begun;
    }
}
