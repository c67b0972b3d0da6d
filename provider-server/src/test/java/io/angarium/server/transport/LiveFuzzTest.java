package io.angarium.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.testing.Hellos;
import io.angarium.server.testing.LogCapture;
import io.angarium.server.testing.Messages;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.Features;
import io.angarium.wire.Frame;
import io.angarium.wire.FrameCodec;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of mutated, truncated and misplaced frames at a live broker. {@code -Dangarium.fuzz.seed=N} repeats a run. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LiveFuzzTest {
    private static final int PEERS = 1_500;
    private static final int FRAMES_PER_PEER = 20;
    private static final long MEMORY_GROWTH = 64L << 20;
    private static final Destination QUEUE = Destination.queue("fuzzed");

    private static final List<Frame> SEEDS = List.of(
            new SessionFrame.OpenSession(1),
            new SessionFrame.OpenSession(2),
            new ProducerFrame.OpenProducer(1, 1, 1, QUEUE),
            new ProducerFrame.Send(1, 1, 0, 0, 0, Messages.text("fuzzed", "one")),
            new ProducerFrame.Send(1, 2, 3, 1000, 10, Messages.bytes("fuzzed", false, new byte[300])),
            new ConsumerFrame.OpenConsumer(2, 1, 1, ConsumerFrame.Kind.QUEUE, QUEUE, null, "a > 1", false),
            new ConsumerFrame.OpenConsumer(
                    3, 1, 2, ConsumerFrame.Kind.SHARED_DURABLE, Destination.topic("t"), "s", null, true),
            new ConsumerFrame.Credit(1, 10, 10_000),
            new ConsumerFrame.Drain(4, 1),
            new ConsumerFrame.Acknowledge(
                    5, 1, 0, ConsumerFrame.Verdict.ACCEPT, List.of(new ConsumerFrame.Range(1, 1, 3))),
            new ConsumerFrame.CloseConsumer(6, 1, 0),
            new ConsumerFrame.Unsubscribe(7, "s"),
            new SessionFrame.Recover(8, 1, List.of(new SessionFrame.Handed(1, 1))),
            new SessionFrame.CloseSession(9, 1, List.of()),
            new TransactionFrame.Commit(10, 1, 3),
            new TransactionFrame.Rollback(11, 1, 4, List.of()),
            new ConnectionFrame.SetClientId(12, "fuzz"),
            new ConnectionFrame.CreateTemporary(13, new Destination(Destination.Kind.TEMPORARY_QUEUE, "temporary")),
            new ConnectionFrame.Switch(0),
            new ConnectionFrame.Switch(1),
            new ConnectionFrame.Switch(2),
            hello(),
            new ConnectionFrame.Ping(1),
            new ManagementFrame.Manage(14, "queue.list", Map.of()),
            new ManagementFrame.Manage(15, "queue.purge", Map.of("name", "fuzzed")));

    @TempDir
    Path folder;

    @Test
    void brokenFramesCloseTheirConnectionAndNoOther() {
        long seed = Long.getLong("angarium.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        try (LogCapture log = new LogCapture();
                Broker broker = Broker.start(BrokerSettings.in(folder)
                        .withName("fuzzed")
                        .withTransport(TransportSettings.DEFAULT
                                .withPort(0)
                                .withTimes(Duration.ofSeconds(5), Duration.ZERO)));
                SocketPeer bystander = SocketPeer.welcomed(broker.port())) {
            attack(broker, random, PEERS / 3);
            long before = usedMemory();
            for (int i = 0; i < 4; i++) {
                attack(broker, random, PEERS / 6);
                bystander.send(new ConnectionFrame.Ping(i));
                assertThat(bystander.expect(ConnectionFrame.Pong.class).token())
                        .as("seed %d", seed)
                        .isEqualTo(i);
            }
            assertThat(usedMemory() - before).as("memory growth, seed %d", seed).isLessThan(MEMORY_GROWTH);
            assertThat(log.errors()).as("seed %d", seed).isEmpty();
            assertThat(log.lines()).as("reasons, seed %d", seed).anyMatch(line -> line.contains("closed: "));
            assertThat(broker.failure()).as("seed %d", seed).isNotDone();
        }
    }

    private static void attack(Broker broker, Random random, int peers) {
        for (int i = 0; i < peers; i++) {
            try (SocketPeer peer = SocketPeer.connect(broker.port())) {
                if (random.nextInt(8) > 0) {
                    peer.send(random.nextBoolean() ? hello() : Hellos.anonymous());
                    peer.expect(ConnectionFrame.Welcome.class);
                }
                for (int f = 0; f < FRAMES_PER_PEER; f++) {
                    peer.sendBytes(mutate(encoded(SEEDS.get(random.nextInt(SEEDS.size()))), random));
                }
            } catch (UncheckedIOException closedOnUs) {
                continue; // that is what the broker is supposed to do
            }
        }
    }

    /** Of a client that shares its socket. */
    private static ConnectionFrame.Hello hello() {
        return new ConnectionFrame.Hello(1, 1, Features.SUPPORTED, new UUID(1, 1), null, null, null, "fuzz", 0);
    }

    private static byte[] encoded(Frame frame) {
        ByteBuffer buffer = ByteBuffer.allocate(FrameCodec.size(frame));
        FrameCodec.encode(frame, buffer);
        return buffer.array();
    }

    /** Half of the frames stay as they are, so that the broken ones meet a state that is worth breaking. */
    private static byte[] mutate(byte[] bytes, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            case 1 -> {
                int at = FrameCodec.LENGTH_BYTES + random.nextInt(bytes.length - FrameCodec.LENGTH_BYTES);
                bytes[at] = (byte) random.nextInt(256);
            }
            case 2 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 3 -> {
                for (int n = random.nextInt(4) + 1; n > 0; n--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            default -> {
                return bytes;
            }
        }
        return bytes;
    }

    private static long usedMemory() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
