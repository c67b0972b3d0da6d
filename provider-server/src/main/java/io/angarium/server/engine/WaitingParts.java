package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import org.jspecify.annotations.Nullable;

/**
 * Parts of bodies that come while sends of their session wait for room, and as many bodies as it may have begun are with those: they wait behind the sends, and so does
 * the application, whose parts have no reply meanwhile. Owner: the engine's holder.
 */
final class WaitingParts {
    /** What a session may have waiting; a client has eight parts of 128 KiB under way. */
    static final long MOST_BYTES = 4L * 1024 * 1024;

    private final Stalls stalls;
    private final LargeBodies bodies;
    private final MemoryBudget budget;
    private final BrokerClock clock;

    WaitingParts(Stalls stalls, LargeBodies bodies, MemoryBudget budget, BrokerClock clock) {
        this.stalls = stalls;
        this.bodies = bodies;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * A part has come: it is stored, or waits.
     *
     * @throws Refusal if it does not fit, or too much waits already
     */
    void store(ConnectionState connection, ProducerFrame.StorePart frame) {
        SessionState session = stalls.isEmpty() ? null : connection.sessions().get(frame.session());
        Stall stall = session == null ? null : session.stall();
        if (session == null || stall == null || !waits(session, stall, frame)) {
            bodies.store(connection, frame);
            return;
        }
        if (stall.partBytes() + bytes(frame) > MOST_BYTES) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT,
                    "parts of " + stall.partBytes() + " bytes wait for sends of the session that find no room; at most "
                            + MOST_BYTES + " may, send more when those have their replies");
        }
        stalls.defer(session, frame, clock.now());
        budget.add(bytes(frame));
    }

    private static boolean waits(SessionState session, Stall stall, ProducerFrame.StorePart frame) {
        boolean oneTooMany = frame.part() == 0
                && frame.bytes().hasRemaining()
                && session.bodies().size() >= LargeBodies.MOST_OPEN
                && !session.bodies().containsKey(frame.body());
        return oneTooMany || stall.hasPart(frame.body());
    }

    /** The turn of one that has waited has come. */
    void again(ConnectionState connection, ProducerFrame.StorePart frame) {
        budget.free(bytes(frame));
        bodies.storeInTurn(connection, frame);
    }

    /** A session ends: what waits was never taken. */
    void ended(@Nullable Stall stall) {
        if (stall != null) {
            budget.free(stall.partBytes());
        }
    }

    static long bytes(ProducerFrame.StorePart frame) {
        return frame.bytes().remaining();
    }
}
