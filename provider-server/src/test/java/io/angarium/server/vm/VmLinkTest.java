package io.angarium.server.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.link.Link;
import io.angarium.jms.link.LinkAddress;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkListener;
import io.angarium.jms.link.LinkProvider;
import io.angarium.server.Broker;
import io.angarium.server.BrokerSettings;
import io.angarium.server.security.UserStore;
import io.angarium.server.testing.Hellos;
import io.angarium.server.testing.Messages;
import io.angarium.server.testing.RecordingListener;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class VmLinkTest {
    private static final Destination ORDERS = Destination.queue("orders");

    @TempDir
    Path folder;

    private final RecordingListener listener = new RecordingListener();

    @Test
    void theServiceLoaderFindsTheProvider() {
        assertThat(ServiceLoader.load(LinkProvider.class))
                .anySatisfy(provider -> assertThat(provider.handles("vm")).isTrue());
    }

    @Test
    void whatIsSentSoonArrivesInOrderThoughNobodyFlushes() {
        try (Broker broker =
                        Broker.start(BrokerSettings.in(folder).withName("soon").withTransport(null));
                Link link = open("soon", Map.of())) {
            link.send(new SessionFrame.OpenSession(1));
            List<Frame> pongs = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                pongs.add(new ConnectionFrame.Pong(i));
                if (i % 100 == 99) {
                    link.send(new ConnectionFrame.Ping(i));
                } else {
                    link.sendSoon(new ConnectionFrame.Ping(i));
                }
            }
            link.sendSoon(new ConnectionFrame.Ping(1_000));
            link.sendSoon(new ConnectionFrame.Ping(1_001));
            pongs.add(new ConnectionFrame.Pong(1_000));
            pongs.add(new ConnectionFrame.Pong(1_001));
            await().until(() -> listener.frames().size() == pongs.size());
            assertThat(listener.frames()).isEqualTo(pongs);
            assertThat(broker.port()).isZero();
        }
    }

    @Test
    void aMessageSentInsideTheJvmIsReceivedThroughASocket() throws InterruptedException {
        try (Broker broker = Broker.start(
                        BrokerSettings.in(folder).withName("inside").withPort(0));
                Link link = open("inside", Map.of());
                SocketPeer consumer = SocketPeer.welcomed(broker.port())) {
            send(link, 3);
            consumer.send(
                    new SessionFrame.OpenSession(1),
                    new ConsumerFrame.OpenConsumer(1, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false),
                    new ConsumerFrame.Credit(1, 10, 100_000));
            consumer.expect(ReplyFrame.Ok.class);
            for (int i = 1; i <= 3; i++) {
                assertThat(Messages.textOf(
                                consumer.expect(ConsumerFrame.Deliver.class).message()))
                        .isEqualTo("message " + i);
            }
        }
    }

    @Test
    void aBrokerStartedOnDemandStopsWithItsLastLink() throws InterruptedException {
        try (Link first = open("demanded", Map.of())) {
            try (Link second = open("demanded", Map.of())) {
                assertThat(second.welcome().broker()).isEqualTo(first.welcome().broker());
            }
            send(first, 1);
            assertThat(Broker.named("demanded")).isPresent();
        }
        assertThat(Broker.named("demanded")).isEmpty();
    }

    @Test
    void aBrokerOnAFolderKeepsItsMessages() throws InterruptedException {
        Map<String, String> options = Map.of("data", folder.toString());
        try (Link link = open("kept", options)) {
            send(link, 2);
        }
        try (Link link = open("kept", options)) {
            link.send(new SessionFrame.OpenSession(1));
            link.send(new ConsumerFrame.OpenConsumer(9, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
            link.send(new ConsumerFrame.Credit(1, 10, 100_000));
            assertThat(link.await(() -> listener.count(ConsumerFrame.Deliver.class) == 2, in(10)))
                    .isTrue();
        }
    }

    @Test
    void aWaiterGivesUpAtItsDeadlineAndCanBeInterrupted() throws InterruptedException {
        try (Link link = open("patient", Map.of())) {
            assertThat(link.await(() -> false, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20)))
                    .isFalse();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> link.await(() -> false, Long.MAX_VALUE)).isInstanceOf(InterruptedException.class);
            send(link, 1);
        }
    }

    @Test
    void anInterruptedApplicationThreadDoesTheBrokerNoHarm() throws InterruptedException {
        try (Link link = open("interrupted", Map.of())) {
            link.send(new SessionFrame.OpenSession(1));
            link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
            Thread.currentThread().interrupt();
            for (int i = 1; i <= 100; i++) {
                link.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.text("orders", "message " + i)));
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(link.await(() -> listener.confirmed() == 100, in(10))).isTrue();
        }
    }

    @Test
    void whoSaysANameMustSayItsPasswordToo() {
        BrokerSettings settings = BrokerSettings.in(folder).withName("guarded").withTransport(null);
        new UserStore(settings.security().usersFile()).put("anna", "secret".toCharArray(), new TreeSet<>());
        try (Broker broker = Broker.start(settings)) {
            LinkAddress address = new LinkAddress("vm", broker.name(), 0, Map.of());
            VmLinkProvider provider = new VmLinkProvider();
            assertThatThrownBy(() -> provider.open(address, Hellos.of("anna", "guess", 0), listener))
                    .isInstanceOfSatisfying(
                            LinkException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION));
            provider.open(address, Hellos.of("anna", "secret", 0), listener).close();
            provider.open(address, Hellos.anonymous(), listener).close();
        }
    }

    @Test
    void aStoppedBrokerBreaksItsLinks() throws InterruptedException {
        Broker broker =
                Broker.start(BrokerSettings.in(folder).withName("stopping").withTransport(null));
        Link link = open("stopping", Map.of());
        broker.stop();
        assertThatThrownBy(() -> link.await(() -> false, in(10)))
                .isInstanceOfSatisfying(
                        LinkException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOPPING));
        await().untilAsserted(() -> assertThat(listener.broken()).isNotNull());
        assertThatThrownBy(() -> link.send(new SessionFrame.OpenSession(1))).isInstanceOf(LinkException.class);
        link.close();
    }

    @Test
    void listenersThatAnswerFromWithinAreCalledOneAtATimeAndInOrder() throws InterruptedException {
        int producers = 6;
        int each = 500;
        AcknowledgingListener consumer = new AcknowledgingListener();
        try (Link receiving =
                new VmLinkProvider().open(new LinkAddress("vm", "busy", 0, Map.of()), Hellos.anonymous(), consumer)) {
            consumer.link = receiving;
            receiving.send(new SessionFrame.OpenSession(1));
            receiving.send(
                    new ConsumerFrame.OpenConsumer(9, 1, 1, ConsumerFrame.Kind.QUEUE, ORDERS, null, null, false));
            receiving.send(new ConsumerFrame.Credit(1, producers * each, 10_000_000));
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                int producer = p;
                threads.add(new Thread(() -> produce(producer, each), "producer-" + p));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(receiving.await(() -> consumer.texts.size() == producers * each, in(20)))
                    .isTrue();
        }
        assertThat(consumer.overlapped).isFalse();
        for (int p = 0; p < producers; p++) {
            String prefix = p + ":";
            assertThat(consumer.texts.stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, each)
                            .mapToObj(i -> prefix + i)
                            .toList());
        }
    }

    private static void produce(int producer, int count) {
        RecordingListener heard = new RecordingListener();
        try (Link link =
                new VmLinkProvider().open(new LinkAddress("vm", "busy", 0, Map.of()), Hellos.anonymous(), heard)) {
            link.send(new SessionFrame.OpenSession(1));
            link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
            for (int i = 1; i <= count; i++) {
                link.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.text("orders", producer + ":" + i)));
            }
            assertThat(link.await(() -> heard.confirmed() == count, in(20))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Acknowledges each delivery at once, from within the call. */
    private static final class AcknowledgingListener implements LinkListener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final AtomicBoolean inside = new AtomicBoolean();
        private volatile boolean overlapped;
        private volatile Link link;

        @Override
        public void frame(Frame frame) {
            overlapped |= !inside.compareAndSet(false, true);
            if (frame instanceof ConsumerFrame.Deliver deliver) {
                texts.add(Messages.textOf(deliver.message()));
                link.send(new ConsumerFrame.Acknowledge(
                        0,
                        1,
                        0,
                        ConsumerFrame.Verdict.ACCEPT,
                        List.of(new ConsumerFrame.Range(1, deliver.tag(), deliver.tag()))));
            }
            inside.set(false);
        }

        @Override
        public void endOfBatch() {
            overlapped |= inside.get();
        }

        @Override
        public void broken(LinkException cause) {
            overlapped |= inside.get();
        }
    }

    private void send(Link link, int count) throws InterruptedException {
        link.send(new SessionFrame.OpenSession(1));
        link.send(new ProducerFrame.OpenProducer(1, 1, 1, ORDERS));
        for (int i = 1; i <= count; i++) {
            link.send(new ProducerFrame.Send(1, i, 0, 0, 0, Messages.text("orders", "message " + i)));
        }
        assertThat(link.await(() -> listener.confirmed() == count, in(10))).isTrue();
    }

    private Link open(String name, Map<String, String> options) {
        return new VmLinkProvider().open(new LinkAddress("vm", name, 0, options), Hellos.anonymous(), listener);
    }

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }
}
