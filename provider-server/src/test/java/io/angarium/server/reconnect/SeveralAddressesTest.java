package io.angarium.server.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.tool.selfcheck.Relay;
import io.angarium.server.transport.TransportSettings;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A URI with several addresses, two ways to one broker here: whichever can be reached is used. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SeveralAddressesTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(800);

    @TempDir
    private Path folder;

    private Broker broker;
    private Relay first;
    private Relay second;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.in(folder)
                .withTransport(TransportSettings.DEFAULT.withPort(0).withTimes(Duration.ofSeconds(10), HEARTBEAT)));
        first = new Relay(broker.port());
        second = new Relay(broker.port());
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        broker.close();
    }

    private Connection connect(String options) throws JMSException {
        return new AngariumConnectionFactory(
                        "angarium://(127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port() + ")" + options)
                .createConnection();
    }

    @Test
    void theFirstThatCanBeReachedIsUsedThereAndBack() throws JMSException {
        first.refuse(true);
        try (Connection connection = connect("")) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            producer.send(session.createTextMessage("by the second"));
            assertThat(first.connections()).isZero();
            assertThat(second.connections()).isEqualTo(1);

            second.refuse(true);
            first.refuse(false);
            second.cut();
            producer.send(session.createTextMessage("by the first"));
            assertThat(first.connections()).isEqualTo(1);

            second.refuse(false);
            first.refuse(true);
            first.cut();
            producer.send(session.createTextMessage("and back"));
            assertThat(second.connections()).isEqualTo(2);
        }
    }

    @Test
    void whoCannotBeReachedIsNamedWithTheReasonAddressByAddress() throws JMSException {
        String closed = "127.0.0.1:" + first.port();
        String silent = "127.0.0.1:" + second.port();
        try (Connection connection = connect("?callTimeout=4s&connectTimeout=300ms&reconnectDelay=50ms")) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            second.freeze(true);
            first.close();
            assertThatThrownBy(() -> producer.send(session.createTextMessage("a")))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("whether it happened is not known")
                    .hasMessageContaining("none of 2 brokers can be reached")
                    .hasMessageContaining(closed + ": connection refused")
                    .hasMessageContaining(silent + " took the connection but said nothing within 300 ms");
            assertThatThrownBy(() -> connect("?startTimeout=0&connectTimeout=300ms"))
                    .hasMessageContaining(closed + ": connection refused")
                    .hasMessageContaining(silent + " took the connection but said nothing within 300 ms");
            second.freeze(false);
        }
    }

    /** After how many of its heartbeats is a matter of the client's clock, see its HeartbeatTest; without them it would be the call's own time, far behind the end of this test. */
    @Test
    void aSilentBrokerIsLeftForAnotherWhileASendWaits() throws JMSException {
        try (Connection connection = connect("?connectTimeout=2s&heartbeat=1s&callTimeout=10m")) {
            Session session = connection.createSession();
            MessageProducer producer = session.createProducer(session.createQueue("q"));
            producer.send(session.createTextMessage("before"));
            assertThat(second.connections()).isZero();
            first.freeze(true);
            producer.send(session.createTextMessage("during"));
            assertThat(second.connections()).isPositive();
            first.freeze(false);
        }
    }
}
