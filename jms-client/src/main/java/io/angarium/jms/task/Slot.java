package io.angarium.jms.task;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks of one name, one at a time and each in a transaction of its own: the loop of a thread of its worker's. Others only end it.
 */
final class Slot implements Runnable {
    private static final Logger LOG = System.getLogger(Slot.class.getName());
    private static final long SHORTEST_REST_MILLIS = 1_000;
    private static final long LONGEST_REST_MILLIS = 60_000;
    private static final int LONGEST_REASON = 1_000;

    private final Connection connection;
    private final Work work;
    private final Refusals refusals;
    private final CountDownLatch closing;
    private final LongSupplier clock;
    private long rest; // after the last problem; the loop's thread
    private @Nullable MessageConsumer consumer; // guarded by this

    /** What it does. */
    record Work(String prefix, String name, TaskHandler<?> handler, @Nullable Limit limit) {}

    Slot(Connection connection, Work work, Refusals refusals, CountDownLatch closing, LongSupplier clock) {
        this.connection = connection;
        this.work = work;
        this.refusals = refusals;
        this.closing = closing;
        this.clock = clock;
    }

    @Override
    public void run() {
        while (closing.getCount() > 0) {
            try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                    Session side = connection.createSession(true, Session.SESSION_TRANSACTED)) {
                serve(session, side);
            } catch (JMSException | RuntimeException e) {
                Level level = closing.getCount() > 0 ? Level.WARNING : Level.DEBUG;
                LOG.log(level, "tasks {0} wait, and are tried again: {1}", work.name, Refusals.text(e));
                rest();
            } catch (InterruptedException e) { // the thread is the worker's, which says it otherwise when it closes
                LOG.log(Level.DEBUG, "a handler''s interruption came late for tasks {0}", work.name);
            }
        }
    }

    /** Waits, each time longer, until something succeeds. */
    private void rest() {
        rest = Math.min(Math.max(SHORTEST_REST_MILLIS, 2 * rest), LONGEST_REST_MILLIS);
        try {
            boolean unused = closing.await(rest, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) { // likewise
            LOG.log(Level.DEBUG, "a handler''s interruption came late for tasks {0}", work.name);
        }
    }

    private void serve(Session session, Session side) throws JMSException, InterruptedException {
        Ending ending = new Ending(session, work.prefix, clock);
        Ending aside = new Ending(side, work.prefix, clock);
        MessageConsumer opened = open(session);
        while (closing.getCount() > 0) {
            Message message = opened.receive(); // null when it is closed
            if (message == null) {
                return;
            }
            String task = work.name;
            boolean ran = false;
            Message said = null;
            try {
                Ticket ticket = new Ticket(message, work.name);
                task += " " + ticket.id;
                Exception refused = refusals.take(task);
                if (refused != null && Refusals.nobody(refused)) {
                    ticket.mute();
                    refused = null;
                }
                boolean revoked = ending.revoked(ticket);
                if (!revoked && work.limit != null && refused == null) {
                    if (!waits(work.limit, side)) {
                        session.rollback();
                        return;
                    }
                    revoked = ending.revoked(ticket);
                }
                if (revoked) {
                    ending.ended(message, ticket, TaskState.REVOKED, "revoked");
                } else if (refused != null) {
                    failed(ending, message, ticket, refused);
                } else if (!expired(message)) {
                    said = started(aside, side, ticket);
                    ran = true;
                    attempt(ending, message, ticket);
                }
                session.commit();
                rest = 0;
            } catch (JMSException | RuntimeException e) {
                LOG.log(Level.WARNING, "task {0} comes again: {1}", task, Refusals.text(e));
                refusals.note(task, e, ran);
                side.rollback();
                session.rollback();
                takeBack(aside, side, said);
                rest();
            }
        }
    }

    /** Waits for the start that a limit of rate allows; false if the worker closes before. */
    private boolean waits(Limit limit, Session side) throws JMSException, InterruptedException {
        long start = Limit.NONE;
        while (start == Limit.NONE) {
            if (closing.getCount() == 0) {
                return false;
            }
            start = limit.reserve(side, clock.getAsLong());
        }
        return !closing.await(start - clock.getAsLong(), TimeUnit.MILLISECONDS);
    }

    /** While it waited for its start here; what expires in the queue is the broker's. */
    private boolean expired(Message message) throws JMSException {
        long expiration = message.getJMSExpiration();
        return expiration != 0 && expiration <= clock.getAsLong();
    }

    private @Nullable Message started(Ending aside, Session side, Ticket ticket) throws JMSException {
        if (!ticket.reports()) {
            return null;
        }
        try {
            Message said = aside.report(ticket, TaskState.STARTED, null);
            side.commit();
            return said;
        } catch (JMSException e) {
            if (!Refusals.nobody(e)) {
                throw e;
            }
            LOG.log(Level.DEBUG, "nobody is there any more to hear of task {0} {1}", ticket.name, ticket.id);
            ticket.mute();
            side.rollback();
            return null;
        }
    }

    /**
     * The attempt came to nothing, so it has not started: its word could be the last of a task that others have done since, as a link may have been lost before
     * it was said.
     */
    private void takeBack(Ending aside, Session side, @Nullable Message said) throws JMSException {
        if (said == null) {
            return;
        }
        try {
            aside.takeBack(said);
            side.commit();
        } catch (JMSException e) { // it is someone else's, perhaps, who is gone
            LOG.log(Level.DEBUG, "the start of a task " + work.name + " is not taken back", e);
            side.rollback();
        }
    }

    private void attempt(Ending ending, Message message, Ticket ticket) throws JMSException {
        Object result;
        try {
            result = work.handler.run(new TaskRun(
                    ticket.id, work.name, Bodies.read(message), ticket.failed + 1, message.getJMSRedelivered()));
        } catch (Throwable e) { // whatever the application throws is the failure of this task, not of the worker
            Thread.interrupted(); // nor is what it leaves behind in the thread
            failed(ending, message, ticket, e);
            return;
        }
        Thread.interrupted();
        try {
            ending.succeeded(message, ticket, result);
        } catch (RuntimeException e) {
            failed(ending, message, ticket, e);
        }
    }

    private void failed(Ending ending, Message message, Ticket ticket, Throwable problem) throws JMSException {
        long pause = ticket.retry().pause(ticket.failed + 1, ticket.id);
        boolean again = pause >= 0;
        String reason = Refusals.said(problem);
        if (problem instanceof TaskException own && own.handlers()) {
            reason = String.valueOf(own.getMessage());
            again &= own.pause() != null;
            pause = own.pause() == null ? 0 : own.pause().toMillis();
        }
        if (reason.length() > LONGEST_REASON) {
            reason = reason.substring(0, LONGEST_REASON);
        }
        LOG.log(Level.DEBUG, "task " + work.name + " " + ticket.id + " fails", problem);
        if (!again || !ending.again(message, ticket, Math.min(pause, TaskException.LONGEST.toMillis()), reason)) {
            ending.ended(message, ticket, TaskState.FAILURE, reason);
        }
    }

    private synchronized MessageConsumer open(Session session) throws JMSException {
        MessageConsumer opened = session.createConsumer(session.createQueue(work.prefix + "." + work.name));
        consumer = opened;
        return opened;
    }

    /** Takes no further task: what runs goes on, what waits goes back. The worker has said that it is closing. */
    synchronized void stop() {
        if (consumer != null) {
            try {
                consumer.close();
            } catch (JMSException | RuntimeException e) { // the end of the connection is to come
                LOG.log(Level.DEBUG, "the consumer of tasks " + work.name + " does not close", e);
            }
        }
    }
}
