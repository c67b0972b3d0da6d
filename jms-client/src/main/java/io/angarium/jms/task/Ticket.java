package io.angarium.jms.task;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Collections;
import java.util.Enumeration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the headers and properties of a task's message say ({@code docs/tasks.md} has the table). A message without any of them is a task too:
 * it is tried once, and nobody waits for its result.
 */
final class Ticket {
    static final String RETRY = "task_retry";
    static final String FAILED = "task_failed";
    static final String NEXT = "task_next";
    static final String GROUP = "task_group";
    static final String INDEX = "task_index";
    static final String KEEP = "task_keep";
    static final String STATE = "task_state";
    static final String REASON = "task_reason";

    final String id;
    final String name;
    final @Nullable Destination replyTo;
    final long keep;
    final int failed;
    final @Nullable String next;
    final @Nullable String group;
    final int index;
    private final @Nullable String retry;
    private boolean mute;

    Ticket(Message message, String name) throws JMSException {
        String correlation = message.getJMSCorrelationID();
        String own = correlation == null ? message.getJMSMessageID() : correlation;
        id = own == null
                ? UUID.randomUUID().toString()
                : own; // section 3.4.3: a sender may leave out message identifiers
        this.name = name;
        replyTo = message.getJMSReplyTo();
        keep = number(message, KEEP);
        failed = (int) number(message, FAILED);
        next = message.getStringProperty(NEXT);
        group = message.getStringProperty(GROUP);
        index = (int) number(message, INDEX);
        retry = message.getStringProperty(RETRY);
    }

    /** How it is tried again; what cannot be read means: not at all. */
    Retry retry() {
        try {
            return retry == null ? Retry.NONE : Retry.of(retry);
        } catch (IllegalArgumentException e) {
            return Retry.NONE;
        }
    }

    /** Whether somebody is to be told where it is; members of a group tell nobody. */
    boolean reports() {
        return replyTo != null && keep > 0 && group == null && !mute;
    }

    /** Who was to be told is gone. */
    void mute() {
        mute = true;
    }

    static long number(Message message, String property) throws JMSException {
        Object value = message.getObjectProperty(property);
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** The properties that are nobody's but the application's, of traces say. */
    static void copyOthers(Message from, Message to) throws JMSException {
        for (Object each : Collections.list((Enumeration<?>) from.getPropertyNames())) {
            String name = (String) each;
            if (!name.startsWith("JMS") && !name.startsWith("task_")) {
                to.setObjectProperty(name, from.getObjectProperty(name));
            }
        }
    }

    /** A selector for what belongs to an identifier. */
    static String of(String id) {
        return "JMSCorrelationID = '" + id.replace("'", "''") + "'";
    }
}
