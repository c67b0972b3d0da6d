package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.server.tool.selfcheck.Relay;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios in which applications without a line of code for it go on while their broker is killed or their replies are lost. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScenariosIT {
    private static final long SOON = 20_000;

    @TempDir
    private Path data;

    private final Random random = new Random(Long.getLong("angarium.seed", 7));

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static Connection connect(String uri) throws JMSException {
        Connection connection = new AngariumConnectionFactory(uri).createConnection();
        connection.start();
        return connection;
    }

    private static List<String> drain(String uri, String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect(uri)) {
            Session session = connection.createSession();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                texts.add(((TextMessage) m).getText());
            }
        }
        return texts;
    }

    /** Kills and starts the broker while the work lasts, so many times at least. */
    private int killWhile(BrokerProcess broker, int kills, CompletableFuture<?> work) {
        int done = 0;
        while (done < kills && !work.isDone()) {
            long pause = 50 + random.nextInt(250);
            await().pollDelay(Duration.ofMillis(pause)).until(() -> true);
            broker.kill();
            broker.start();
            done++;
        }
        return done;
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> async(Work work) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void r3EveryCompletedSendIsThereOnceAfterRandomKills() throws Exception {
        r3(4);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void r3EveryCompletedSendIsThereOnceAfterTwoHundredKills() throws Exception {
        r3(200);
    }

    private void r3(int kills) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            ConcurrentLinkedQueue<String> completed = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Exception> failed = new ConcurrentLinkedQueue<>();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger sent = new AtomicInteger();
            CompletableFuture<Void> work = async(() -> {
                try (Connection connection = connect(broker.uri())) {
                    Session session = connection.createSession();
                    MessageProducer producer = session.createProducer(session.createQueue("q"));
                    Semaphore inFlight = new Semaphore(1000);
                    while (!stop.get()) {
                        inFlight.acquire();
                        producer.send(
                                session.createTextMessage("" + sent.getAndIncrement()),
                                new Completion(completed, failed, inFlight));
                    }
                    inFlight.acquire(1000);
                }
            });
            for (int kill = 0; kill < kills; kill++) {
                int goal = completed.size() + 200;
                await().atMost(Duration.ofSeconds(60)).until(() -> completed.size() >= goal || work.isDone());
                killWhile(broker, 1, work);
            }
            stop.set(true);
            work.join();
            assertThat(completed).hasSizeGreaterThan(200 * kills);
            System.out.printf("R3: %d kills, %d sends completed%n", kills, completed.size());
            assertThat(failed).isEmpty();
            assertThat(List.copyOf(completed)).isEqualTo(numbers(sent.get()));
            assertThat(drain(broker.uri(), "q")).isEqualTo(numbers(sent.get()));
        }
    }

    private record Completion(
            ConcurrentLinkedQueue<String> completed, ConcurrentLinkedQueue<Exception> failed, Semaphore inFlight)
            implements CompletionListener {

        @Override
        public void onCompletion(Message message) {
            try {
                completed.add(((TextMessage) message).getText());
            } catch (JMSException e) {
                failed.add(e);
            }
            inFlight.release();
        }

        @Override
        public void onException(Message message, Exception exception) {
            failed.add(exception);
            inFlight.release();
        }
    }

    @Test
    void k6RepliesThatAreLostDoubleNothing() throws Exception {
        k6(4000);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void k6OfAMillionSendsWithLostRepliesNoneIsDoubled() throws Exception {
        k6(1_000_000);
    }

    private void k6(int sends) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            try (Relay proxy = new Relay(broker.port());
                    Connection connection = connect("angarium://127.0.0.1:" + proxy.port())) {
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue("q"));
                for (int i = 0; i < sends; i++) {
                    if (random.nextInt(100) == 0) {
                        proxy.cutAfter(Relay.Way.TO_CLIENT, random.nextInt(15)); // somewhere in the reply to this send
                    }
                    producer.send(session.createTextMessage("" + i));
                }
                System.out.printf("K6: %d sends over %d connections%n", sends, proxy.connections());
                assertThat(proxy.connections()).isGreaterThan(10);
            }
            assertThat(drain(broker.uri(), "q")).isEqualTo(numbers(sends));
        }
    }

    @Test
    void k7ConsumeTransformProduceExactlyOnceOverRandomKills() throws Exception {
        k7(4, 2000);
    }

    @Tag("soak")
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void k7ConsumeTransformProduceExactlyOnceOverTwoHundredKills() throws Exception {
        k7(200, 100_000);
    }

    private void k7(int kills, int messages) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.start();
            try (Connection connection = connect(broker.uri())) {
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue("in"));
                for (int i = 0; i < messages; i++) {
                    producer.send(session.createTextMessage("" + i));
                    if (i % 500 == 499) {
                        session.commit();
                    }
                }
                session.commit();
            }
            AtomicInteger rolledBack = new AtomicInteger();
            String patient = broker.uri() + "?callTimeout=20m"; // the broker may be killed again before it is reached
            CompletableFuture<Void> work = async(() -> transform(patient, messages, rolledBack));
            int killed = killWhile(broker, kills, work);
            work.join();
            System.out.printf("K7: %d kills, %d transactions rolled back%n", killed, rolledBack.get());
            assertThat(killed).isPositive();
            assertThat(drain(broker.uri(), "in")).isEmpty();
            assertThat(drain(broker.uri(), "out")).isEqualTo(numbers(messages));
        }
    }

    private static void transform(String uri, int messages, AtomicInteger rolledBack) throws JMSException {
        try (Connection connection = connect(uri)) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer in = session.createConsumer(session.createQueue("in"));
            MessageProducer out = session.createProducer(session.createQueue("out"));
            for (int done = 0; done < messages; ) {
                int taken = 0;
                try {
                    for (; taken < 3; taken++) {
                        TextMessage message = (TextMessage) in.receive(done + taken < messages ? SOON : 1);
                        if (message == null) {
                            break;
                        }
                        out.send(session.createTextMessage(message.getText()));
                    }
                    session.commit();
                    done += taken;
                } catch (TransactionRolledBackException e) {
                    rolledBack.incrementAndGet();
                }
            }
        }
    }

    @Test
    void z5ProducerAndConsumerMayBeStartedBeforeTheBroker() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        String uri = "angarium://127.0.0.1:" + port;
        CompletableFuture<String> received = new CompletableFuture<>();
        CompletableFuture<Void> consumer = async(() -> {
            try (Connection connection = connect(uri)) {
                Session session = connection.createSession();
                Message message =
                        session.createConsumer(session.createQueue("q")).receive(SOON);
                received.complete(((TextMessage) message).getText());
            }
        });
        CompletableFuture<Void> producer = async(() -> {
            try (Connection connection = connect(uri)) {
                Session session = connection.createSession();
                session.createProducer(session.createQueue("q")).send(session.createTextMessage("hello"));
            }
        });
        await().during(Duration.ofMillis(700)).until(() -> !consumer.isDone() && !producer.isDone());
        try (BrokerProcess broker = new BrokerProcess(data, List.of())) {
            broker.startOn(port);
            assertThat(received.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");
            producer.get(SOON, TimeUnit.MILLISECONDS);
            consumer.get(SOON, TimeUnit.MILLISECONDS);
        }
    }
}
