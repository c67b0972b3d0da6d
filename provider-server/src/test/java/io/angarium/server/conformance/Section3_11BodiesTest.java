package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sections 3.9 to 3.12: bodies, what may be written and read when, and messages of others. */
class Section3_11BodiesTest extends WithBroker {
    private Session session;
    private MessageProducer producer;
    private MessageConsumer consumer;

    @BeforeEach
    void open() throws JMSException {
        session = started().createSession();
        Queue queue = session.createQueue("orders");
        producer = session.createProducer(queue);
        consumer = session.createConsumer(queue);
    }

    @SuppressWarnings("unchecked")
    private <M extends Message> M through(M message) throws JMSException {
        producer.send(message);
        return (M) consumer.receive(SOON);
    }

    private static void notWriteable(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(MessageNotWriteableException.class);
        }
    }

    private static void notReadable(ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(MessageNotReadableException.class);
        }
    }

    private BytesMessage bytes(int... values) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        for (int value : values) {
            message.writeByte((byte) value);
        }
        return message;
    }

    private List<Message> oneOfEachKind() throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setInt("one", 1);
        StreamMessage stream = session.createStreamMessage();
        stream.writeInt(1);
        return List.of(
                session.createMessage(),
                session.createTextMessage("text"),
                map,
                session.createObjectMessage(1),
                bytes(1, 2),
                stream);
    }

    private static Object content(Message message) throws JMSException {
        if (message instanceof StreamMessage stream) {
            return stream.readInt();
        }
        if (message instanceof BytesMessage bytes) {
            return Arrays.toString(bytes.getBody(byte[].class));
        }
        return message.getBody(Object.class);
    }

    private static Class<?> kind(Message message) {
        for (Class<?> kind : List.of(
                TextMessage.class, MapMessage.class, ObjectMessage.class, BytesMessage.class, StreamMessage.class)) {
            if (kind.isInstance(message)) {
                return kind;
            }
        }
        return Message.class;
    }

    @Test
    @Proves({"3.11-a", "3.11.4-a"})
    void eachKindOfMessageArrivesAsThatKindWithItsContent() throws JMSException {
        List<Object> expected = new ArrayList<>();
        List<Object> seen = new ArrayList<>();
        for (Message message : oneOfEachKind()) {
            Message got = through(message);
            seen.add(kind(got));
            seen.add(content(got));
        }
        expected.addAll(Arrays.asList(Message.class, null, TextMessage.class, "text"));
        expected.addAll(List.of(MapMessage.class, java.util.Map.of("one", 1), ObjectMessage.class, 1));
        expected.addAll(List.of(BytesMessage.class, "[1, 2]", StreamMessage.class, 1));
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @Proves("3.12-a")
    void foreignMessagesOfEachKindArriveAsThatKind() throws JMSException {
        for (Message message : oneOfEachKind()) {
            Class<? extends Message> kind = kind(message).asSubclass(Message.class);
            Message got = through(new Foreign().message(kind.asSubclass(Message.class), cast(kind, message)));
            assertThat(kind(got)).isEqualTo(kind);
            assertThat(content(got)).isEqualTo(content(through(message)));
        }
    }

    @SuppressWarnings("unchecked")
    private static <M extends Message> M cast(Class<? extends Message> kind, Message message) {
        return (M) kind.cast(message);
    }

    @Test
    @Proves({"3.9-a", "3.9-b"})
    void aSentMessageMayBeChangedAndSentAgain() throws JMSException {
        TextMessage text = session.createTextMessage("first");
        text.setIntProperty("number", 1);
        producer.send(text);
        text.setText("second");
        text.setIntProperty("number", 2);
        producer.send(text);
        BytesMessage bytes = bytes(1);
        producer.send(bytes);
        bytes.clearBody();
        bytes.writeByte((byte) 2);
        producer.send(bytes);
        for (int i = 1; i <= 2; i++) {
            TextMessage got = (TextMessage) consumer.receive(SOON);
            assertThat(got.getText()).isEqualTo(i == 1 ? "first" : "second");
            assertThat(got.getIntProperty("number")).isEqualTo(i);
        }
        assertThat(((BytesMessage) consumer.receive(SOON)).getBody(byte[].class))
                .containsExactly(1);
        assertThat(((BytesMessage) consumer.receive(SOON)).getBody(byte[].class))
                .containsExactly(2);
    }

    @Test
    @Proves("3.10-a")
    void headerFieldsOfAReceivedMessageMayBeChanged() throws JMSException {
        Message got = through(session.createMessage());
        got.setJMSCorrelationID("c");
        got.setJMSType("t");
        got.setJMSReplyTo(session.createQueue("reply"));
        got.setJMSPriority(1);
        assertThat(got.getJMSCorrelationID()).isEqualTo("c");
        assertThat(got.getJMSType()).isEqualTo("t");
        assertThat(got.getJMSReplyTo()).isEqualTo(session.createQueue("reply"));
        assertThat(got.getJMSPriority()).isEqualTo(1);
    }

    @Test
    @Proves({"3.11.2-a", "3.11.2-b", "3.10-b", "BytesMessage-a"})
    void receivedBodiesAreReadOnlyUntilTheyAreCleared() throws JMSException {
        TextMessage text = through(session.createTextMessage("text"));
        MapMessage map = through(session.createMapMessage());
        ObjectMessage object = through(session.createObjectMessage(1));
        BytesMessage bytes = through(bytes(1));
        StreamMessage stream = through(session.createStreamMessage());
        notWriteable(
                () -> text.setText("x"),
                () -> map.setInt("x", 1),
                () -> map.setObject("x", 1),
                () -> object.setObject(2),
                () -> bytes.writeInt(1),
                () -> bytes.writeObject(1),
                () -> stream.writeInt(1),
                () -> stream.writeBytes(new byte[1]));
        for (Message message : List.of(text, map, object, bytes, stream)) {
            message.clearBody();
        }
        assertThat(text.getText()).isNull();
        assertThat(map.getMapNames().hasMoreElements()).isFalse();
        assertThat(object.getObject()).isNull();
        notReadable(bytes::readByte, stream::readByte);
        text.setText("new");
        map.setInt("new", 1);
        object.setObject(2);
        bytes.writeByte((byte) 7);
        stream.writeString("new");
        assertThat(through(text).getText()).isEqualTo("new");
        assertThat(through(map).getInt("new")).isEqualTo(1);
        assertThat(through(object).getObject()).isEqualTo(2);
        assertThat(through(bytes).readByte()).isEqualTo((byte) 7);
        assertThat(through(stream).readString()).isEqualTo("new");
    }

    @Test
    @Proves("3.11.1-a")
    void clearingTheBodyLeavesTheProperties() throws JMSException {
        for (Message message : oneOfEachKind()) {
            message.setIntProperty("number", 1);
            message.setJMSType("type");
            Message got = through(message);
            got.clearBody();
            assertThat(got.getIntProperty("number")).isEqualTo(1);
            assertThat(got.getJMSType()).isEqualTo("type");
        }
    }

    @Test
    @Proves({"BytesMessage-a", "10.3-h"})
    void newStreamsAreWriteOnlyUntilTheyAreReset() throws JMSException {
        BytesMessage bytes = bytes(1, 2);
        StreamMessage stream = session.createStreamMessage();
        notReadable(
                bytes::readByte,
                bytes::readUTF,
                bytes::getBodyLength,
                () -> bytes.readBytes(new byte[1]),
                stream::readInt,
                stream::readObject,
                () -> stream.readBytes(new byte[1]));
        stream.writeInt(3);
        bytes.reset();
        stream.reset();
        assertThat(bytes.readByte()).isEqualTo((byte) 1);
        assertThat(stream.readInt()).isEqualTo(3);
        notWriteable(() -> bytes.writeByte((byte) 1), () -> stream.writeInt(1));
    }

    @Test
    @Proves("BytesMessage-b")
    void bytesAreThoseOfADataOutputStream() throws JMSException, IOException {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(expected);
        data.writeBoolean(true);
        data.writeByte(-1);
        data.writeShort(-2);
        data.writeChar('ü');
        data.writeInt(-3);
        data.writeLong(-4);
        data.writeFloat(5.5f);
        data.writeDouble(6.25);
        data.writeUTF("grün \u0000");
        BytesMessage message = session.createBytesMessage();
        message.writeBoolean(true);
        message.writeByte((byte) -1);
        message.writeShort((short) -2);
        message.writeChar('ü');
        message.writeInt(-3);
        message.writeLong(-4);
        message.writeFloat(5.5f);
        message.writeDouble(6.25);
        message.writeUTF("grün \u0000");
        BytesMessage got = through(message);
        assertThat(got.getBody(byte[].class)).isEqualTo(expected.toByteArray());
        assertThat(got.readBoolean()).isTrue();
        assertThat(got.readUnsignedByte()).isEqualTo(255);
        assertThat(got.readUnsignedShort()).isEqualTo(65534);
        assertThat(got.readChar()).isEqualTo('ü');
        assertThat(got.readInt()).isEqualTo(-3);
        assertThat(got.readLong()).isEqualTo(-4);
        assertThat(got.readFloat()).isEqualTo(5.5f);
        assertThat(got.readDouble()).isEqualTo(6.25);
        assertThat(got.readUTF()).isEqualTo("grün \u0000");
        BytesMessage signed = through(bytes(255, 255, 254));
        assertThat(signed.readByte()).isEqualTo((byte) -1);
        assertThat(signed.readShort()).isEqualTo((short) -2);
    }

    @Test
    @Proves({"BytesMessage-c", "BytesMessage-d", "BytesMessage-e", "10.3-e"})
    void bytesAreReadInPiecesToTheEnd() throws JMSException {
        BytesMessage got = through(bytes(1, 2, 3, 4, 5));
        assertThat(got.getBodyLength()).isEqualTo(5);
        byte[] two = new byte[2];
        assertThat(got.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(1, 2);
        assertThatThrownBy(() -> got.readBytes(two, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> got.readBytes(two, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(got.readBytes(two, 1)).isEqualTo(1);
        assertThat(two).containsExactly(3, 2);
        assertThatThrownBy(got::readInt).isInstanceOf(MessageEOFException.class);
        assertThat(got.readBytes(new byte[3])).isEqualTo(2);
        assertThat(got.readBytes(two)).isEqualTo(-1);
        assertThatThrownBy(got::readByte).isInstanceOf(MessageEOFException.class);
        assertThat(got.getBodyLength()).isEqualTo(5);
        StreamMessage stream = through(session.createStreamMessage());
        assertThatThrownBy(stream::readInt).isInstanceOf(MessageEOFException.class);
        assertThatThrownBy(stream::readObject).isInstanceOf(MessageEOFException.class);
    }

    @Test
    @Proves("BytesMessage-f")
    void theMessageOfACompletionCanBeRead() throws Exception {
        BlockingQueue<Object> read = new LinkedBlockingQueue<>();
        BytesMessage sent = bytes(7);
        producer.send(sent, new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                try {
                    read.add(((BytesMessage) message).readByte());
                } catch (JMSException e) {
                    read.add(e);
                }
            }

            @Override
            public void onException(Message message, Exception exception) {
                read.add(exception);
            }
        });
        assertThat(read.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo((byte) 7);
    }

    @Test
    @Proves({"3.12-b", "3.12-e", "MapMessage-c"})
    void arraysAreCopiedInAndOut() throws JMSException {
        byte[] array = {1, 2, 3};
        MapMessage map = session.createMapMessage();
        map.setBytes("all", array);
        map.setBytes("part", array, 1, 2);
        map.setObject("object", array);
        StreamMessage stream = session.createStreamMessage();
        stream.writeBytes(array);
        stream.writeObject(array);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeBytes(array, 1, 2);
        Arrays.fill(array, (byte) 9);
        MapMessage got = through(map);
        for (int i = 0; i < 2; i++) {
            assertThat(got.getBytes("all")).containsExactly(1, 2, 3);
            assertThat(got.getBytes("part")).containsExactly(2, 3);
            assertThat((byte[]) got.getObject("object")).containsExactly(1, 2, 3);
            Arrays.fill(got.getBytes("all"), (byte) 8);
            Arrays.fill((byte[]) got.getObject("object"), (byte) 8);
        }
        StreamMessage streamed = through(stream);
        assertThat((byte[]) streamed.readObject()).containsExactly(1, 2, 3);
        assertThat((byte[]) streamed.readObject()).containsExactly(1, 2, 3);
        assertThat(through(bytes).getBody(byte[].class)).containsExactly(2, 3);
        BytesMessage body = through(bytes);
        Arrays.fill(body.getBody(byte[].class), (byte) 8);
        assertThat(body.getBody(byte[].class)).containsExactly(2, 3);
    }

    @Test
    @Proves({"3.12-c", "3.12-d", "ObjectMessage-c"})
    void nullIsAValueEverywhereButInBytes() throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setObject("object", null);
        map.setString("text", null);
        map.setBytes("bytes", null);
        StreamMessage stream = session.createStreamMessage();
        stream.writeObject(null);
        stream.writeString(null);
        stream.writeBytes(null);
        MapMessage got = through(map);
        assertThat(got.itemExists("object")).isTrue();
        assertThat(got.getObject("object")).isNull();
        assertThat(got.getString("text")).isNull();
        assertThat(got.getBytes("bytes")).isNull();
        StreamMessage streamed = through(stream);
        assertThat(streamed.readObject()).isNull();
        assertThat(streamed.readString()).isNull();
        assertThat(streamed.readObject()).isNull();
        assertThat(session.createTextMessage().getText()).isNull();
        assertThat(through(session.createTextMessage(null)).getText()).isNull();
        assertThat(session.createObjectMessage().getObject()).isNull();
        assertThat(through(session.createObjectMessage(null)).getObject()).isNull();
        BytesMessage bytes = session.createBytesMessage();
        assertThatThrownBy(() -> bytes.writeObject(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> bytes.writeBytes(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> bytes.writeUTF(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @Proves({"StreamMessage-a", "StreamMessage-b"})
    void aFieldOfBytesIsReadInPiecesBeforeTheNext() throws JMSException {
        StreamMessage message = session.createStreamMessage();
        message.writeBytes(new byte[] {1, 2, 3, 4});
        message.writeBytes(new byte[0]);
        message.writeBytes(null);
        message.writeBytes(new byte[] {5});
        message.writeString("end");
        StreamMessage got = through(message);
        byte[] two = new byte[2];
        assertThat(got.readBytes(two)).isEqualTo(2);
        assertThatThrownBy(got::readString).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(got::readObject).isInstanceOf(MessageFormatException.class);
        assertThat(got.readBytes(two)).isEqualTo(2);
        assertThat(two).containsExactly(3, 4);
        assertThat(got.readBytes(two)).isEqualTo(-1);
        assertThat(got.readBytes(two)).isZero();
        assertThat(got.readBytes(two)).isEqualTo(-1);
        assertThat(got.readBytes(two)).isEqualTo(1);
        assertThat(got.readString()).isEqualTo("end");
    }

    @Test
    @Proves({"MapMessage-a", "MapMessage-b"})
    void namesOfAMapAreListedAndNotEmpty() throws JMSException {
        MapMessage map = session.createMapMessage();
        for (String name : new String[] {null, ""}) {
            for (ThrowingCallable call : new ThrowingCallable[] {
                () -> map.setBoolean(name, true),
                () -> map.setByte(name, (byte) 1),
                () -> map.setShort(name, (short) 1),
                () -> map.setChar(name, 'c'),
                () -> map.setInt(name, 1),
                () -> map.setLong(name, 1),
                () -> map.setFloat(name, 1),
                () -> map.setDouble(name, 1),
                () -> map.setString(name, "x"),
                () -> map.setBytes(name, new byte[1]),
                () -> map.setBytes(name, new byte[1], 0, 1),
                () -> map.setObject(name, 1)
            }) {
                assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
            }
        }
        map.setInt("any name!", 1);
        map.setString("null", null);
        MapMessage got = through(map);
        assertThat(Names.of(got.getMapNames())).containsExactlyInAnyOrder("any name!", "null");
        assertThat(got.itemExists("null")).isTrue();
        assertThat(got.itemExists("other")).isFalse();
    }

    /** Cannot be written: one of its fields cannot. */
    private static final class Unwritable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new NotSerializableException("on purpose");
        }
    }

    @Test
    @Proves({"ObjectMessage-a", "ObjectMessage-b", "Message-e"})
    void objectsAreSnapshotsAndFailAsFormatErrors() throws JMSException {
        ObjectMessage message = session.createObjectMessage();
        ArrayList<String> list = new ArrayList<>(List.of("one"));
        message.setObject(list);
        list.add("two");
        assertThat(message.getObject()).isEqualTo(List.of("one"));
        assertThatThrownBy(() -> session.createObjectMessage().setObject(new Unwritable()))
                .isInstanceOf(MessageFormatException.class);
        ObjectMessage untrusted = through(message);
        assertThatThrownBy(untrusted::getObject).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> untrusted.getBody(List.class)).isInstanceOf(MessageFormatException.class);
        assertThat(untrusted.isBodyAssignableTo(List.class)).isFalse();
    }
}
