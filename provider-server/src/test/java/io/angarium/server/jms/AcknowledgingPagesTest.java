package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import jakarta.jms.Connection;
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
    @CsvSource({"retry-after.md, 2"})
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
