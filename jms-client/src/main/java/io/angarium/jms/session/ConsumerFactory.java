package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.ConsumerFrame.Kind;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;

/** Opens consumers for a session after checking what was asked for: Jakarta Messaging 3.1 sections 4.2 and 8.3. */
final class ConsumerFactory {
    private final SessionCore session;

    ConsumerFactory(SessionCore session) {
        this.session = session;
    }

    /** A consumer of a queue or an unshared non-durable subscription. */
    AngariumConsumer plain(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        ConsumerSpec spec = plainSpec(destination, selector, noLocal);
        return new AngariumConsumer(session, open(spec), spec.selector());
    }

    /** The same for the queue domain. */
    AngariumQueueReceiver receiver(@Nullable Queue queue, @Nullable String selector) throws JMSException {
        ConsumerSpec spec = plainSpec(queue, selector, false);
        return new AngariumQueueReceiver(session, open(spec), spec.selector(), (Queue) Targets.required(queue));
    }

    /** The same for the topic domain. */
    AngariumTopicSubscriber subscriber(@Nullable Topic topic, @Nullable String selector, boolean noLocal)
            throws JMSException {
        ConsumerSpec spec = plainSpec(topic, selector, noLocal);
        return subscriber(spec, topic);
    }

    /** A consumer of a named subscription. */
    AngariumTopicSubscriber subscription(
            Kind kind, @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        return subscriber(namedSpec(kind, topic, name, selector, noLocal), topic);
    }

    private AngariumTopicSubscriber subscriber(ConsumerSpec spec, @Nullable Topic topic) throws JMSException {
        Topic known = (Topic) Targets.required(topic);
        return new AngariumTopicSubscriber(session, open(spec), spec.selector(), known, spec.noLocal());
    }

    ConsumerSpec plainSpec(@Nullable Destination destination, @Nullable String selector, boolean noLocal)
            throws JMSException {
        Addressed target = target(destination);
        return new ConsumerSpec(Targets.plainKind(target), target.address(), null, Targets.selector(selector), noLocal);
    }

    ConsumerSpec namedSpec(
            Kind kind, @Nullable Topic topic, @Nullable String name, @Nullable String selector, boolean noLocal)
            throws JMSException {
        Addressed target = target(topic);
        String subscription = Targets.subscription(name);
        if (kind == Kind.DURABLE && session.connection().identity().id() == null) {
            throw new IllegalStateException(
                    "an unshared durable subscription needs a connection with a client identifier");
        }
        return new ConsumerSpec(kind, target.address(), subscription, Targets.selector(selector), noLocal);
    }

    private Addressed target(@Nullable Destination destination) throws JMSException {
        session.checkOpen();
        Addressed target = Targets.required(destination);
        session.connection().temporaries().checkConsumable(target.address());
        return target;
    }

    private WireConsumer open(ConsumerSpec spec) throws JMSException {
        return session.consumers().open(spec);
    }
}
