package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.testing.Messages;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class BrokerTest {
    private static final Destination ORDERS = Destination.queue("orders");

    @TempDir
    Path folder;

    @Test
    void whatWasConfirmedIsThereAfterARestart() {
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
                SocketPeer producer = SocketPeer.welcomed(broker.port())) {
            sendAndAwait(producer, 100);
        }
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
                SocketPeer consumer = SocketPeer.welcomed(broker.port())) {
            openConsumer(consumer, 1000);
            for (int i = 1; i <= 100; i++) {
                ConsumerFrame.Deliver delivery = consumer.expect(ConsumerFrame.Deliver.class);
                assertThat(Messages.textOf(delivery.message())).isEqualTo("message " + i);
                assertThat(delivery.deliveryCount()).isEqualTo(1);
            }
            consumer.send(new ConsumerFrame.Acknowledge(
                    9, 1, 0, ConsumerFrame.Verdict.ACCEPT, List.of(new ConsumerFrame.Range(1, 1, 100))));
            assertThat(consumer.expect(ReplyFrame.Ok.class).correlation()).isEqualTo(9);
        }
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
                SocketPeer consumer = SocketPeer.welcomed(broker.port())) {
            openConsumer(consumer, 1000);
            consumer.send(new ConsumerFrame.Drain(5, 1));
            assertThat(consumer.expect(Frame.class)).isEqualTo(new ReplyFrame.Ok(5));
        }
    }

    @Test
    void aStopTellsTheConnections() {
        Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
        try (SocketPeer peer = SocketPeer.welcomed(broker.port())) {
            broker.stop();
            assertThat(peer.expect(ConnectionFrame.Goodbye.class).code()).isEqualTo(ErrorCode.STOPPING);
            assertThat(peer.readOrEnd()).isEmpty();
        }
    }

    @Test
    void aLargeMessageTravelsInPieces() {
        byte[] body = new byte[5_000_000];
        body[4_999_999] = 7;
        try (Broker broker = Broker.start(BrokerSettings.in(folder).withPort(0));
                SocketPeer peer = SocketPeer.welcomed(broker.port())) {
            peer.send(
                    new SessionFrame.OpenSession(1),
                    new ProducerFrame.OpenProducer(1, 1, 1, ORDERS),
                    new ProducerFrame.Send(1, 1, 0, 0, 0, Messages.bytes("orders", true, body)));
            peer.expect(ReplyFrame.Ok.class);
            assertThat(peer.expect(ProducerFrame.Confirmed.class).upTo()).isEqualTo(1);
            peer.send(
                    new ConsumerFrame.OpenConsumer(2, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false),
                    new ConsumerFrame.Credit(1, 10, 10_000_000));
            peer.expect(ReplyFrame.Ok.class);
            assertThat(peer.expect(ConsumerFrame.Deliver.class).message().body().get(4_999_999))
                    .isEqualTo((byte) 7);
        }
    }

    private static void openConsumer(SocketPeer consumer, int credit) {
        consumer.send(
                new SessionFrame.OpenSession(1),
                new ConsumerFrame.OpenConsumer(1, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false),
                new ConsumerFrame.Credit(1, credit, 1_000_000));
        assertThat(consumer.expect(ReplyFrame.Ok.class).correlation()).isEqualTo(1);
    }

    private static void sendAndAwait(SocketPeer producer, int count) {
        producer.send(new SessionFrame.OpenSession(1), new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        assertThat(producer.expect(ReplyFrame.Ok.class).correlation()).isEqualTo(1);
        for (int i = 1; i <= count; i++) {
            producer.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.text("orders", "message " + i)));
        }
        long confirmed = 0;
        while (confirmed < count) {
            confirmed = producer.expect(ProducerFrame.Confirmed.class).upTo();
        }
    }
}
