package io.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.journal.testing.MemoryDisk;
import io.angarium.journal.testing.Survival;
import io.angarium.server.host.BrokerFailure;
import io.angarium.server.testing.LogCapture;
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
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk misbehaves under a live broker; what was confirmed survives all the same. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalTroubleTest {
    private static final Destination ORDERS = Destination.queue("orders");

    private final MemoryDisk disk = new MemoryDisk();

    @TempDir
    Path folder;

    private enum Trouble {
        WRITE {
            @Override
            void strike(MemoryDisk disk) {
                disk.faults().failWrite(40);
            }
        },
        FORCE {
            @Override
            void strike(MemoryDisk disk) {
                disk.faults().failForce(40);
            }
        };

        abstract void strike(MemoryDisk disk);
    }

    @ParameterizedTest
    @EnumSource
    void aFailedDiskStopsTheBrokerAndLosesNothingConfirmed(Trouble trouble)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> confirmed = new ArrayList<>();
        try (LogCapture log = new LogCapture();
                Broker broker = start()) {
            trouble.strike(disk);
            try (SocketPeer producer = producer(broker)) {
                Frame last = sendUntilRefused(producer, confirmed, 100_000);
                assertThat(last)
                        .isInstanceOfSatisfying(ConnectionFrame.Goodbye.class, goodbye -> assertThat(goodbye.code())
                                .isEqualTo(ErrorCode.JOURNAL_FAILED));
            }
            BrokerFailure failure = broker.failure().get(10, TimeUnit.SECONDS);
            assertThat(failure.code()).isEqualTo(ErrorCode.JOURNAL_FAILED);
            assertThat(failure.text()).contains("journal in memory has failed").doesNotContain("\n");
            await().until(() -> log.errors().contains(failure.text())); // by the thread that met it
        }
        disk.losePower(new Random(1), Survival.NOTHING);
        assertThat(received()).containsAll(confirmed);
        assertThat(confirmed).isNotEmpty();
    }

    @Test
    void onAFullDiskSendsAreRefusedAndAcknowledgementsGoOn() {
        List<String> confirmed = new ArrayList<>();
        try (Broker broker = start()) {
            disk.faults().capacity(2 << 20);
            try (SocketPeer producer = producer(broker)) {
                assertThat(sendUntilRefused(producer, confirmed, 100_000))
                        .isInstanceOfSatisfying(ProducerFrame.SendRefused.class, refused -> {
                            assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT);
                            assertThat(refused.reason()).contains("No room");
                        });
            }
            try (SocketPeer consumer = consumer(broker)) {
                consumer.expect(ConsumerFrame.Deliver.class);
                consumer.send(new ConsumerFrame.Acknowledge(
                        9, 1, 0, ConsumerFrame.Verdict.ACCEPT, List.of(new ConsumerFrame.Range(1, 1, 1))));
                Frame reply = consumer.read();
                while (!(reply instanceof ReplyFrame)) {
                    reply = consumer.read();
                }
                assertThat(reply).isEqualTo(new ReplyFrame.Ok(9));
            }
            assertThat(broker.failure()).isNotDone();
        }
        disk.losePower(new Random(2), Survival.NOTHING);
        assertThat(received()).containsExactlyElementsOf(confirmed.subList(1, confirmed.size()));
    }

    @Test
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> Broker.start(BrokerSettings.in(folder).withPort(taken.getLocalPort())))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageMatching("cannot listen on localhost:" + taken.getLocalPort() + " \\(.*in use.*\\); .*");
        }
        Broker.start(BrokerSettings.in(folder).withPort(0)).stop();
    }

    @Test
    void anUnknownHostIsOneLine() {
        assertThatThrownBy(() -> Broker.start(BrokerSettings.in(folder)
                        .withHost("no-such-host.invalid")
                        .withPort(0)))
                .isInstanceOf(BrokerException.class)
                .hasMessageStartingWith("cannot listen on no-such-host.invalid:0 (no such host); ");
    }

    @Test
    void aLockedDataFolderIsOneLine() {
        try (Broker first = Broker.start(BrokerSettings.in(folder).withPort(0))) {
            assertThat(first.port()).isPositive();
            assertThatThrownBy(() -> Broker.start(
                            BrokerSettings.in(folder).withName("second").withPort(0)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageMatching("The journal directory .* is in use by .*; .*");
        }
    }

    @Test
    void aTakenNameIsOneLine(@TempDir Path other) {
        try (Broker first =
                Broker.start(BrokerSettings.in(folder).withName("twin").withPort(0))) {
            assertThat(Broker.named("twin")).contains(first);
            assertThatThrownBy(() -> Broker.start(
                            BrokerSettings.in(other).withName("twin").withPort(0)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("a broker named twin runs in this JVM already");
        }
        assertThat(Broker.named("twin")).isEmpty();
    }

    private Broker start() {
        return Broker.start(
                BrokerSettings.in(folder).withName("troubled").withPort(0).withSegmentBytes(256 * 1024), disk);
    }

    private List<String> received() {
        List<String> texts = new ArrayList<>();
        try (Broker broker = start();
                SocketPeer consumer = consumer(broker)) {
            consumer.send(new ConsumerFrame.Drain(2, 1));
            Frame frame = consumer.read();
            while (!frame.equals(new ReplyFrame.Ok(2))) {
                if (frame instanceof ConsumerFrame.Deliver deliver) {
                    texts.add(Messages.textOf(deliver.message()).strip());
                }
                frame = consumer.read();
            }
        }
        return texts;
    }

    private static SocketPeer consumer(Broker broker) {
        SocketPeer consumer = SocketPeer.welcomed(broker.port());
        consumer.send(
                new SessionFrame.OpenSession(1),
                new ConsumerFrame.OpenConsumer(1, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false),
                new ConsumerFrame.Credit(1, 1_000_000, 1_000_000_000));
        assertThat(consumer.expect(ReplyFrame.Ok.class).correlation()).isEqualTo(1);
        return consumer;
    }

    private static SocketPeer producer(Broker broker) {
        SocketPeer producer = SocketPeer.welcomed(broker.port());
        producer.send(new SessionFrame.OpenSession(1), new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        producer.expect(ReplyFrame.Ok.class);
        return producer;
    }

    /** Sends one at a time and returns the first answer that is no confirmation. */
    private static Frame sendUntilRefused(SocketPeer producer, List<String> confirmed, int limit) {
        String filler = " ".repeat(4_000);
        for (int i = 1; i <= limit; i++) {
            String text = "message " + i;
            producer.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.text("orders", text + filler)));
            Optional<Frame> answer = producer.readOrEnd();
            while (answer.isPresent()
                    && (answer.get() instanceof ProducerFrame.ProducerCredit
                            || answer.get() instanceof ConnectionFrame.Ping)) {
                answer = producer.readOrEnd();
            }
            Frame frame = answer.orElseThrow(() -> new AssertionError("closed without a goodbye"));
            if (!(frame instanceof ProducerFrame.Confirmed)) {
                return frame;
            }
            confirmed.add(text);
        }
        throw new AssertionError("never refused");
    }
}
