package io.angarium.server.engine;

/** How many message bytes the broker keeps in memory, with a high and a low mark between which nothing flips. Owner: the engine's holder. */
final class MemoryBudget {
    /** What a waiting message costs besides its encoded bytes. */
    static final int OVERHEAD = 256;

    private final long limit;
    private final long lowMark;
    private long used;
    private boolean exhausted;

    /** @param limit bytes above which producers are held back */
    MemoryBudget(long limit) {
        this.limit = limit;
        this.lowMark = limit - limit / 8;
    }

    void add(int messageSize) {
        used += messageSize + OVERHEAD;
        if (used >= limit) {
            exhausted = true;
        }
    }

    void free(int messageSize) {
        used -= messageSize + OVERHEAD;
        if (used <= lowMark) {
            exhausted = false;
        }
    }

    /** Over the high mark, and not yet below the low one again. */
    boolean exhausted() {
        return exhausted;
    }

    long used() {
        return used;
    }

    long limit() {
        return limit;
    }

    long remaining() {
        return Math.max(0, limit - used);
    }
}
