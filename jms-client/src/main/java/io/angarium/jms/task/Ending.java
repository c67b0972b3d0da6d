package io.angarium.jms.task;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an attempt leaves behind: a result, the next step of a chain, a group's count, another attempt. All of it is sent in the
 * transaction of the session that received the task, so it is there if and only if the task is gone (section 6.2.7 of Jakarta Messaging). Belongs
 * to the thread of the session, which commits.
 */
final class Ending {
    private static final long PATIENCE_MILLIS = 60_000;
    /** Between two looks at whether there is something to wait for. */
    private static final long LOOK_MILLIS = 5_000;

    private static final String LEFT = "task_left";
    private static final String RESULTS = "task_results";
    private static final String SIZE = "task_size";

    private final Session session;
    private final MessageProducer producer;
    private final String prefix;
    private final LongSupplier clock;

    Ending(Session session, String prefix, LongSupplier clock) throws JMSException {
        this.session = session;
        this.prefix = prefix;
        this.clock = clock;
        producer = session.createProducer(null);
    }

    private Queue queue(String what) throws JMSException {
        return session.createQueue(prefix + what);
    }

    private void send(Destination to, Message message, long timeToLive) throws JMSException {
        producer.send(to, message, DeliveryMode.PERSISTENT, Message.DEFAULT_PRIORITY, timeToLive);
    }

    /** Whether it was revoked; takes all that says so. */
    boolean revoked(Ticket ticket) throws JMSException {
        boolean revoked = false;
        try (MessageConsumer consumer = session.createConsumer(queue("-revoked"), Ticket.of(ticket.id))) {
            while (consumer.receiveNoWait() != null) {
                revoked = true;
            }
        }
        return revoked;
    }

    /** What came too late to revoke it must not revoke the next one with its key. */
    private void forget(Ticket ticket) throws JMSException {
        revoked(ticket);
    }

    /** Says where it is to whom it may concern; returns what it has said, if there is anybody. */
    @Nullable
    Message report(Ticket ticket, TaskState state, @Nullable String reason) throws JMSException {
        Message message = session.createMessage();
        report(ticket, state, reason, message);
        return ticket.reports() ? message : null;
    }

    /** Takes away what it has said, if it is still there. */
    void takeBack(Message said) throws JMSException {
        String id = said.getJMSMessageID();
        if (id != null && said.getJMSDestination() instanceof Queue queue) {
            try (MessageConsumer consumer = session.createConsumer(queue, "JMSMessageID = '" + id + "'")) {
                Message unused = consumer.receiveNoWait();
            }
        }
    }

    private void report(Ticket ticket, TaskState state, @Nullable String reason, Message message) throws JMSException {
        if (!ticket.reports()) {
            return;
        }
        message.setJMSCorrelationID(ticket.id);
        message.setJMSType(ticket.name);
        message.setStringProperty(Ticket.STATE, state.name());
        message.setIntProperty(Ticket.FAILED, ticket.failed);
        if (reason != null) {
            message.setStringProperty(Ticket.REASON, reason);
        }
        send(Objects.requireNonNull(ticket.replyTo), message, ticket.keep);
    }

    /**
     * It is done.
     *
     * @throws RuntimeException if the result cannot be sent; nothing was, then
     */
    void succeeded(Message task, Ticket ticket, @Nullable Object result) throws JMSException {
        Message message = Bodies.write(session, result);
        if (ticket.next != null) {
            follow(task, ticket, ticket.next, message);
            return;
        }
        if (ticket.group != null) {
            count(ticket, ticket.group, message, result, null);
        } else {
            report(ticket, TaskState.SUCCESS, null, message);
        }
        forget(ticket);
    }

    /** It does not run again; where it failed, it is kept for people to look at. */
    void ended(Message task, Ticket ticket, TaskState state, String reason) throws JMSException {
        if (ticket.group == null) {
            report(ticket, state, reason);
        } else {
            count(ticket, ticket.group, null, null, reason);
        }
        forget(ticket);
        if (state == TaskState.FAILURE) {
            change(task, Map.of(Ticket.FAILED, 0, Ticket.REASON, reason), Set.of(Ticket.GROUP));
            task.setJMSCorrelationID(ticket.id);
            send(queue("-failed"), task, 0);
        }
    }

    /** It is tried again after a pause; false if it expires before. */
    boolean again(Message task, Ticket ticket, long pause, String reason) throws JMSException {
        long expiration = task.getJMSExpiration();
        long life = expiration == 0 ? 0 : expiration - clock.getAsLong();
        if (expiration != 0 && life <= pause) {
            return false;
        }
        report(ticket, TaskState.RETRY, reason);
        change(task, Map.of(Ticket.FAILED, ticket.failed + 1), Set.of());
        task.setJMSCorrelationID(ticket.id); // what identified it by its JMSMessageID is sent with another one
        producer.setDeliveryDelay(pause);
        try {
            send(queue("." + ticket.name), task, life);
        } finally {
            producer.setDeliveryDelay(0);
        }
        return true;
    }

