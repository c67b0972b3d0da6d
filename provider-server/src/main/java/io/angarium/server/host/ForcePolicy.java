package io.angarium.server.host;

/**
 * Decides who forces. Forcing on the thread that brought the input saves two thread hand-overs, a third of a blocking send; and while it
 * forces, what other senders write gathers in their sockets and shares the next force. But it reads no sockets meanwhile, so with
 * streams of sends, or a slow disk, the forcer thread does better.
 *
 * @param maxHeld most frames that may wait for an inline force
 * @param maxLastForceNanos an inline force is tried only if the last force was quicker
 */
record ForcePolicy(int maxHeld, long maxLastForceNanos) {

    /** Measured on two cores with a local disk, see {@code docs/adr}. */
    static final ForcePolicy DEFAULT = new ForcePolicy(64, 1_000_000);

    /** Whether the thread that ends a round should force by itself. */
    boolean inline(Caller caller, int held, boolean journalIdle, long lastForceNanos) {
        return caller == Caller.BROKER && held <= maxHeld && journalIdle && lastForceNanos < maxLastForceNanos;
    }
}
