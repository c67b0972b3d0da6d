package io.angarium.jms.task;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One task that was submitted: where it is, and what came of it. Lives as long as its {@link Tasks}; any thread may use it. */
public final class TaskHandle {
    /** For how long after it is due a task that is on its way to a worker, or waits to be tried again, is known to be revoked. */
    private static final long REVOKED_MILLIS = Duration.ofDays(7).toMillis();

    private static final Logger LOG = System.getLogger(TaskHandle.class.getName());
    private static final String FINAL = " AND " + Ticket.STATE + " IN ('SUCCESS', 'FAILURE', 'REVOKED')";

    private final Tasks tasks;
    private final String name;
    private final String id;
    private final long due;
    private volatile @Nullable End end;

    /** What came of it. */
    private record End(TaskState state, @Nullable String reason, @Nullable Object result) {}

    /** @param due when its word may begin to expire; negative if that is not known */
    TaskHandle(Tasks tasks, String name, String id, long due) {
        this.tasks = tasks;
        this.name = name;
        this.id = id;
        this.due = due;
    }

    /** Identifies the task: {@link Tasks#handle} finds it again. */
    public String id() {
        return id;
    }

    private Queue results(Session session) throws JMSException {
        return session.createQueue(tasks.prefix + "-results");
    }

    private static TaskState state(Message message) throws JMSException {
        return TaskState.valueOf(message.getStringProperty(Ticket.STATE));
    }

    /** Where it is now. Looks through the results that are kept and have not been taken by {@link #get}. */
    public TaskState state() throws JMSException {
        End known = end;
        if (known != null) {
            return known.state;
        }
        TaskState last = TaskState.PENDING;
        long attempt = -1;
        try (Session session = tasks.connection.createSession();
                QueueBrowser browser = session.createBrowser(results(session), Ticket.of(id))) {
            for (Object each : Collections.list((Enumeration<?>) browser.getEnumeration())) {
                TaskState state = state((Message) each);
                long its = Ticket.number((Message) each, Ticket.FAILED);
                if (state.isFinal() || its >= attempt && !last.isFinal()) {
                    last = state;
                    attempt = its;
                }
            }
        }
        return last;
    }

    /**
     * Waits for its end and takes what is kept of it: a result is there for one reader, and stays with this handle,
     * which returns the same object each time. If it cannot be read it stays where it is.
     *
     * @return text, bytes, a map or null
     * @throws TaskException    if it failed, or was revoked
     * @throws TimeoutException if it did not end in that time, or what is kept of it has expired or been taken
     */
    public @Nullable Object get(Duration timeout) throws JMSException, TimeoutException {
        End known = end;
        if (known == null) {
            known = take(timeout.toMillis());
            end = known;
        }
        if (known.state != TaskState.SUCCESS) {
            throw new TaskException(known.state, known.reason);
        }
        return known.result;
    }

    /** A broker that goes away in the middle rolls back: what was there is there again. */
    private End take(long millis) throws JMSException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        do {
            try (Session session = tasks.connection.createSession(true, Session.SESSION_TRANSACTED)) {
                Queue queue = results(session);
                Message taken;
                try (MessageConsumer consumer = session.createConsumer(queue, Ticket.of(id) + FINAL)) {
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    taken = left <= 0 ? consumer.receiveNoWait() : consumer.receive(left);
                }
                if (taken != null) {
                    TaskState state = state(taken);
                    Object result = state == TaskState.SUCCESS
                            ? Bodies.read(taken)
                            : null; // part of it may still be the broker's
                    try (MessageConsumer before = session.createConsumer(queue, Ticket.of(id))) {
                        Message each = before.receiveNoWait();
                        while (each != null) {
                            each = before.receiveNoWait();
                        }
                    }
                    session.commit();
                    return new End(state, taken.getStringProperty(Ticket.REASON), result);
                }
            } catch (TransactionRolledBackException e) {
                LOG.log(Level.DEBUG, "the result of task " + id + " is taken again", e);
            }
        } while (end - System.nanoTime() > 0);
        throw new TimeoutException("task " + name + " " + id + " has no result in queue " + tasks.prefix
                + "-results after " + millis + " ms");
    }

    /**
     * Sees to it that it does not run, if it does not run yet. What a worker has taken already goes on; if that fails, it is not tried again.
     *
     * @return whether it is certain now that it does not run; if not, {@link #state} tells as soon as a worker has seen it
     */
    public boolean revoke() throws JMSException {
        try (Session session = tasks.connection.createSession(true, Session.SESSION_TRANSACTED)) {
            Queue queue = session.createQueue(tasks.prefix + "." + name);
            Message waiting;
            try (MessageConsumer consumer = session.createConsumer(queue, Ticket.of(id))) {
                waiting = consumer.receiveNoWait();
            }
            if (waiting != null) {
                new Ending(session, tasks.prefix, tasks.clock)
                        .ended(waiting, new Ticket(waiting, name), TaskState.REVOKED, "revoked");
            } else {
                Message word = session.createMessage();
                word.setJMSCorrelationID(id);
                try (MessageProducer producer =
                        session.createProducer(session.createQueue(tasks.prefix + "-revoked"))) {
                    if (due >= 0) { // else it may be due at any time
                        producer.setTimeToLive(Math.max(0, due - tasks.clock.getAsLong()) + REVOKED_MILLIS);
                    }
                    producer.send(word);
                }
            }
            session.commit();
            return waiting != null;
        }
    }
}
