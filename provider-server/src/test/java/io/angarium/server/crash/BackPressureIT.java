package io.angarium.server.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.angarium.jms.AngariumConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A surge that does not fit the broker's memory: the producer is slowed, visibly, and nothing breaks. */
class BackPressureIT {
    private static final int SIZE = 1024;

    @TempDir
    Path data;

    private final AtomicInteger confirmed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Semaphore inFlight = new Semaphore(1000);

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void aProducerTenTimesFasterThanItsConsumerLeavesTheBrokerAlive() throws Exception {
        surge(400_000);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void aMillionMessagesInASurgeLeaveTheBrokerAlive() throws Exception {
        surge(1_000_000);
    }

    private void surge(int messages) throws Exception {
        try (BrokerProcess broker = new BrokerProcess(data, List.of(), "-Xmx256m")) {
            broker.start();
            AngariumConnectionFactory factory = new AngariumConnectionFactory(broker.uri() + "?callTimeout=120s");
            Thread producer = new Thread(() -> produce(factory, messages), "surge-producer");
            producer.start();
            int received = consume(factory, broker, messages);
            producer.join(TimeUnit.MINUTES.toMillis(1));
            assertThat(received).isEqualTo(messages);
            assertThat(failed).hasValue(0);
            assertThat(broker.alive()).isTrue();
            assertThat(broker.stop()).isZero();
        }
    }

    /** Takes one message for ten that were confirmed until producers are held back or all is confirmed; then all that come. */
    private int consume(AngariumConnectionFactory factory, BrokerProcess broker, int messages) throws Exception {
        int received = 0;
        boolean slow = true;
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue("surge"));
            connection.start();
            while (received < messages) {
                int next = received + 1;
                if (slow && confirmed.get() < next * 10) {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> confirmed.get() >= Math.min(next * 10, messages) || heldBack(broker) > 0);
                    slow = confirmed.get() >= next * 10;
                    if (!slow) {
                        System.out.printf(
                                "at the end of the surge %d of %d were confirmed and %d received%n",
                                confirmed.get(), messages, received);
                    }
                }
                Message message = consumer.receive(60_000);
                assertThat(message).as("message %d", next).isNotNull();
                received++;
            }
        }
        assertThat(slow).as("the surge went on to the end").isFalse();
        return received;
    }

    private void produce(AngariumConnectionFactory factory, int messages) {
        CompletionListener listener = new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                confirmed.incrementAndGet();
                inFlight.release();
            }

            @Override
            public void onException(Message message, Exception exception) {
                failed.incrementAndGet();
                inFlight.release();
            }
        };
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue("surge"));
            byte[] body = new byte[SIZE];
            for (int i = 0; i < messages; i++) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                inFlight.acquireUninterruptibly();
                producer.send(message, listener);
            }
            inFlight.acquireUninterruptibly(1000);
        } catch (JMSException e) {
            failed.incrementAndGet();
        }
    }

    private static int heldBack(BrokerProcess broker) {
        return (Integer) QueueView.of(broker.uri(), "surge").get("producersHeldBack");
    }
}
