package io.angarium.server.tool;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;

/** Opens queues for who only looks or takes: where there is none of that name, none is made, if the broker is not older than that. */
final class ExistingQueue {
    private static final String OPTIONS = "?consumer.";
    private static final String NOT_MADE = "consumer.create=no";

    /** With which a broker begins to say what may stand behind a name, where it does not know what does. */
    private static final String KNOWN = "a consumer may say";

    private ExistingQueue() {}

    /** Makes a consumer or browser of a queue. */
    interface Opening<T> {
        T of(Queue queue) throws JMSException;
    }

    /**
     * Opens it.
     *
     * @throws InvalidDestinationException if there is none
     */
    static <T> T open(Session session, String name, Opening<T> opening) throws JMSException {
        try {
            return opening.of(session.createQueue(name + (name.contains(OPTIONS) ? "&" : "?") + NOT_MADE));
        } catch (InvalidDestinationException e) {
            if (!comesFromAnOlderBroker(e)) {
                throw e;
            }
            return opening.of(session.createQueue(name));
        }
    }

    private static boolean comesFromAnOlderBroker(InvalidDestinationException refusal) {
        String text = String.valueOf(refusal.getMessage());
        int known = text.indexOf(KNOWN);
        return known >= 0 && text.indexOf(NOT_MADE, known) < 0;
    }
}
