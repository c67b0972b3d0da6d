package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.StreamedBody;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.SocketPeer;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.Features;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies larger than the heaps they pass through, and a broker that is killed in the middle of one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LargeBodyIT {
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path data;

    @Test
    void aBodyLargerThanTheHeapsOfClientAndBrokerPasses() throws Exception {
        pass(100 * MIB, "-Xmx64m", "-Xmx24m");
    }

    @Test
    @Tag("soak")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aGibibytePasses() throws Exception {
        pass(1024 * MIB, "-Xmx256m", "-Xmx64m");
    }

    private void pass(long length, String brokerHeap, String clientHeap) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, List.of(), brokerHeap)) {
            broker.start();
            long before = System.nanoTime();
            String[] said = client(broker.uri(), length, clientHeap).split(" ");
            System.out.printf(
                    "%d MiB there and back in %d ms; anonymous memory: client %s KiB, broker %d KiB%n",
                    length / MIB,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before),
                    said[1],
                    LargeBodyChild.anonymousKib(Long.toString(broker.pid())));
            assertThat(Long.parseLong(said[0])).isEqualTo(Noise.checksum(length));
            await().atMost(Duration.ofSeconds(30)).until(() -> liveBytes(broker) < MIB);
            assertThat(broker.stop()).isZero();
        }
    }

    private static String client(String uri, long length, String heap) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeBodyChild.class.getName(),
                        uri,
                        Long.toString(length))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return said.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static long liveBytes(BrokerProcess broker) {
        return ((Number) ManagementPeer.ask(broker.uri(), "journal.stat", Map.of())
                        .get("liveBytes"))
                .longValue();
    }

    /** Half a gibibyte is asked for, by four that take nothing of it for a while; the heap has 64 MiB. */
    @Test
    void clientsThatAskForPartsAndDoNotReadThemDoNotFillTheBroker() throws Exception {
        int each = 1000;
        try (BrokerProcess broker = new BrokerProcess(data, List.of(), "-Xmx64m")) {
            broker.start();
            try (Connection connection = new AngariumConnectionFactory(broker.uri()).createConnection()) {
                connection.start();
                Session session = connection.createSession();
                BytesMessage message = session.createBytesMessage();
                ((StreamedBody) message).bodyFrom(new Noise(4 * MIB));
                session.createProducer(session.createQueue("large")).send(message);
                List<SocketPeer> peers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    peers.add(asking(broker.port(), each));
                }
                MessageProducer producer = session.createProducer(session.createQueue("small"));
                MessageConsumer consumer = session.createConsumer(session.createQueue("small"));
                for (int i = 0; i < 200; i++) {
                    producer.send(session.createTextMessage("small " + i));
                    assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo("small " + i);
                }
                System.out.println("four clients that do not read: broker "
                        + LargeBodyChild.anonymousKib(Long.toString(broker.pid())) + " KiB anonymous memory");
                for (SocketPeer peer : peers) {
                    Set<Integer> answered = new HashSet<>();
                    for (int i = 0; i < each; i++) {
                        answered.add(peer.expect(ReplyFrame.Part.class).correlation());
                    }
                    assertThat(answered).hasSize(each);
                    peer.close();
                }
            }
            assertThat(broker.stop()).isZero();
        }
    }

    private static SocketPeer asking(int port, int times) {
        SocketPeer peer = SocketPeer.connect(port);
        peer.send(
                new ConnectionFrame.Hello(
                        1, 1, Features.SUPPORTED, UUID.randomUUID(), null, null, null, "does not read", 0),
                new SessionFrame.OpenSession(1),
                new ConsumerFrame.OpenConsumer(
                        1, 1, 2, ConsumerFrame.Kind.BROWSER, Destination.queue("large"), null, null, false),
                new ConsumerFrame.Credit(2, 10, 1 << 30));
        peer.expect(ConnectionFrame.Welcome.class);
        peer.expect(ReplyFrame.Ok.class);
        EncodedMessage message = peer.expect(ConsumerFrame.Deliver.class).message();
        peer.expect(ConsumerFrame.BrowseEnd.class);
        int parts = (int) (message.partsLength() / message.partBytes());
        for (int i = 0; i < times; i++) {
            peer.send(new ConsumerFrame.FetchPart(i + 10, 2, message.partsBody(), i % parts));
        }
        return peer;
    }

    @Test
    void killedInTheMiddleOfASendTheBrokerKeepsNothingOfItAndTheApplicationIsTold() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            try (Connection connection = new AngariumConnectionFactory(broker.uri()).createConnection()) {
                connection.start();
                Session session = connection.createSession();
                BytesMessage message = session.createBytesMessage();
                Noise noise = new Noise(20 * MIB);
                ((StreamedBody) message).bodyFrom(at(noise, 10 * MIB, () -> {
                    broker.kill();
                    broker.start();
                }));
                var producer = session.createProducer(session.createQueue("large"));
                assertThatThrownBy(() -> producer.send(message))
                        .isInstanceOf(JMSException.class)
                        .hasMessageContaining("send it again");
                assertThat(liveBytes(broker)).isLessThan(MIB);

                message.clearBody();
                ((StreamedBody) message).bodyFrom(new Noise(5 * MIB));
                producer.send(message);
                Message got =
                        session.createConsumer(session.createQueue("large")).receive(10_000);
                assertThat(((BytesMessage) got).getBody(byte[].class)).isEqualTo(new Noise(5 * MIB).readAllBytes());
            }
        }
    }

    @Test
    void killedInTheMiddleOfAReadingTheBrokerGoesOnWithIt() throws Exception {
        byte[] content = new Noise(8 * MIB).readAllBytes();
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            try (Connection connection = new AngariumConnectionFactory(broker.uri()).createConnection()) {
                connection.start();
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                BytesMessage message = session.createBytesMessage();
                ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
                session.createProducer(session.createQueue("large")).send(message);
                Message got =
                        session.createConsumer(session.createQueue("large")).receive(10_000);
                ByteArrayOutputStream read = new ByteArrayOutputStream() {
                    private boolean killed;

                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                        super.write(bytes, offset, length);
                        if (!killed && size() >= 3 * MIB) {
                            killed = true;
                            broker.kill();
                            broker.start();
                        }
                    }
                };
                ((StreamedBody) got).bodyTo(read);

                assertThat(read.toByteArray()).isEqualTo(content);
            }
        }
    }

    /** A stream that does something once when so much of it has been read. */
    private static InputStream at(Noise noise, long place, Runnable action) {
        return new FilterInputStream(noise) {
            private boolean done;

            @Override
            public int read(byte[] target, int offset, int length) {
                if (!done && noise.at() >= place) {
                    done = true;
                    action.run();
                }
                try {
                    return super.read(target, offset, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
