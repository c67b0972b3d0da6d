package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.server.testing.ManagementPeer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners and applications that say when a message shall come again. */
class RetryAfterTest extends BrokerBased {
    private static final Duration HOURS = Duration.ofHours(5);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private Queue fill(String... texts) throws JMSException {
        try (Session session = started().createSession()) {
            Queue queue = session.createQueue("orders");
            for (String text : texts) {
                session.createProducer(queue).send(session.createTextMessage(text));
            }
            return queue;
        }
    }

    private String next() throws InterruptedException {
        return seen.poll(SOON, TimeUnit.MILLISECONDS);
    }

    private void assertWaiting(int messages) {
        Awaitility.await().untilAsserted(() -> assertThat(queue()).containsEntry("waitingForRetry", messages));
    }

    private Map<String, Object> queue() throws JMSException {
        String uri = "angarium://127.0.0.1:" + broker.port();
        return ManagementPeer.ask(uri, "queue.show", Map.of("name", "orders"));
    }

    private static RuntimeException later() {
        return new IllegalArgumentException("wrapped", new RetryAfterException(HOURS));
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    void whatTheListenerPutsOffWaitsAndAllOthersPass(int mode) throws Exception {
        Session session = started().createSession(mode);
        session.createConsumer(fill("a", "later", "b")).setMessageListener(message -> {
            String text = textOf(message);
            seen.add(text);
            if (text.equals("later")) {
                throw later();
            }
        });
        assertThat(List.of(next(), next(), next())).containsExactly("a", "later", "b");
        assertWaiting(1);
        Awaitility.await().untilAsserted(() -> assertThat(queue()).containsEntry("messages", 1L));
        assertThat(seen).isEmpty();
    }

    @Test
    void itComesAgainWhenItShallAsASecondAttempt() throws Exception {
        long begin = System.nanoTime();
        Session session = started().createSession();
        session.createConsumer(fill("a")).setMessageListener(message -> {
            seen.add(textOf(message) + count(message));
            if (count(message) == 1) {
                throw new RetryAfterException(Duration.ofMillis(300));
            }
        });
        assertThat(next()).isEqualTo("a1");
        assertThat(next()).isEqualTo("a2");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        Awaitility.await().untilAsserted(() -> assertThat(queue()).containsEntry("messages", 0L));
    }

    @Test
    void whereTheApplicationAcknowledgesOneGoesBackAndTheOthersStay() throws Exception {
        Session session = started().createSession(Session.CLIENT_ACKNOWLEDGE);
        session.createConsumer(fill("a", "later", "b")).setMessageListener(message -> {
            String text = textOf(message);
            seen.add(text);
            if (text.equals("later")) {
                throw later();
            } else if (text.equals("b")) {
                acknowledge(message);
            }
        });
        assertThat(List.of(next(), next(), next())).containsExactly("a", "later", "b");
        Awaitility.await().untilAsserted(() -> assertThat(queue()).containsEntry("messages", 1L));
        assertWaiting(1);
    }

    @Test
    void aTransactedSessionIsRolledBackAndOnlyThatMessageIsPutOff() throws Exception {
        Session session = started().createSession(Session.SESSION_TRANSACTED);
        session.createConsumer(fill("a", "later")).setMessageListener(message -> {
            try {
                String text = textOf(message);
                seen.add(text + count(message));
                session.createProducer(session.createQueue("out")).send(session.createTextMessage(text));
                if (text.equals("later")) {
                    throw later();
                } else if (count(message) == 2) {
                    session.commit();
                }
            } catch (JMSException e) {
                throw new IllegalArgumentException(e);
            }
        });
        assertThat(List.of(next(), next(), next())).containsExactly("a1", "later1", "a2");
        Awaitility.await().untilAsserted(() -> assertThat(queue()).containsEntry("messages", 1L));
        assertWaiting(1);
        MessageConsumer out = started().createSession().createConsumer(session.createQueue("out"));
        assertThat(receive(out)).isEqualTo("a");
        assertThat(out.receiveNoWait()).isNull();
    }

    @Test
    void aListenerThatHasCommittedBeforeItThrowsChangesNothing() throws Exception {
        Session session = started().createSession(Session.SESSION_TRANSACTED);
        session.createConsumer(fill("a", "b")).setMessageListener(message -> {
            try {
                seen.add(textOf(message));
                session.commit();
            } catch (JMSException e) {
                throw new IllegalArgumentException(e);
            }
            throw later();
        });
        assertThat(List.of(next(), next())).containsExactly("a", "b");
        Awaitility.await().untilAsserted(() -> assertThat(queue()).containsEntry("messages", 0L));
    }

    @Test
    void whoReceivesByACallSaysItOfTheMessage() throws Exception {
        Queue queue = fill("a", "b");
        Session session = started().createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue);
        ((AngariumMessage) consumer.receive(SOON)).retryAfter(HOURS);
        session.recover();
        assertThat(receive(consumer)).isEqualTo("b");
        session.recover();
        assertThat(receive(consumer)).isEqualTo("b");
        assertWaiting(1);

        Session transacted = started().createSession(Session.SESSION_TRANSACTED);
        session.close();
        MessageConsumer other = transacted.createConsumer(queue);
        ((AngariumMessage) other.receive(SOON)).retryAfter(HOURS);
        transacted.rollback();
        assertThat(other.receiveNoWait()).isNull();
        assertWaiting(2);
    }

    @Test
    void listenersOfContextsMayThrowItToo() throws Exception {
        Queue queue = fill("a");
        try (JMSContext context = factory().createContext()) {
            context.createConsumer(queue).setMessageListener(message -> {
                throw new RetryAfterException(HOURS, new IllegalArgumentException("the partner is not there"));
            });
            assertWaiting(1);
        }
    }

    @Test
    void aMessageThatWasNotReceivedAndATimeThatMakesNoSenseAreRefused() throws Exception {
        Session session = started().createSession();
        Message own = session.createTextMessage("own");
        assertThatThrownBy(() -> ((AngariumMessage) own).retryAfter(HOURS)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new RetryAfterException(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
        Queue queue = fill("a");
        Session client = started().createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        AngariumMessage message = (AngariumMessage) consumer.receive(SOON);
        assertThatThrownBy(() -> message.retryAfter(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        message.retryAfter(Duration.ofSeconds(Long.MAX_VALUE));
        client.recover();
        assertWaiting(1);
    }

    private static String textOf(Message message) {
        try {
            return text(message);
        } catch (JMSException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static int count(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void acknowledge(Message message) {
        try {
            message.acknowledge();
        } catch (JMSException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
