package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.testing.Proves;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 7.3: who calls a completion listener, when, and what it sees; section 6.1.7 for its neighbour. */
class Section7_3AsynchronousSendsTest extends WithBroker {
    private Connection connection;
    private Session session;
    private Queue queue;
    private MessageProducer producer;
    private final BlockingQueue<Object> endings = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws JMSException {
        connection = started();
        session = connection.createSession();
        queue = session.createQueue("orders");
        producer = session.createProducer(queue);
    }

    /** What a completion is told, as the test wants to see it. */
    private interface View {
        Object of(Message message) throws JMSException;
    }

    private CompletionListener telling(View view) {
        return new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                try {
                    endings.add(view.of(message));
                } catch (JMSException e) {
                    endings.add(e);
                }
            }

            @Override
            public void onException(Message message, Exception exception) {
                endings.add(exception);
            }
        };
    }

    private Object next() throws InterruptedException {
        return endings.poll(SOON, TimeUnit.MILLISECONDS);
    }

    @Test
    @Proves("7.3.2-b")
    void aFailureThatComesLaterIsToldToTheListener() throws Exception {
        TemporaryQueue gone = connection().createSession().createTemporaryQueue();
        MessageProducer vanishing = session.createProducer(gone);
        gone.delete();
        try {
            vanishing.send(session.createMessage(), telling(message -> "completed"));
        } catch (JMSException e) {
            endings.add(e);
        }
        assertThat(next()).isInstanceOf(JMSException.class);
        // A connection that comes back would wait for the broker if the goodbye overtook the confirmation.
        Session mortal = connection("reconnect=false").createSession();
        MessageProducer last = mortal.createProducer(mortal.createQueue("last"));
        disk.faults().freezeForces();
        last.send(mortal.createMessage(), telling(message -> "completed"));
        Threads.Call<String> stop = Threads.call(() -> {
            broker.stop();
            return "stopped";
        });
        disk.faults().releaseForces();
        assertThat(next()).isNotNull();
        assertThat(stop.result()).isEqualTo("stopped");
        assertThat(endings).isEmpty();
    }

    @Test
    @Proves("7.3.3-a")
    void synchronousAndAsynchronousSendsKeepTheirOrder() throws JMSException {
        for (int i = 0; i < 200; i++) {
            Message message = session.createTextMessage("" + i);
            if (i % 7 == 0) {
                producer.send(message);
            } else {
                producer.send(message, telling(Section7_3AsynchronousSendsTest::content));
            }
        }
        MessageConsumer consumer = session.createConsumer(queue);
        for (int i = 0; i < 200; i++) {
            assertThat(receive(consumer)).isEqualTo("" + i);
        }
    }

    private static Object content(Message message) throws JMSException {
        return text(message);
    }

    @Test
    @Proves("7.3.6-a")
    void theListenerSeesTheHeader() throws Exception {
        Message sent = session.createMessage();
        producer.send(sent, DeliveryMode.NON_PERSISTENT, 7, 60_000, telling(message -> {
            assertThat(message.getJMSMessageID()).startsWith("ID:");
            assertThat(message.getJMSDestination()).isEqualTo(queue);
            assertThat(message.getJMSTimestamp()).isPositive();
            assertThat(message.getJMSPriority()).isEqualTo(7);
            assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            return message.getJMSExpiration() - message.getJMSTimestamp();
        }));
        assertThat(next()).isEqualTo(60_000L);
    }

    @Test
    @Proves({"7.3.8-a", "7.3.8-b", "7.3.8-c"})
    void oneListenerIsCalledAtATimeInOrderAndNotByTheSender() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        Thread sender = Thread.currentThread();
        MessageProducer other = session.createProducer(session.createQueue("other"));
        for (int i = 0; i < 200; i++) {
            Message message = session.createTextMessage("" + i);
            (i % 2 == 0 ? producer : other).send(message, telling(sent -> {
                int together = inside.incrementAndGet();
                Thread.yield();
                inside.decrementAndGet();
                return text(sent) + " " + together + (Thread.currentThread() == sender ? " by the sender" : "");
            }));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(next()).isEqualTo(i + " 1");
        }
    }

    @Test
    @Proves("6.1.7-b")
    void anExceptionListenerIsCalledByOneThreadAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        connection.setExceptionListener(problem -> {
            endings.add(inside.incrementAndGet());
            Thread.yield();
            inside.decrementAndGet();
        });
        TemporaryQueue gone = connection().createSession().createTemporaryQueue();
        MessageProducer[] vanishing = new MessageProducer[4];
        for (int i = 0; i < vanishing.length; i++) {
            vanishing[i] = connection.createSession().createProducer(gone);
            vanishing[i].setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        }
        gone.delete();
        for (MessageProducer each : vanishing) {
            each.send(session.createMessage());
        }
        for (int i = 0; i < vanishing.length; i++) {
            assertThat(next()).isEqualTo(1);
        }
    }
}
