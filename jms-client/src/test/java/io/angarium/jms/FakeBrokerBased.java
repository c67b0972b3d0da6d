package io.angarium.jms;

import io.angarium.jms.link.LinkOpener;
import io.angarium.jms.testing.FakeBroker;
import io.angarium.wire.ConnectionFrame.Hello;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A connection to a {@link FakeBroker}. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
abstract class FakeBrokerBased {
    FakeBroker broker;
    Hello hello;
    Connection connection;

    @BeforeEach
    final void connect() throws JMSException {
        connection = factory("angarium://fake?callTimeout=" + callTimeout() + "&prefetch=10")
                .createConnection();
    }

    /** How long a call may take: short where a test waits for that. */
    String callTimeout() {
        return "200ms";
    }

    @AfterEach
    final void disconnect() throws JMSException {
        connection.close();
    }

    final AngariumConnectionFactory factory(String uri) {
        return new AngariumConnectionFactory(uri + (uri.contains("?") ? "&" : "?") + "reconnect=false") {
            private static final long serialVersionUID = 1L;

            @Override
            protected LinkOpener links() {
                return (address, greeting, listener) -> {
                    hello = greeting;
                    broker = new FakeBroker(listener);
                    return broker;
                };
            }
        };
    }

    static EncodedMessage message(String text) {
        return new MessageBuilder()
                .destination(Destination.queue("orders"))
                .text(text)
                .build();
    }

    static ConsumerFrame.Deliver delivery(int consumer, long tag) {
        return delivery(consumer, tag, 1, 0, 0);
    }

    static ConsumerFrame.Deliver delivery(int consumer, long tag, int count) {
        return delivery(consumer, tag, count, 0, 0);
    }

    static ConsumerFrame.Deliver delivery(int consumer, long tag, int count, long expiration, long timeLeft) {
        return new ConsumerFrame.Deliver(
                consumer, tag, 1000 + tag, count, expiration, timeLeft, 0, message("message " + tag));
    }
}
