package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.wire.ConsumerFrame.Kind;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What a connection consumer consumes, before it is checked.
 *
 * @param kind how to consume; null for a queue or a plain subscription
 */
record LoadPlan(
        @Nullable Kind kind, @Nullable Destination destination, @Nullable String name, @Nullable String selector) {

    static LoadPlan plain(@Nullable Destination destination, @Nullable String selector) {
        return new LoadPlan(null, destination, null, selector);
    }

    static LoadPlan named(Kind kind, @Nullable Topic topic, @Nullable String name, @Nullable String selector) {
        return new LoadPlan(kind, topic, name, selector);
    }

    ConsumerSpec specFor(AngariumSession session) throws JMSException {
        Addressed target = Targets.required(destination);
        if (kind != null) {
            return session.consumers().namedSpec(kind, (Topic) target, name, selector, false);
        }
        return session.consumers().plainSpec(target, selector, false);
    }
}
