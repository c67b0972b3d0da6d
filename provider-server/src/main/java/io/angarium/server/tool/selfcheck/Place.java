package io.angarium.server.tool.selfcheck;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;

/**
 * A destination of a run.
 *
 * @param name of the queue or topic
 * @param isTopic whether it is a topic, with one shared durable subscription
 * @param promise what its consumers may expect
 */
record Place(String name, boolean isTopic, Promise promise) {
    /** The subscription of a topic. */
    static final String SUBSCRIPTION = "selfcheck";

    Destination in(Session session) throws JMSException {
        return isTopic ? session.createTopic(name) : session.createQueue(name);
    }

    MessageConsumer consumer(Session session) throws JMSException {
        return isTopic
                ? session.createSharedDurableConsumer(session.createTopic(name), SUBSCRIPTION)
                : session.createConsumer(session.createQueue(name));
    }
}
