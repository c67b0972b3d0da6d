package io.angarium.server.engine.sim;

import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Full;
import io.angarium.server.policy.NamePattern;
import io.angarium.server.policy.Policies;
import io.angarium.wire.EncodedMessage;
import java.time.Duration;
import java.util.List;

/**
 * Whether one of the queues takes no more than a few messages, or bytes of them, and what is done with others: in two of nine runs, unless it has rules by which messages go on. It follows from the seed, so that whatever
 * else a seed does stays as it is.
 *
 * @param used whether there is a limit
 * @param full what is done with what finds no room
 * @param kept whether what made room for others is kept
 * @param inBytes whether bytes are counted, and not messages
 */
record SimLimits(boolean used, Full full, boolean kept, boolean inBytes) {
    /** The queue with the limit. */
    static final String QUEUE = "q1";

    /** Where others go, if they go somewhere. */
    static final String DIVERTED = "over";

    private static final int MOST = 4;
    private static final int MOST_BYTES = 600;
    private static final List<Full> KINDS = List.of(Full.REFUSE, Full.DROP_NEWEST, Full.DIVERT);

    /** Those where a send may have to wait. */
    private static final List<Full> WAITING = List.of(Full.DROP_OLDEST, Full.BLOCK);

    /** How long a sender waits, where it waits for what others do. */
    static final long PATIENCE = 40;

    private static final long LONG = 10_000;

    static SimLimits of(long seed) {
        boolean possible = !SimRoutes.of(seed).used();
        int number = (int) (seed / 9);
        boolean inBytes = number % 4 == 3 || number % 8 == 6;
        if (seed % 9 == 1) {
            return new SimLimits(possible, WAITING.get(number % WAITING.size()), seed % 4 < 2, inBytes);
        }
        return new SimLimits(possible && seed % 9 == 7, KINDS.get(number % KINDS.size()), false, inBytes);
    }

    List<Policies.Rule> rules(Planted planted) {
        if (!used || planted == Planted.LIMIT_IGNORED) {
            return List.of();
        }
        boolean newest = full == Full.DROP_OLDEST && planted == Planted.OLDEST_KEPT;
        boolean patient = full != Full.BLOCK || planted == Planted.BLOCKED_FOR_EVER;
        LimitPolicy policy = new LimitPolicy(
                inBytes ? 0 : MOST,
                inBytes ? MOST_BYTES : 0,
                newest ? Full.DROP_NEWEST : full,
                Duration.ofMillis(patient ? LONG : PATIENCE),
                DIVERTED);
        Policies.Said said = new Policies.Said("limits", String.valueOf(most()), standard -> standard.with(policy));
        Policies.Said keeps = new Policies.Said(
                "deadLetters.overLimit", Model.DEAD, standard -> standard.with(overLimit(standard.deadLetters())));
        return List.of(
                new Policies.Rule(NamePattern.of("queue:" + QUEUE), kept ? List.of(said, keeps) : List.of(said)));
    }

    private static DeadLetterPolicy overLimit(DeadLetterPolicy others) {
        return new DeadLetterPolicy(others.attempts(), others.rejected(), others.expired(), Model.DEAD);
    }

    /** How much there may be. */
    long most() {
        return inBytes ? MOST_BYTES : MOST;
    }

    /** How much of that a message takes. */
    long weight(EncodedMessage message) {
        return inBytes ? message.size() : 1;
    }

    /** What of it the broker says of a queue. */
    String counted() {
        return inBytes ? "bytes" : "messages";
    }

    /** Whether what is sent to the queue may be lost for want of room. */
    boolean mayDrop() {
        return used && (full == Full.DROP_NEWEST || full == Full.DROP_OLDEST);
    }

    /** Whether sends to the queue may have to wait. */
    boolean waits() {
        return used && WAITING.contains(full);
    }

    boolean diverts() {
        return used && full == Full.DIVERT;
    }
}
