package io.angarium.server.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.message.StreamedBody;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are streams: {@link StreamedBody}. */
class LargeBodyTest extends BrokerBased {
    private static final int MIB = 1024 * 1024;

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static BytesMessage message(Session session, byte[] content) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
        return message;
    }

    private static byte[] body(Message message) throws JMSException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((StreamedBody) message).bodyTo(out);
        return out.toByteArray();
    }

    @Test
    void aStreamIsReadAsItWasSentWhateverItsLength() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int length : new int[] {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 77, 4 * MIB}) {
            for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
                byte[] content = content(length);
                producer.setDeliveryMode(mode);
                producer.send(message(session, content));
                Message got = consumer.receive(SOON);
                assertThat(((BytesMessage) got).getBodyLength()).isEqualTo(length);
                assertThat(body(got)).isEqualTo(content);
                assertThat(body(got)).as("again").isEqualTo(content);
            }
        }
    }

    @Test
    void theReadingMethodsReadFromTheBroker() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        byte[] content = content(2 * MIB + 3);
        session.createProducer(queue).send(message(session, content));

        BytesMessage got = (BytesMessage) session.createConsumer(queue).receive(SOON);
        assertThat(got.readByte()).isEqualTo(content[0]);
        byte[] most = new byte[2 * MIB];
        assertThat(got.readBytes(most)).isEqualTo(2 * MIB);
        assertThat(most[2 * MIB - 1]).isEqualTo(content[2 * MIB]);
        assertThatThrownBy(got::readInt).isInstanceOf(MessageEOFException.class);
        assertThat(got.readBytes(most)).as("what the failed read left").isEqualTo(2);
        assertThat(most[1]).isEqualTo(content[2 * MIB + 2]);
        assertThat(got.readBytes(most)).isEqualTo(-1);
        got.reset();
        assertThat(got.getBody(byte[].class)).isEqualTo(content);
    }

    @Test
    void bytesOfManyMebibytesAreSentInPartsWithoutBeingAsked() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        byte[] content = content(70 * MIB);
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(content);
        session.createProducer(queue).send(message);

        BytesMessage got = (BytesMessage) session.createConsumer(queue).receive(SOON);
        assertThat(got.getBodyLength()).isEqualTo(70L * MIB);
        assertThat(got.getBody(byte[].class)).isEqualTo(content);
    }

    @Test
    void aMessageThatWasReceivedIsSentOn() throws JMSException {
        Session session = started().createSession(true, Session.SESSION_TRANSACTED);
        Queue first = session.createQueue("first");
        Queue second = session.createQueue("second");
        byte[] content = content(3 * MIB);
        session.createProducer(first).send(message(session, content));
        session.commit();
        Message got = session.createConsumer(first).receive(SOON);
        session.createProducer(second).send(got);
        session.commit();

        assertThat(body(session.createConsumer(second).receive(SOON))).isEqualTo(content);
    }

    @Test
    void rolledBackItComesAgainAndCommittedItIsGone() throws JMSException {
        Session session = started().createSession(true, Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("large");
        byte[] content = content(2 * MIB);
        MessageProducer producer = session.createProducer(queue);
        producer.send(message(session, content(MIB + 5)));
        session.rollback();
        producer.send(message(session, content));
        session.commit();
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(body(consumer.receive(SOON))).isEqualTo(content);
        session.rollback();
        Message again = consumer.receive(SOON);
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(body(again)).isEqualTo(content);
        session.commit();

        assertThatThrownBy(() -> body(again)).isInstanceOf(JMSException.class).hasMessageContaining("acknowledged");
    }

    @Test
    void aListenerReadsIt() throws JMSException, InterruptedException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        byte[] content = content(2 * MIB);
        BlockingQueue<Object> read = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> {
            try {
                read.add(body(message));
            } catch (JMSException e) {
                read.add(e);
            }
        });
        Session sending = connection().createSession();
        sending.createProducer(queue).send(message(sending, content));

        assertThat(read.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo(content);
    }

    @Test
    void inAutomaticModeItCanBeReadUntilTheNextReceive() throws JMSException {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE}) {
            Connection connection = started();
            Session session = connection.createSession(mode);
            Queue queue = session.createQueue("large" + mode);
            byte[] content = content(2 * MIB);
            session.createProducer(queue).send(message(session, content));
            MessageConsumer consumer = session.createConsumer(queue);
            Message got = consumer.receive(SOON);
            assertThat(body(got)).isEqualTo(content);
            assertThat(consumer.receiveNoWait()).isNull();
            session.close();

            Session next = connection.createSession();
            assertThat(next.createConsumer(queue).receiveNoWait())
                    .as("acknowledged")
                    .isNull();
        }
    }

    /** The session has a thread of its own then, which has nothing to do in between. */
    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    void whatWasReceivedIsSentOnWithACompletionListener(int mode) throws JMSException, InterruptedException {
        Session session = started().createSession(false, mode);
        Queue queue = session.createQueue("large");
        Queue next = session.createQueue("next");
        byte[] content = content(3 * MIB);
        session.createProducer(queue).send(message(session, content));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CompletionListener listener = new CompletionListener() {
            @Override
            public void onCompletion(Message sent) {
                told.add("completed");
            }

            @Override
            public void onException(Message refused, Exception cause) {
                told.add(cause.toString());
            }
        };
        MessageProducer producer = session.createProducer(next);
        producer.send(session.createTextMessage("so that the thread is there"), listener);
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("completed");
        Message got = session.createConsumer(queue).receive(SOON);
        producer.send(session.createTextMessage("so that it has had something to do"), listener);
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("completed");
        assertThat(body(got)).isEqualTo(content);
        producer.send(got, listener);
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
    void closingAnotherConsumerLeavesItToBeRead(int mode) throws JMSException {
        Session session = started().createSession(false, mode);
        Queue queue = session.createQueue("large");
        byte[] content = content(2 * MIB);
        session.createProducer(queue).send(message(session, content));
        MessageConsumer other = session.createConsumer(session.createQueue("other"));
        Message got = session.createConsumer(queue).receive(SOON);
        other.close();
        assertThat(body(got)).isEqualTo(content);
    }

    @Test
    void closingTheConsumerAcknowledgesWhatItReceivedLast() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        session.createProducer(queue).send(message(session, content(2 * MIB)));
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receive(SOON)).isNotNull();
        consumer.close();
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
        assertThat(session.createBrowser(queue).getEnumeration().hasMoreElements())
                .isFalse();
    }

    @Test
    void aContextReceivesTheBodyItself() {
        try (JMSContext context = factory().createContext()) {
            Queue queue = context.createQueue("large");
            byte[] content = content(2 * MIB);
            BytesMessage message = context.createBytesMessage();
            try {
                ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
            context.createProducer().send(queue, message);
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(byte[].class, SOON)).isEqualTo(content);
        }
    }

    @Test
    void aBrowserReadsItAndLeavesIt() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        byte[] content = content(2 * MIB);
        session.createProducer(queue).send(message(session, content));
        QueueBrowser browser = session.createBrowser(queue);
        assertThat(body((Message) browser.getEnumeration().nextElement())).isEqualTo(content);
        browser.close();

        assertThat(body(session.createConsumer(queue).receive(SOON))).isEqualTo(content);
    }

    @Test
    void aStreamThatFailsFailsTheSendAndLeavesNothing() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        MessageProducer producer = session.createProducer(queue);
        BytesMessage message = session.createBytesMessage();
        ((StreamedBody) message).bodyFrom(new InputStream() {
            private int left = 3 * MIB;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("planted");
                }
                return 7;
            }
        });
        assertThatThrownBy(() -> producer.send(message))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("planted");
        producer.send(session.createTextMessage("next"));

        assertThat(receive(session.createConsumer(queue))).isEqualTo("next");
    }

    @Test
    void aTargetThatFailsFailsTheReadingAndItCanBeReadAgain() throws JMSException {
        Session session = started().createSession();
        Queue queue = session.createQueue("large");
        byte[] content = content(2 * MIB);
        session.createProducer(queue).send(message(session, content));
        Message got = session.createConsumer(queue).receive(SOON);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("planted");
            }
        };

        assertThatThrownBy(() -> ((StreamedBody) got).bodyTo(full))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("planted");
        assertThat(body(got)).isEqualTo(content);
    }

    @Test
    void aStreamThatIsToBeSentCannotBeRead() throws JMSException {
        Session session = started().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("large"));
        BytesMessage bytes = message(session, content(10));
        StreamMessage stream = session.createStreamMessage();
        ((StreamedBody) stream).bodyFrom(new ByteArrayInputStream(content(10)));
        assertThatThrownBy(bytes::reset).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(stream::reset).isInstanceOf(IllegalStateException.class);
        producer.send(bytes);
        bytes.reset();
        assertThat(bytes.getBodyLength()).as("the stream has been used up").isZero();
    }

    @Test
    void noStreamIsRefusedAtOnce() throws JMSException {
        Session session = started().createSession();
        BytesMessage bytes = session.createBytesMessage();
        StreamMessage stream = session.createStreamMessage();
        assertThatThrownBy(() -> ((StreamedBody) bytes).bodyFrom(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ((StreamedBody) stream).bodyFrom(null)).isInstanceOf(NullPointerException.class);
        bytes.writeByte((byte) 1);
        stream.writeByte((byte) 1);
    }

    @Test
    void aStreamIsSentOnce() throws JMSException {
        Session session = started().createSession();
        MessageProducer producer = session.createProducer(session.createQueue("large"));
        BytesMessage message = message(session, content(10));
        assertThatThrownBy(() -> message.writeByte((byte) 1)).isInstanceOf(IllegalStateException.class);
        producer.send(message);
        assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
        message.clearBody();
        message.writeByte((byte) 1);
        assertThatThrownBy(() -> ((StreamedBody) message).bodyFrom(InputStream.nullInputStream()))
                .isInstanceOf(IllegalStateException.class);
        producer.send(message);
    }

    @Test
    void smallMessagesPassBetweenTheParts() throws JMSException, InterruptedException {
        Connection connection = started();
        Session large = connection.createSession();
        Session small = connection.createSession();
        Queue queue = large.createQueue("large");
        MessageProducer producer = small.createProducer(small.createQueue("small"));
        MessageConsumer consumer = small.createConsumer(small.createQueue("small"));
        BytesMessage message = large.createBytesMessage();
        int[] passed = {0};
        ((StreamedBody) message).bodyFrom(new InputStream() {
            private int left = 4 * MIB;

            @Override
            public int read() {
                return left-- > 0 ? 7 : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left <= 0) {
                    return -1;
                }
                try {
                    producer.send(small.createTextMessage("beside"));
                    TextMessage got = (TextMessage) consumer.receive(SOON);
                    passed[0] += got != null && got.getText().equals("beside") ? 1 : 0;
                } catch (JMSException e) {
                    throw new IOException(e);
                }
                int count = Math.min(left, Math.min(length, 64 * 1024));
                left -= count;
                return count;
            }
        });
        large.createProducer(queue).send(message);

        assertThat(passed[0]).isGreaterThanOrEqualTo(64);
        assertThat(((BytesMessage) large.createConsumer(queue).receive(SOON)).getBodyLength())
                .isEqualTo(4L * MIB);
    }

    @Test
    void aStreamMessageHasAStreamAsByteArrays() throws JMSException {
        Session session = started().createSession(true, Session.SESSION_TRANSACTED);
        Queue queue = session.createQueue("large");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int length : new int[] {0, 5, 3 * MIB + 77}) {
            byte[] content = content(length);
            StreamMessage message = session.createStreamMessage();
            ((StreamedBody) message).bodyFrom(new ByteArrayInputStream(content));
            producer.send(message);
            session.commit();
            StreamMessage got = (StreamMessage) consumer.receive(SOON);
            assertThat(body(got)).isEqualTo(content);
            assertThat(elements(got)).isEqualTo(content);
            got.reset();
            assertThat(elements(got)).as("again").isEqualTo(content);
            producer.send(got);
            session.commit();
            assertThat(body(consumer.receive(SOON))).as("sent on").isEqualTo(content);
            session.commit();
        }
    }

    private static byte[] elements(StreamMessage message) throws JMSException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            while (true) {
                all.writeBytes((byte[]) message.readObject());
            }
        } catch (MessageEOFException end) {
            return all.toByteArray();
        }
    }

    @Test
    void bodyToWantsByteArraysOfAStreamMessage() throws JMSException {
        Session session = started().createSession();
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2});
        message.writeBytes(new byte[] {3});
        message.reset();
        assertThat(body(message)).isEqualTo(new byte[] {1, 2, 3});
        message.clearBody();
        message.writeString("text");
        message.reset();
        assertThatThrownBy(() -> body(message)).isInstanceOf(MessageFormatException.class);
    }
}
