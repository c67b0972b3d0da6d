package io.angarium.server.tool;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;

/** Names queues for who only looks or takes: where there is none of that name, none is made. */
final class ExistingQueue {
    private static final String OPTIONS = "?consumer.";
    private static final String NOT_MADE = "consumer.create=no";

    private ExistingQueue() {}

    /** A queue to consume or browse; that it is not there is said when this is tried. */
    static Queue of(Session session, String name) throws JMSException {
        return session.createQueue(name + (name.contains(OPTIONS) ? "&" : "?") + NOT_MADE);
    }
}
