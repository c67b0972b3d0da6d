package io.angarium.jms.task;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Submits tasks to the queues {@code PREFIX.NAME}, from which a {@link TaskWorker} with the same prefix takes them. Has a connection of its own;
 * may be used by any number of threads.
 */
public final class Tasks implements AutoCloseable {
    /** Angarium's property for sends that are repeated. */
    static final String KEY = "JMS_Angarium_DuplicateKey";

    final Connection connection;
    final String prefix;
    final LongSupplier clock = System::currentTimeMillis;

    /** Connects; queues begin with the prefix, {@code "tasks"} say. */
    public Tasks(ConnectionFactory factory, String prefix) throws JMSException {
        this.prefix = Task.checked(prefix);
        connection = factory.createConnection();
        connection.start();
    }

    /** Submits it: when this returns, the broker has it. */
    public TaskHandle submit(Task task) throws JMSException {
        String id = task.key == null ? UUID.randomUUID().toString() : task.key;
        if (task.key != null && !keys(connection)) {
            throw new JMSException(
                    "task " + task.name + " has a key, which this broker does not know: leave out once()");
        }
        try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            send(session, task, id, null, 0);
            session.commit();
        }
        return new TaskHandle(this, task.name, id, due(task));
    }

    /**
     * Submits all of them, or none. When the last has succeeded, their results are the body of the task that follows: a map of the member's
     * numbers from {@code "0"} to text, bytes or null, and to {@code "0.x"} for each name x of a member's map. Without one, they are the
     * result. If members fail or are revoked, the group has failed when the others are done.
     *
     * @param members without expiry or key, since a group waits for each of them; what they keep is not asked for
     * @param after   has a name, retries, perhaps more to follow; no body or time; null for none
     * @return the group's; a member's is {@code handle(name, id + "." + number)}
     */
    public TaskHandle submitGroup(List<Task> members, @Nullable Task after) throws JMSException {
        if (members.isEmpty()
                || after != null && !after.follows()
                || members.stream().anyMatch(member -> member.expires != null || member.key != null)) {
            throw new IllegalArgumentException(
                    "a group has members, none of which expires or has a key; what follows it has no body, moment, expiry or key");
        }
        String id = UUID.randomUUID().toString();
        Duration keep = after == null ? members.get(0).keep : after.keep;
        try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            new Ending(session, prefix, clock)
                    .counter(id, members.size(), after, session.createQueue(prefix + "-results"), keep.toMillis());
            for (int i = 0; i < members.size(); i++) {
                send(session, members.get(i), id + "." + i, id, i);
            }
            session.commit();
        }
        return new TaskHandle(this, "group", id, 0);
    }

    /** That of a task of that name which was submitted before, or elsewhere. */
    public TaskHandle handle(String name, String id) {
        return new TaskHandle(this, Task.checked(name), id, -1);
    }

    /** Whether the broker knows {@link #KEY}. */
    static boolean keys(Connection connection) throws JMSException {
        return "Angarium".equals(connection.getMetaData().getJMSProviderName());
    }

    private static long due(Task task) {
        return task.due == null ? 0 : Math.max(0, task.due.toEpochMilli());
    }

    private void send(Session session, Task task, String id, @Nullable String group, int index) throws JMSException {
        Message message = Bodies.write(session, task.body);
        message.setJMSType(task.name);
        message.setJMSCorrelationID(id);
        message.setJMSReplyTo(session.createQueue(prefix + "-results"));
        message.setLongProperty(Ticket.KEEP, task.keep.toMillis());
        message.setStringProperty(Ticket.RETRY, task.retry.text());
        if (task.next != null) {
            message.setStringProperty(Ticket.NEXT, task.next);
        }
        if (task.key != null) {
            message.setStringProperty(KEY, task.key);
        }
        if (group != null) {
            message.setStringProperty(Ticket.GROUP, group);
            message.setIntProperty(Ticket.INDEX, index);
        }
        long delay = Math.max(0, due(task) - clock.getAsLong());
        long life = task.expires == null ? 0 : task.expires.toMillis();
        if (task.expires != null && life <= delay) {
            throw new IllegalArgumentException(
                    "task " + task.name + " expires after " + life + " ms, but is due in " + delay);
        }
        try (MessageProducer producer = session.createProducer(session.createQueue(prefix + "." + task.name))) {
            producer.setDeliveryDelay(delay);
            producer.send(message, DeliveryMode.PERSISTENT, Message.DEFAULT_PRIORITY, life);
        }
    }

    /** Ends the connection; tasks and results stay. */
    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
