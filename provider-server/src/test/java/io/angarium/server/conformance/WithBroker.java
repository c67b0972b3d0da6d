package io.angarium.server.conformance;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.MessagingSettings;
import io.angarium.server.jms.Transport;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker of its own for each test on a disk in memory that obeys, and connections to it over each link. */
@ParameterizedClass
@EnumSource(Transport.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class WithBroker {
    /** Long enough for a busy machine; what is expected comes much sooner. */
    static final long SOON = 20_000;

    @Parameter
    Transport link;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Broker> brokers = new ArrayList<>();
    MemoryDisk disk = new MemoryDisk();
    Broker broker;

    @BeforeEach
    final void startBroker() {
        broker = Broker.start(
                BrokerSettings.in(Path.of("unused"))
                        .withName(UUID.randomUUID().toString())
                        .withPort(0)
                        .withSegmentBytes(4 << 20)
                        .withMessaging(new MessagingSettings(16 << 20, 10, "DLQ", true, 0, 0)),
                disk);
        brokers.add(broker);
    }

    /** Stops the broker in order; another one starts on the same disk. */
    final void restartBroker() {
        broker.close();
        startBroker();
    }

    /** Another broker starts on what a broker that is killed now would leave behind; this one lives on without the other knowing. */
    final void killBroker() {
        disk = disk.copy();
        disk.killProcess();
        startBroker();
    }

    @AfterEach
    final void stopBroker() throws JMSException {
        disk.faults().releaseForces();
        try {
            for (Connection connection : connections) {
                connection.close();
            }
        } finally {
            brokers.forEach(Broker::close);
        }
    }

    /** A factory for the link under test, with options such as {@code prefetch=1}. */
    final AngariumConnectionFactory factory(String... options) {
        return new AngariumConnectionFactory(link.uri(broker, options));
    }

    /** A connection that is closed after the test. */
    final Connection connection(String... options) throws JMSException {
        return closedLater(factory(options).createConnection());
    }

    final Connection started(String... options) throws JMSException {
        Connection connection = connection(options);
        connection.start();
        return connection;
    }

    final <C extends Connection> C closedLater(C connection) {
        connections.add(connection);
        return connection;
    }

    static String text(Message message) throws JMSException {
        return message == null ? null : ((TextMessage) message).getText();
    }

    static String receive(MessageConsumer consumer) throws JMSException {
        return text(consumer.receive(SOON));
    }
}
