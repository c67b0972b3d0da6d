package io.angarium.ra.container;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.ra.AngariumResourceAdapter;
import io.angarium.ra.outbound.AngariumManagedConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.resource.ResourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker, an adapter that is started, and a container for each test. */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class BrokerBased {
    /** Long enough for a busy machine; what is expected comes much sooner. */
    protected static final long SOON = 10_000;

    /** How long to look for what must not come. */
    protected static final long MOMENT = 150;

    @Parameter
    protected Transport transport;

    @TempDir
    protected Path folder;

    protected final AngariumResourceAdapter adapter = new AngariumResourceAdapter();
    protected final Works works = new Works();
    protected Broker broker;
    private final List<Container> containers = new ArrayList<>();

    @BeforeEach
    final void startBroker() throws ResourceException {
        broker = Broker.start(settings());
        adapter.setUri(transport.uri(broker));
        adapter.start(works);
    }

    /** How the broker is set up. */
    protected BrokerSettings settings() {
        return BrokerSettings.in(folder).withName("ra-" + UUID.randomUUID()).withPort(0);
    }

    /** The broker again, where it was. */
    protected final void restartBroker() {
        int port = broker.port();
        String name = broker.name();
        broker.close();
        broker = Broker.start(BrokerSettings.in(folder).withName(name).withPort(port));
    }

    @AfterEach
    final void stopBroker() throws ResourceException {
        try {
            for (Container container : containers) {
                container.close();
            }
            adapter.stop();
            works.close();
        } finally {
            broker.close();
        }
    }

    protected final Container container(Mode mode) {
        Container container = new Container(mode);
        containers.add(container);
        return container;
    }

    /** A managed connection factory that has everything from the adapter. */
    protected final AngariumManagedConnectionFactory managed() throws ResourceException {
        return associated(new AngariumManagedConnectionFactory());
    }

    protected final <F extends AngariumManagedConnectionFactory> F associated(F factory) throws ResourceException {
        factory.setResourceAdapter(adapter);
        transport.prepare(factory);
        return factory;
    }

    /** What an application looks up. */
    protected final ConnectionFactory factory(Container container) throws ResourceException {
        return (ConnectionFactory) managed().createConnectionFactory(container);
    }

    /** A client outside of the container. */
    protected final JMSContext outside() {
        return new AngariumConnectionFactory(transport.uri(broker)).createContext();
    }

    protected final void put(String queue, String... texts) {
        try (JMSContext context = outside()) {
            for (String text : texts) {
                context.createProducer().send(context.createQueue(queue), text);
            }
        }
    }

    /** The next text of a queue, or null if there is none. */
    protected final String take(String queue) throws JMSException {
        try (JMSContext context = outside()) {
            Message message = context.createConsumer(context.createQueue(queue)).receive(SOON);
            return message == null ? null : message.getBody(String.class);
        }
    }

    /** Whether nothing comes from a queue. */
    protected final boolean nothingIn(String queue) {
        try (JMSContext context = outside()) {
            return context.createConsumer(context.createQueue(queue)).receive(MOMENT) == null;
        }
    }
}
