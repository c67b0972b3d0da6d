package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.jms.session.AngariumSession;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of the documentation about acknowledging show the code that is run here. */
class AcknowledgingPagesTest extends BrokerBased {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"retry-after.md, 2", "individual-acknowledgement.md, 2"})
    void everyPieceOfJavaOfThePageIsInThisClass(String page, int pieces) throws IOException {
        String own = AcknowledgingPagesTest.class.getName().replace('.', '/') + ".java";
        String source = normalised(Files.readString(Path.of("src/test/java").resolve(own)));
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../docs").resolve(page)))
                .results()
                .map(MatchResult::group)
                .map(block -> normalised(block.substring(block.indexOf('\n'), block.length() - 3)))
                .toList();
        assertThat(blocks).hasSize(pieces).allSatisfy(piece -> assertThat(source)
                .contains(piece));
    }

    private static String normalised(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    /** Says when it has time again. */
    private static final class TooManyRequests extends Exception {
        private static final long serialVersionUID = 1;

        Duration after() {
            return Duration.ofMillis(50);
        }
    }

    /** Makes no sense. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static void work(AngariumMessage message) throws JMSException, TooManyRequests, Unusable {
        String text = text(message);
        if (text.equals("busy") && !message.getJMSRedelivered()) {
            throw new TooManyRequests();
        } else if (text.equals("bad")) {
            throw new Unusable();
        }
    }

    @Test
    void eachIsAcknowledgedReleasedOrRejectedByItself() throws Exception {
        Connection connection = started();
        Queue queue = fill(connection.createSession(), "busy", "bad", "good");
        for (int i = 0; i < 4; i++) {
            one(connection, queue);
        }
        try (Session session = connection.createSession()) {
            assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
            assertThat(receive(session.createConsumer(session.createQueue("DLQ"))))
                    .isEqualTo("bad");
        }
    }

    private static void one(Connection connection, Queue queue) throws JMSException {
        Session session = connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue);
        AngariumMessage message = (AngariumMessage) consumer.receive(10_000);
        try {
            work(message);
            message.acknowledge();
        } catch (TooManyRequests e) {
            message.retryAfter(e.after());
            message.release();
        } catch (Unusable e) {
            message.reject();
        }
        session.close();
    }

    @Test
    void theUriSaysTheLease() throws Exception {
        String uri = "angarium://127.0.0.1:" + broker.port();
        ConnectionFactory factory = new AngariumConnectionFactory(uri + "?lease=30s");
        Connection connection = closedLater(factory.createConnection());
        connection.start();
        Queue queue = fill(connection.createSession(), "held");
        Session session = connection.createSession(AngariumSession.INDIVIDUAL_ACKNOWLEDGE);
        AngariumMessage message =
                (AngariumMessage) session.createConsumer(queue).receive(SOON);
        message.renew();
        message.acknowledge();
    }

    /** Somebody who is called for each message. */
    @FunctionalInterface
    private interface Partner {
        void call(Message message) throws TooManyRequests;
    }

    private Queue fill(Session session, String... texts) throws JMSException {
        Queue queue = session.createQueue("orders");
        for (String text : texts) {
            session.createProducer(queue).send(session.createTextMessage(text));
        }
        return queue;
    }

    private static int count(Message message) {
        try {
            return message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aListenerSaysWhenItsMessageComesAgain() throws Exception {
        Session session = started().createSession();
        MessageConsumer consumer = session.createConsumer(fill(session, "busy"));
        BlockingQueue<Integer> counts = new LinkedBlockingQueue<>();
        Partner partner = message -> {
            int count = count(message);
            counts.add(count);
            if (count == 1) {
                throw new TooManyRequests();
            }
        };
        consumer.setMessageListener(message -> {
            try {
                partner.call(message);
            } catch (TooManyRequests e) {
                throw new RetryAfterException(e.after(), e);
            }
        });
        assertThat(counts.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(1);
        assertThat(counts.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(2);
    }

    @Test
    void whoReceivesByACallSaysItToo() throws Exception {
        Connection connection = started();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = fill(session, "put off", "next");
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue);
        Message message = consumer.receive(SOON);
        ((AngariumMessage) message).retryAfter(Duration.ofSeconds(7));
        session.rollback();
        assertThat(receive(consumer)).isEqualTo("next");
    }
}
