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
    private static final long REST_MILLIS = 1_000;
    private static final int LONGEST_REASON = 1_000;

    private final Connection connection;
    private final String prefix;
    private final String name;
    private final TaskHandler<?> handler;
    private final @Nullable Limit limit;
    private final CountDownLatch closing;
    private final LongSupplier clock;
    private @Nullable MessageConsumer consumer; // guarded by this

    Slot(
            Connection connection,
            String prefix,
            String name,
            TaskHandler<?> handler,
            @Nullable Limit limit,
            CountDownLatch closing,
            LongSupplier clock) {
        this.connection = connection;
        this.prefix = prefix;
        this.name = name;
        this.handler = handler;
        this.limit = limit;
        this.closing = closing;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            do {
                try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                        Session side = connection.createSession(true, Session.SESSION_TRANSACTED)) {
                    serve(session, side);
                } catch (JMSException e) {
                    Level level = closing.getCount() > 0 ? Level.WARNING : Level.DEBUG;
                    LOG.log(level, "tasks {0} wait, and are tried again: {1}", name, e.getMessage());
                }
            } while (!closing.await(REST_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the worker's thread: nobody waits for more of it
        }
    }

    private void serve(Session session, Session side) throws JMSException, InterruptedException {
        Ending ending = new Ending(session, prefix, clock);
        Ending aside = new Ending(side, prefix, clock);
        MessageConsumer opened = open(session);
        while (closing.getCount() > 0) {
            Message message = opened.receive(); // null when it is closed
            if (message == null) {
                return;
            }
            Ticket ticket = new Ticket(message, name);
            try {
                if (ending.revoked(ticket)) {
                    ending.ended(message, ticket, TaskState.REVOKED, "revoked");
                    session.commit();
                } else if (limit == null || waits(limit.reserve(side, clock.getAsLong()))) {
                    if (ticket.reports()) {
                        aside.report(ticket, TaskState.STARTED, null);
                        side.commit();
                    }
                    attempt(ending, message, ticket);
                    session.commit();
                } else {
                    session.rollback();
                }
            } catch (JMSException e) {
                LOG.log(Level.WARNING, "task {0} {1} comes again: {2}", name, ticket.id, e.getMessage());
                side.rollback();
                session.rollback();
            }
        }
    }

    /** Waits for the start that a limit of rate allows; false if the worker closes before. */
    private boolean waits(long start) throws InterruptedException {
        return !closing.await(start - clock.getAsLong(), TimeUnit.MILLISECONDS);
    }

    private void attempt(Ending ending, Message message, Ticket ticket) throws JMSException {
        Object result;
        try {
            result = handler.run(
                    new TaskRun(ticket.id, name, Bodies.read(message), ticket.failed + 1, message.getJMSRedelivered()));
        } catch (Throwable e) { // whatever the application throws is the failure of this task, not of the worker
            failed(ending, message, ticket, e);
            return;
        }
        try {
            ending.succeeded(message, ticket, result);
        } catch (RuntimeException e) {
            failed(ending, message, ticket, e);
        }
    }

    private void failed(Ending ending, Message message, Ticket ticket, Throwable problem) throws JMSException {
        long pause = ticket.retry().pause(ticket.failed + 1, ticket.id);
        String reason = problem.toString();
        if (problem instanceof TaskException own) {
            reason = String.valueOf(own.getMessage());
            if (own.pause() == null) {
                pause = -1;
            } else if (pause >= 0) {
                pause = own.pause().toMillis();
            }
        }
        if (reason.length() > LONGEST_REASON) {
            reason = reason.substring(0, LONGEST_REASON);
        }
        LOG.log(Level.DEBUG, "task " + name + " " + ticket.id + " fails", problem);
        if (pause < 0 || !ending.again(message, ticket, pause, reason)) {
            ending.ended(message, ticket, TaskState.FAILURE, reason);
        }
    }

    private synchronized MessageConsumer open(Session session) throws JMSException {
        MessageConsumer opened = session.createConsumer(session.createQueue(prefix + "." + name));
        consumer = opened;
        return opened;
    }

    /** Takes no further task: what runs goes on, what waits goes back. The worker has said that it is closing. */
    synchronized void stop() throws JMSException {
        if (consumer != null) {
            consumer.close();
        }
    }
}
