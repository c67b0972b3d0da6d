package io.angarium.jms.outbox;

import io.angarium.jms.link.LinkException;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame.SendRefused;
import io.angarium.wire.ReplyFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Moves rows of the outbox to the broker, each once. A turn of a relay: numbers are written beside the oldest rows and committed; the rows
 * are sent under those numbers and confirmed; they are deleted. Whoever is killed in between leaves numbered rows, and the next turn, of
 * any instance, sends them again under the same incarnation and numbers, of which the broker knows what it has ({@code docs/protocol.md},
 * Reconnecting). Its thread owns all but the stop.
 */
final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = System.getLogger(OutboxRelay.class.getName());
    private static final int BATCH = 200;
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);
    private static final long LONGEST_TURN_SECONDS = 90;

    /** What no repetition mends. */
    private static final Set<ErrorCode> FOR_GOOD = EnumSet.of(
            ErrorCode.INVALID_DESTINATION,
            ErrorCode.NOT_AUTHORIZED,
            ErrorCode.NOT_FOUND,
            ErrorCode.MESSAGE_TOO_LARGE,
            ErrorCode.UNSUPPORTED,
            ErrorCode.PROTOCOL);

    private final DataSource source;
    private final RelayLinks links;
    private final Clock clock;
    private final long pauseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private boolean stopping; // guarded by lock
    private @Nullable Thread thread; // guarded by lock
    private int failures;

    OutboxRelay(DataSource source, RelayLinks links, Clock clock, Duration pause) {
        this.source = source;
        this.links = links;
        this.clock = clock;
        this.pauseNanos = pause.toNanos();
    }

    void start() {
        lock.lock();
        try {
            if (thread == null && !stopping) {
                thread = new Thread(this::run, "angarium-outbox-relay");
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean finished = true;
        try {
            while (!pause(finished ? pauseNanos : failurePause())) {
                finished = turns();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finished = false;
        }
        links.close(finished);
    }

    private long failurePause() {
        return Math.min(LONGEST_PAUSE, pauseNanos << Math.min(failures, 16));
    }

    /** Whether it is to stop. */
    private boolean pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!stopping && left > 0) {
                left = stopped.awaitNanos(left);
            }
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    /** Takes turns while there is more; false if one failed. */
    private boolean turns() throws InterruptedException {
        try {
            boolean more = true;
            while (more && !pause(0)) {
                more = turn();
            }
            if (failures > 0) {
                LOG.log(Level.INFO, "the outbox is relayed again");
            }
            failures = 0;
            return true;
        } catch (SQLException | RuntimeException e) { // of the driver too: the relay never ends by a failure
            if (failures == 0) {
                LOG.log(Level.WARNING, "the outbox waits, and is tried again: {0}", e.getMessage());
            }
            failures++;
            return false;
        }
    }

    private boolean turn() throws SQLException, InterruptedException {
        try (Connection turn = source.getConnection()) {
            turn.setAutoCommit(false);
            try {
                if (!OutboxRows.any(turn)) {
                    return false;
                }
                OutboxRows.takeTurn(turn);
                return move();
            } finally {
                turn.rollback(); // gives the turn back
            }
        }
    }

    /** Its turn: whether there may be more. */
    private boolean move() throws SQLException, InterruptedException {
        try (Connection work = source.getConnection()) {
            work.setAutoCommit(false);
            boolean done = false;
            try {
                List<OutboxRows.Unfinished> unfinished = OutboxRows.unfinished(work);
                for (OutboxRows.Unfinished rows : unfinished) {
                    transmit(work, links.resumed(rows, clock.millis()));
                }
                boolean more = moveWaiting(work) || !unfinished.isEmpty();
                done = true;
                return more;
            } finally {
                if (!done) {
                    work.rollback();
                }
            }
        }
    }

    private boolean moveWaiting(Connection work) throws SQLException, InterruptedException {
        List<OutboxRows.Waiting> oldest = OutboxRows.waiting(work, BATCH);
        if (oldest.isEmpty()) {
            work.commit();
            return false;
        }
        RelayLink link = links.fresh();
        List<OutboxRows.Waiting> welcome = new ArrayList<>();
        for (OutboxRows.Waiting row : oldest) {
            ReplyFrame.Failed refused = link.open(row.destination());
            if (refused == null) {
                welcome.add(row);
            } else if (FOR_GOOD.contains(refused.code())) {
                tell(row.destination() + ": " + refused.reason());
                OutboxRows.setAside(work, row, refused.code() + " " + refused.reason());
            } else {
                throw new LinkException(refused.code(), refused.reason(), null);
            }
        }
        OutboxRows.number(work, welcome, link.incarnation(), link.last(), clock.millis());
        work.commit();
        if (!welcome.isEmpty()) {
            transmit(work, link);
        }
        return true;
    }

    private void transmit(Connection work, RelayLink link) throws SQLException, InterruptedException {
        UUID incarnation = link.incarnation();
        try {
            OutboxRows.each(work, incarnation, row -> send(link, row));
        } catch (Interrupted e) {
            throw e.cause;
        }
        SendRefused later = null;
        for (SendRefused each : link.settle().values()) {
            if (FOR_GOOD.contains(each.code())) {
                tell(each.reason());
                OutboxRows.setAside(work, incarnation, each.sequence(), each.code() + " " + each.reason());
            } else {
                later = each;
                OutboxRows.renumberLater(work, incarnation, each.sequence());
            }
        }
        OutboxRows.delete(work, incarnation);
        work.commit();
        if (later != null && later.code() == ErrorCode.OUTCOME_UNKNOWN) {
            LOG.log(
                    Level.WARNING,
                    "messages of the outbox are sent again that the broker may have, as their relay was interrupted too long"
                            + " ago to be remembered: {0}",
                    later.reason());
        } else if (later != null) {
            throw new LinkException(later.code(), later.reason(), null);
        }
    }

    private static void tell(String reason) {
        LOG.log(
                Level.ERROR,
                "the broker does not take a message of the outbox: {0}. It is set aside; when the cause is mended, set"
                        + " REFUSED of its row in ANGARIUM_OUTBOX to NULL",
                reason);
    }

    /** Carries an interrupt through the walk over rows. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient InterruptedException cause;

        Interrupted(InterruptedException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private void send(RelayLink link, OutboxRows.Numbered row) {
        long now = clock.millis();
        long timeToLive = row.expiresAt() == 0 ? 0 : Math.max(1, row.expiresAt() - now);
        long delay = row.deliverAt() == 0 ? 0 : Math.max(0, row.deliverAt() - now);
        try {
            link.send(row, timeToLive, delay);
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        }
    }

    /** Ends after the turn that it has begun. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            stopping = true;
            running = thread;
            stopped.signalAll();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            try {
                running.join(TimeUnit.SECONDS.toMillis(LONGEST_TURN_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
