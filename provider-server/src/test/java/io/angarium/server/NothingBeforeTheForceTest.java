package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkAddress;
import io.angarium.journal.testing.MemoryDisk;
import io.angarium.server.testing.Hellos;
import io.angarium.server.testing.Messages;
import io.angarium.server.testing.RecordingListener;
import io.angarium.server.testing.SocketPeer;
import io.angarium.server.transport.TransportSettings;
import io.angarium.server.vm.VmLinkProvider;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While the disk does not answer, nothing that stands for durability may leave the broker. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NothingBeforeTheForceTest {
    private static final Destination ORDERS = Destination.queue("orders");
    private static final Duration LONG_ENOUGH = Duration.ofMillis(300);

    private final MemoryDisk disk = new MemoryDisk();
    private Broker broker;
    private SocketPeer consumer;

    @BeforeEach
    void start() {
        TransportSettings twoLoops = new TransportSettings(
                "localhost", 0, 2, Duration.ofSeconds(5), Duration.ZERO, 1 << 20, 1 << 26, 1 << 26, false);
        broker = Broker.start(
                BrokerSettings.in(Path.of("unused"))
                        .withName("frozen")
                        .withTransport(twoLoops)
                        .withSegmentBytes(256 * 1024),
                disk);
        consumer = SocketPeer.welcomed(broker.port());
        consumer.send(
                new SessionFrame.OpenSession(1),
                new ConsumerFrame.OpenConsumer(1, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false),
                new ConsumerFrame.Credit(1, 100, 1_000_000));
        assertThat(consumer.expect(ReplyFrame.Ok.class).correlation()).isEqualTo(1);
    }

    @AfterEach
    void stop() {
        disk.faults().releaseForces();
        consumer.close();
        broker.stop();
    }

    @Test
    void noConfirmationAndNoDeliveryOverASocket() {
        try (SocketPeer producer = producer()) {
            disk.faults().freezeForces();
            producer.send(new ProducerFrame.Send(1, 1, 0, 0, 0, Messages.text("orders", "frozen")));
            nothingComesTo(producer);
            disk.faults().releaseForces();
            assertThat(producer.expect(ProducerFrame.Confirmed.class).upTo()).isEqualTo(1);
            assertThat(Messages.textOf(
                            consumer.expect(ConsumerFrame.Deliver.class).message()))
                    .isEqualTo("frozen");
        }
    }

    @Test
    void noCommitOverASocket() {
        try (SocketPeer producer = producer()) {
            producer.send(new ProducerFrame.Send(1, 1, 1, 0, 0, Messages.text("orders", "in a transaction")));
            assertThat(producer.expect(ProducerFrame.Confirmed.class).upTo()).isEqualTo(1);
            disk.faults().freezeForces();
            producer.send(new TransactionFrame.Commit(7, 1, 1));
            nothingComesTo(producer);
            disk.faults().releaseForces();
            assertThat(producer.expect(ReplyFrame.Ok.class).correlation()).isEqualTo(7);
            consumer.expect(ConsumerFrame.Deliver.class);
        }
    }

    @Test
    void noConfirmationAndNoDeliveryInsideTheJvm() throws InterruptedException {
        RecordingListener heard = new RecordingListener();
        LinkAddress address = new LinkAddress("vm", "frozen", 0, Map.of());
        try (Link link = new VmLinkProvider().open(address, Hellos.anonymous(), heard)) {
            link.send(new SessionFrame.OpenSession(1));
            link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
            disk.faults().freezeForces();
            for (int i = 1; i <= 20; i++) {
                link.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.text("orders", "frozen")));
            }
            await().during(LONG_ENOUGH)
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> heard.confirmed() == 0 && !consumer.hasInput());
            disk.faults().releaseForces();
            assertThat(link.await(() -> heard.confirmed() == 20, System.nanoTime() + TimeUnit.SECONDS.toNanos(10)))
                    .isTrue();
            assertThat(heard.overlapped()).isFalse();
        }
    }

    @Test
    void aNonPersistentMessageNeedsNoDisk() throws InterruptedException {
        RecordingListener heard = new RecordingListener();
        LinkAddress address = new LinkAddress("vm", "frozen", 0, Map.of());
        try (Link link = new VmLinkProvider().open(address, Hellos.anonymous(), heard)) {
            link.send(new SessionFrame.OpenSession(1));
            link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
            disk.faults().freezeForces();
            link.send(new ProducerFrame.Send(1, 1, 0, 0, 0, Messages.bytes("orders", false, new byte[10])));
            assertThat(consumer.expect(ConsumerFrame.Deliver.class).message().persistent())
                    .isFalse();
            disk.faults().releaseForces();
        }
    }

    private SocketPeer producer() {
        SocketPeer producer = SocketPeer.welcomed(broker.port());
        producer.send(new SessionFrame.OpenSession(1), new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        producer.expect(ReplyFrame.Ok.class);
        producer.expect(ProducerFrame.ProducerCredit.class);
        return producer;
    }

    private void nothingComesTo(SocketPeer producer) {
        await().during(LONG_ENOUGH)
                .atMost(Duration.ofSeconds(10))
                .until(() -> !producer.hasInput() && !consumer.hasInput());
    }
}
