package io.angarium.server.engine;

/**
 * How many message bytes the broker keeps in memory, with a high and a low mark between which nothing flips. Owner: the engine's holder.
 *
 * <p>Sends of open transactions count too, but get at most half: otherwise transactions that none can finish would hold each other
 * back for ever.
 */
final class MemoryBudget {
    /** What a waiting message costs besides its encoded bytes. */
    static final int OVERHEAD = 256;

    /** What a message's place in one more queue or subscription costs. */
    static final int REFERENCE = 128;

    private final long limit;
    private final long lowMark;
    private long used;
    private long pending;
    private boolean exhausted;

    /** @param limit bytes above which producers are held back */
    MemoryBudget(long limit) {
        this.limit = limit;
        this.lowMark = limit - limit / 8;
    }

    /** What a message of this size costs. */
    static long cost(int messageSize) {
        return (long) messageSize + OVERHEAD;
    }

    void add(long cost) {
        used += cost;
        if (used >= limit) {
            exhausted = true;
        }
    }

    void free(long cost) {
        used -= cost;
        if (used <= lowMark) {
            exhausted = false;
        }
    }

    /** Whether a transaction may take a message of this size; the first one always. */
    boolean mayPend(int messageSize) {
        return pending == 0 || pending + cost(messageSize) <= limit / 2;
    }

    /** A transaction took a message of this size. */
    void pend(int messageSize) {
        pending += cost(messageSize);
        add(cost(messageSize));
    }

    /** A transaction is prepared that holds so much: it keeps no other one from its share any more. */
    void prepared(long cost) {
        pending -= cost;
    }

    /** A transaction ended that held so much. */
    void settle(long cost) {
        pending -= cost;
        free(cost);
    }

    /** What open transactions hold. */
    long pending() {
        return pending;
    }

    /** So full that what can be had again should leave: half of it is for what cannot. */
    boolean crowded() {
        return used >= limit / 2;
    }

    /** Over the high mark, and not yet below the low one again. */
    boolean exhausted() {
        return exhausted;
    }

    /** So far over the limit that not even those are let through who may free memory. */
    boolean desperate() {
        return used >= limit + limit / 4;
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