    /** Makes a received message one to be sent, with some properties changed and those of its delivery left out. */
    private static void change(Message message, Map<String, Object> changed, Set<String> gone) throws JMSException {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        for (Object each : Collections.list((Enumeration<?>) message.getPropertyNames())) {
            String name = (String) each;
            if (!name.startsWith("JMS") && !gone.contains(name)) {
                properties.put(name, message.getObjectProperty(name));
            }
        }
        properties.putAll(changed);
        message.clearProperties();
        for (Map.Entry<String, @Nullable Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
    }

    private void follow(Message before, Ticket ticket, String steps, Message message) throws JMSException {
        int end = steps.indexOf('/');
        String step = end < 0 ? steps : steps.substring(0, end);
        int space = step.indexOf(' ');
        String name = Task.checked(space < 0 ? step : step.substring(0, space));
        Ticket.copyOthers(before, message);
        message.setJMSType(name);
        message.setJMSCorrelationID(ticket.id);
        message.setJMSReplyTo(ticket.replyTo);
        message.setLongProperty(Ticket.KEEP, ticket.keep);
        if (space >= 0) {
            message.setStringProperty(Ticket.RETRY, step.substring(space + 1));
        }
        if (end >= 0) {
            message.setStringProperty(Ticket.NEXT, steps.substring(end + 1));
        }
        if (ticket.group != null) {
            message.setStringProperty(Ticket.GROUP, ticket.group);
            message.setIntProperty(Ticket.INDEX, ticket.index);
        }
        send(queue("." + name), message, 0);
    }

    /** The message that counts the members of a group; one transaction at a time has it. */
    void counter(String group, int size, @Nullable Task after, Destination replyTo, long keep) throws JMSException {
        Message counter = session.createMessage();
        counter.setJMSCorrelationID(group);
        counter.setJMSType("counter");
        counter.setJMSReplyTo(replyTo);
        counter.setLongProperty(Ticket.KEEP, keep);
        counter.setIntProperty(SIZE, size);
        counter.setIntProperty(LEFT, size);
        if (after != null) {
            counter.setStringProperty(Ticket.NEXT, after.steps());
        }
        send(queue("-groups"), counter, 0);
    }

    private void count(
            Ticket ticket, String group, @Nullable Message message, @Nullable Object result, @Nullable String reason)
            throws JMSException {
        Queue groups = queue("-groups");
        Message counter = counter(groups, group);
        int left = (int) Ticket.number(counter, LEFT) - 1;
        int results = (int) Ticket.number(counter, RESULTS);
        String first = counter.getStringProperty(Ticket.REASON);
        String failure = first != null ? first : reason;
        if (left > 0) {
            Map<String, Object> changed = new LinkedHashMap<>();
            changed.put(LEFT, left);
            if (failure != null) {
                changed.put(Ticket.REASON, failure);
            }
            if (message != null) {
                message.setJMSCorrelationID(group);
                message.setJMSType("result");
                message.setIntProperty(Ticket.INDEX, ticket.index);
                send(groups, message, 0);
                changed.put(RESULTS, results + 1);
            }
            change(counter, changed, Set.of());
            send(groups, counter, 0);
            return;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        try (MessageConsumer consumer = session.createConsumer(groups, Ticket.of(group) + " AND JMSType = 'result'")) {
            for (int i = 0; i < results; i++) {
                Message each = next(consumer, groups, group);
                put(all, Ticket.number(each, Ticket.INDEX), Bodies.read(each));
            }
        }
        Ticket whole = new Ticket(counter, "group");
        long failed = Ticket.number(counter, SIZE) - results - (message == null ? 0 : 1);
        if (failed > 0) { // whatever they gave as the reason
            report(
                    whole,
                    TaskState.FAILURE,
                    failed + " of " + Ticket.number(counter, SIZE) + " failed, the first because: " + failure);
        } else {
            put(all, ticket.index, result);
            succeeded(counter, whole, all);
        }
    }

    /** A member's result among those of its group: by its number, and if it is a map itself, by number and name. */
    private static void put(Map<String, @Nullable Object> all, long index, @Nullable Object result) {
        if (result instanceof Map<?, ?> values) {
            values.forEach((name, value) -> all.put(index + "." + name, value));
        } else {
            all.put(String.valueOf(index), result);
        }
    }

    private Message counter(Queue groups, String group) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(groups, Ticket.of(group) + " AND JMSType = 'counter'")) {
            return next(consumer, groups, group);
        }
    }

    /** The next of a group's messages, which may be with others for a while. */
    private Message next(MessageConsumer consumer, Queue groups, String group) throws JMSException {
        Message message = consumer.receive(LOOK_MILLIS);
        for (long waited = LOOK_MILLIS; message == null; waited += LOOK_MILLIS) {
            if (waited >= PATIENCE_MILLIS || !isToBeSeen(groups, group)) {
                throw new JMSException("what is to be counted of group " + group + " did not come from queue " + prefix
                        + "-groups within " + waited
                        + " ms: was the link lost, and the task done by others since, or the queue purged?");
            }
            message = consumer.receive(LOOK_MILLIS);
        }
        return message;
    }

    /**
     * Whether a group goes on, as far as one sees: while others have its counter, there are the results of its members. If the link was lost, this
     * task may be another worker's since, and the group be over.
     */
    private boolean isToBeSeen(Queue groups, String group) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(groups, Ticket.of(group))) {
            return browser.getEnumeration().hasMoreElements();
        }
    }
}
