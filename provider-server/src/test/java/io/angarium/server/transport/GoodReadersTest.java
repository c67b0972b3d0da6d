package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.LogCapture;
import io.angarium.server.testing.Messages;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who reads is not taken for one who does not, however much there is and whatever may wait for him at least. Each reads nothing for a moment, in which far more could be
 * sent than the bound and the sockets' buffers together.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GoodReadersTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final int MAX_FRAME = 1 << 20;

    @TempDir
    Path folder;

    private final LogCapture log = new LogCapture();
    private Broker broker;

    @BeforeEach
    void start() {
        TransportSettings usual = TransportSettings.DEFAULT;
        TransportSettings transport = new TransportSettings(
                usual.host(),
                0,
                usual.loops(),
                usual.handshakeTimeout(),
                Duration.ZERO,
                MAX_FRAME,
                2 * MAX_FRAME,
                usual.maxBacklogBytes(),
                usual.localSocket());
        broker = Broker.start(BrokerSettings.in(folder).withName("tested").withTransport(transport));
    }

    @AfterEach
    void stop() {
        broker.stop();
        log.close();
        assertThat(log.errors()).isEmpty();
        assertThat(log.lines()).noneMatch(line -> line.contains("does not read"));
    }

    private SocketPeer producerOf(int messages, int bytes) {
        SocketPeer producer = SocketPeer.welcomed(broker.port());
        producer.send(new SessionFrame.OpenSession(1), new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        producer.expect(ReplyFrame.Ok.class);
        EncodedMessage message = Messages.bytes("orders", false, new byte[bytes]);
        for (int i = 1; i <= messages; i++) {
            producer.send(new ProducerFrame.Send(1, i, 0, 0, 0, message));
            long confirmed = 0;
            while (confirmed < i) {
                confirmed = producer.expect(ProducerFrame.Confirmed.class).upTo();
            }
        }
        return producer;
    }

    private static void readAll(SocketPeer reader, SocketPeer producer, int messages) {
        nextDelivery(reader);
        for (int i = 0; i < 3; i++) { // in which the reader reads nothing
            producer.send(new ConnectionFrame.Ping(i));
            assertThat(producer.expect(ConnectionFrame.Pong.class).token()).isEqualTo(i);
        }
        for (int i = 1; i < messages; i++) {
            nextDelivery(reader);
        }
    }

    private static void nextDelivery(SocketPeer reader) {
        Frame frame = reader.read();
        while (!(frame instanceof ConsumerFrame.Deliver)) {
            assertThat(frame).isNotInstanceOf(ConnectionFrame.Goodbye.class);
            frame = reader.read();
        }
    }

    private static void consume(List<Frame> said, int consumer) {
        said.add(new ConsumerFrame.OpenConsumer(
                consumer, 1, consumer, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
        said.add(new ConsumerFrame.Credit(consumer, 1_000, 1_000_000_000));
    }

    @Test
    void onesConsumersMayAskForAsMuchAsTheyLike() {
        int messages = 600;
        List<Frame> said = new ArrayList<>(List.of(new SessionFrame.OpenSession(1)));
        for (int i = 1; i <= 20; i++) {
            consume(said, i);
        }
        try (SocketPeer producer = producerOf(messages, 100_000);
                SocketPeer reader = SocketPeer.welcomed(broker.port())) {
            reader.send(said.toArray(new Frame[0]));
            readAll(reader, producer, messages);
        }
    }

    @Test
    void manyConnectionsOnASocketMayEachWaitForAMessageOfTheLargestSize() {
        int connections = 40;
        List<Frame> said = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            said.add(new ConnectionFrame.Switch(i));
            said.add(new SessionFrame.OpenSession(1));
            consume(said, 1);
        }
        try (SocketPeer producer = producerOf(connections, MAX_FRAME - 10_000);
                SocketPeer reader = SocketPeer.connect(broker.port())) {
            for (int i = 0; i < connections; i++) {
                begin(reader, i);
            }
            reader.send(said.toArray(new Frame[0]));
            readAll(reader, producer, connections);
        }
    }

    private static void begin(SocketPeer reader, int conversation) {
        ConnectionFrame.Hello hello = new ConnectionFrame.Hello(
                1, 1, Features.SUPPORTED, UUID.randomUUID(), null, null, null, "test peer", 0);
        if (conversation > 0) {
            reader.send(new ConnectionFrame.Switch(conversation), hello);
            reader.expect(ConnectionFrame.Switch.class);
        } else {
            reader.send(hello);
        }
        reader.expect(ConnectionFrame.Welcome.class);
    }
}
