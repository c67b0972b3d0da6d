package io.angarium.tck;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import java.util.Optional;
import java.util.Set;

/** What the TCK looks up: a fixed set of flat names. Immutable; each look-up makes a new object. */
final class AdministeredObjects {
    /** The client identifier of the factory for durable subscriptions. */
    static final String DURABLE_CLIENT_ID = "cts";

    private static final String DURABLE_FACTORY = "DURABLE_SUB_CONNECTION_FACTORY";
    private static final Set<String> FACTORIES =
            Set.of("MyQueueConnectionFactory", "MyTopicConnectionFactory", "MyConnectionFactory", DURABLE_FACTORY);
    private static final Set<String> QUEUES =
            Set.of("MY_QUEUE", "MY_QUEUE2", "testQ0", "testQ1", "testQ2", "testQueue2", "Q2");
    private static final Set<String> TOPICS = Set.of("MY_TOPIC", "MY_TOPIC2", "testT0", "testT1", "testT2");

    /** The classes in the TCK's object messages. */
    private static final String TRUSTED_PACKAGES = "com.sun.ts,java.lang,java.math,java.util";

    private final String brokerUri;

    /** @param brokerUri where the factories connect to */
    AdministeredObjects(String brokerUri) {
        this.brokerUri = brokerUri;
    }

    /** The object of a name, if the TCK has such a name. */
    Optional<Object> find(String name) {
        if (FACTORIES.contains(name)) {
            return Optional.of(factory(name));
        }
        if (QUEUES.contains(name)) {
            return Optional.of(new AngariumQueue(name));
        }
        return TOPICS.contains(name) ? Optional.of(new AngariumTopic(name)) : Optional.empty();
    }

    private AngariumConnectionFactory factory(String name) {
        AngariumConnectionFactory factory = new AngariumConnectionFactory(brokerUri);
        factory.setTrustedPackages(TRUSTED_PACKAGES);
        if (name.equals(DURABLE_FACTORY)) {
            factory.setClientId(DURABLE_CLIENT_ID);
        }
        return factory;
    }
}
