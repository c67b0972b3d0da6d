package io.angarium.jms.task;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The next start that a limit of rate leaves free, for all workers together: a message in a queue of its own has it, and whoever starts a task
 * takes the message and sends it back with a later one, in one transaction. So a worker that dies takes nothing with it but the start it had.
 * Several such messages, made by workers that began at the same time, become one. A session of the caller's at a time.
 */
final class Limit {
    static final long NONE = -1;

    private static final Logger LOG = System.getLogger(Limit.class.getName());
    private static final long PATIENCE_MILLIS = 10_000;
    private static final String FREE = "task_free";

    private final String queue;
    private final long pauseMicros;

    Limit(String prefix, String name, long pauseMicros) {
        queue = prefix + "-limit." + name;
        this.pauseMicros = pauseMicros;
    }

    /** Makes the message. A broker that knows keys takes one only; with others, what is too many is found by who takes it. */
    void begin(Session session, long now, boolean keys) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            Message message = session.createMessage();
            if (keys) {
                message.setStringProperty(Tasks.KEY, "limit " + queue);
            }
            message.setLongProperty(FREE, now * 1000);
            producer.send(message);
        }
    }

    /** Reserves the next start, in milliseconds of the workers' clocks; {@link #NONE} if its message did not come. A link that is down makes no start free. */
    long reserve(Session session, long now) throws JMSException {
        Queue tokens = session.createQueue(queue);
        long start = now * 1000;
        try (MessageConsumer consumer = session.createConsumer(tokens);
                MessageProducer producer = session.createProducer(tokens)) {
            Message first = consumer.receive(PATIENCE_MILLIS);
            if (first == null) {
                LOG.log(
                        Level.WARNING,
                        "the message of {0} did not come: if the broker is there and the queue was purged, send it an empty message",
                        queue);
                return NONE;
            }
            for (Message each = first; each != null; each = consumer.receiveNoWait()) {
                start = Math.max(start, Ticket.number(each, FREE));
            }
            Message message = session.createMessage();
            message.setLongProperty(FREE, start + pauseMicros);
            producer.send(message);
            session.commit();
        }
        return (start + 999) / 1000;
    }
}
