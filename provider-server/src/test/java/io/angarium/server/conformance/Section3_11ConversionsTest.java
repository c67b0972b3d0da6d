package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 3.11.3 and the Javadoc of Message: what a body can be read as. */
class Section3_11ConversionsTest extends WithBroker {

    /** Reads an entry of a map as a type. */
    private interface FromMap {
        Object read(MapMessage message, String name) throws JMSException;
    }

    /** Reads the next element of a stream as a type. */
    private interface FromStream {
        Object read(StreamMessage message) throws JMSException;
    }

    private static final Map<String, FromMap> MAP = new LinkedHashMap<>();
    private static final Map<String, FromStream> STREAM = new LinkedHashMap<>();
    private static final Map<String, Object> VALUES = new LinkedHashMap<>();

    /** Table 3-7: what the row's type can be read as. */
    private static final Map<String, Set<String>> TABLE = Map.of(
            "boolean", Set.of("boolean", "String"),
            "byte", Set.of("byte", "short", "int", "long", "String"),
            "short", Set.of("short", "int", "long", "String"),
            "char", Set.of("char", "String"),
            "int", Set.of("int", "long", "String"),
            "long", Set.of("long", "String"),
            "float", Set.of("float", "double", "String"),
            "double", Set.of("double", "String"),
            "String", Set.of("boolean", "byte", "short", "int", "long", "float", "double", "String"),
            "byte[]", Set.of("byte[]"));

    static {
        MAP.put("boolean", MapMessage::getBoolean);
        MAP.put("byte", MapMessage::getByte);
        MAP.put("short", MapMessage::getShort);
        MAP.put("char", MapMessage::getChar);
        MAP.put("int", MapMessage::getInt);
        MAP.put("long", MapMessage::getLong);
        MAP.put("float", MapMessage::getFloat);
        MAP.put("double", MapMessage::getDouble);
        MAP.put("String", MapMessage::getString);
        MAP.put("byte[]", MapMessage::getBytes);
        STREAM.put("boolean", StreamMessage::readBoolean);
        STREAM.put("byte", StreamMessage::readByte);
        STREAM.put("short", StreamMessage::readShort);
        STREAM.put("char", StreamMessage::readChar);
        STREAM.put("int", StreamMessage::readInt);
        STREAM.put("long", StreamMessage::readLong);
        STREAM.put("float", StreamMessage::readFloat);
        STREAM.put("double", StreamMessage::readDouble);
        STREAM.put("String", StreamMessage::readString);
        STREAM.put("byte[]", message -> {
            byte[] bytes = new byte[10];
            return Arrays.copyOf(bytes, Math.max(0, message.readBytes(bytes)));
        });
        VALUES.put("boolean", true);
        VALUES.put("byte", (byte) 1);
        VALUES.put("short", (short) 2);
        VALUES.put("char", 'c');
        VALUES.put("int", 3);
        VALUES.put("long", 4L);
        VALUES.put("float", 5.5f);
        VALUES.put("double", 6.25d);
        VALUES.put("String", "7");
        VALUES.put("byte[]", new byte[] {8});
    }

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

    private static void setTyped(MapMessage map) throws JMSException {
        map.setBoolean("boolean", true);
        map.setByte("byte", (byte) 1);
        map.setShort("short", (short) 2);
        map.setChar("char", 'c');
        map.setInt("int", 3);
        map.setLong("long", 4);
        map.setFloat("float", 5.5f);
        map.setDouble("double", 6.25);
        map.setString("String", "7");
        map.setBytes("byte[]", new byte[] {8});
    }

    private static void writeTyped(StreamMessage stream) throws JMSException {
        stream.writeBoolean(true);
        stream.writeByte((byte) 1);
        stream.writeShort((short) 2);
        stream.writeChar('c');
        stream.writeInt(3);
        stream.writeLong(4);
        stream.writeFloat(5.5f);
        stream.writeDouble(6.25);
        stream.writeString("7");
        stream.writeBytes(new byte[] {8});
    }

    @Test
    @Proves({"3.11.3-a", "StreamMessage-c"})
    void typedAndObjectFormsAreTheSame() throws JMSException {
        MapMessage typedMap = session.createMapMessage();
        setTyped(typedMap);
        MapMessage objectMap = session.createMapMessage();
        StreamMessage typedStream = session.createStreamMessage();
        writeTyped(typedStream);
        StreamMessage objectStream = session.createStreamMessage();
        for (Map.Entry<String, Object> value : VALUES.entrySet()) {
            objectMap.setObject(value.getKey(), value.getValue());
            objectStream.writeObject(value.getValue());
        }
        for (MapMessage got : List.of(through(typedMap), through(objectMap))) {
            for (Map.Entry<String, Object> value : VALUES.entrySet()) {
                assertThat(got.getObject(value.getKey())).isEqualTo(value.getValue());
                assertThat(MAP.get(value.getKey()).read(got, value.getKey())).isEqualTo(value.getValue());
            }
        }
        for (StreamMessage got : List.of(through(typedStream), through(objectStream))) {
            for (Map.Entry<String, Object> value : VALUES.entrySet()) {
                assertThat(got.readObject()).isEqualTo(value.getValue());
            }
            got.reset();
            for (Map.Entry<String, Object> value : VALUES.entrySet()) {
                assertThat(STREAM.get(value.getKey()).read(got)).isEqualTo(value.getValue());
                if (value.getKey().equals("byte[]")) {
                    break;
                }
            }
        }
    }

    /** How the value of a type reads as text; a number read as a wider one begins alike. */
    private static String expected(String written, String type) {
        return written.equals("String") && type.equals("boolean")
                ? "false"
                : VALUES.get(written).toString();
    }

    @Test
    @Proves({"3.11.3-b", "3.11.3-c"})
    void entriesOfAMapAreReadAsTheTableSaysAndAsNothingElse() throws JMSException {
        MapMessage map = session.createMapMessage();
        setTyped(map);
        MapMessage got = through(map);
        for (String written : VALUES.keySet()) {
            for (Map.Entry<String, FromMap> read : MAP.entrySet()) {
                String as = written + " as " + read.getKey();
                if (!TABLE.get(written).contains(read.getKey())) {
                    assertThatThrownBy(() -> read.getValue().read(got, written))
                            .as(as)
                            .isInstanceOf(MessageFormatException.class);
                } else if (!written.equals("byte[]")) {
                    assertThat(read.getValue().read(got, written).toString())
                            .as(as)
                            .startsWith(expected(written, read.getKey()));
                }
            }
        }
    }

    @Test
    @Proves({"3.11.3-b", "3.11.3-c", "3.11.3-h"})
    void elementsOfAStreamAreReadAsTheTableSaysAndAsNothingElse() throws JMSException {
        StreamMessage stream = session.createStreamMessage();
        writeTyped(stream);
        StreamMessage got = through(stream);
        for (String written : VALUES.keySet()) {
            for (Map.Entry<String, FromStream> read : STREAM.entrySet()) {
                String as = written + " as " + read.getKey();
                got.reset();
                for (String before : VALUES.keySet()) {
                    if (before.equals(written)) {
                        break;
                    }
                    got.readObject();
                }
                if (!TABLE.get(written).contains(read.getKey())) {
                    assertThatThrownBy(() -> read.getValue().read(got))
                            .as(as)
                            .isInstanceOf(MessageFormatException.class);
                    assertThat(got.readObject()).as("still there").isEqualTo(VALUES.get(written));
                } else if (!written.equals("byte[]")) {
                    assertThat(read.getValue().read(got).toString())
                            .as(as)
                            .startsWith(expected(written, read.getKey()));
                }
            }
        }
    }

    @Test
    @Proves({"3.11.3-d", "3.11.3-h"})
    void textThatIsNoNumberIsANumberFormatExceptionAndStays() throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setString("text", "x");
        MapMessage gotMap = through(map);
        StreamMessage stream = session.createStreamMessage();
        stream.writeString("x");
        StreamMessage gotStream = through(stream);
        for (String type : List.of("byte", "short", "int", "long", "float", "double")) {
            assertThatThrownBy(() -> MAP.get(type).read(gotMap, "text")).isInstanceOf(NumberFormatException.class);
            assertThatThrownBy(() -> STREAM.get(type).read(gotStream)).isInstanceOf(NumberFormatException.class);
        }
        assertThat(gotStream.readString()).isEqualTo("x");
    }

    @Test
    @Proves("3.11.3-e")
    void textIsReadAsBooleanAsJavaDoes() throws JMSException {
        MapMessage map = session.createMapMessage();
        StreamMessage stream = session.createStreamMessage();
        List<String> texts = List.of("true", "TRUE", "tRue", "false", "yes", "1", "", " true");
        for (String text : texts) {
            map.setString("n" + text, text);
            stream.writeString(text);
        }
        MapMessage gotMap = through(map);
        StreamMessage gotStream = through(stream);
        for (String text : texts) {
            assertThat(gotMap.getBoolean("n" + text)).as(text).isEqualTo(Boolean.valueOf(text));
            assertThat(gotStream.readBoolean()).as(text).isEqualTo(Boolean.valueOf(text));
        }
    }

    @Test
    @Proves({"3.11.3-f", "3.11.3-g"})
    void nullAndWhatIsNotThereAreReadAsValueOfWould() throws JMSException {
        MapMessage map = session.createMapMessage();
        map.setString("null", null);
        MapMessage got = through(map);
        StreamMessage stream = session.createStreamMessage();
        stream.writeString(null);
        StreamMessage gotStream = through(stream);
        for (String name : List.of("null", "missing")) {
            assertThat(got.getBoolean(name)).isFalse();
            assertThat(got.getString(name)).isNull();
            assertThat(got.getBytes(name)).isNull();
            assertThat(got.getObject(name)).isNull();
            for (String type : List.of("byte", "short", "int", "long")) {
                assertThatThrownBy(() -> MAP.get(type).read(got, name)).isInstanceOf(NumberFormatException.class);
            }
            for (String type : List.of("float", "double", "char")) {
                assertThatThrownBy(() -> MAP.get(type).read(got, name)).isInstanceOf(NullPointerException.class);
            }
        }
        for (String type : List.of("byte", "short", "int", "long")) {
            assertThatThrownBy(() -> STREAM.get(type).read(gotStream)).isInstanceOf(NumberFormatException.class);
        }
        for (String type : List.of("float", "double", "char")) {
            assertThatThrownBy(() -> STREAM.get(type).read(gotStream)).isInstanceOf(NullPointerException.class);
        }
        assertThat(gotStream.readBoolean()).isFalse();
    }

    @Test
    @Proves("10.3-f")
    void classesThatABodyDoesNotSupportAreRefused() throws JMSException {
        MapMessage map = session.createMapMessage();
        StreamMessage stream = session.createStreamMessage();
        BytesMessage bytes = session.createBytesMessage();
        for (Object value :
                new Object[] {new Object(), new ArrayList<>(), new Byte[1], new int[1], UUID.randomUUID()}) {
            assertThatThrownBy(() -> map.setObject("x", value)).isInstanceOf(MessageFormatException.class);
            assertThatThrownBy(() -> stream.writeObject(value)).isInstanceOf(MessageFormatException.class);
            assertThatThrownBy(() -> bytes.writeObject(value)).isInstanceOf(MessageFormatException.class);
        }
    }

    private static void assertBody(Message message, Object value, Class<?>... classes) throws JMSException {
        for (Class<?> type : classes) {
            assertThat(message.isBodyAssignableTo(type)).as(type.getName()).isTrue();
            assertThat((Object) message.getBody(type)).as(type.getName()).isEqualTo(value);
        }
    }

    private static void assertNoBody(Message message, Class<?>... classes) throws JMSException {
        for (Class<?> type : classes) {
            assertThat(message.isBodyAssignableTo(type)).as(type.getName()).isFalse();
            assertThatThrownBy(() -> message.getBody(type))
                    .as(type.getName())
                    .isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    @Proves({"Message-c", "Message-d", "Message-e"})
    void aBodyIsGivenAsWhatItCanBeAssignedTo() throws JMSException {
        TextMessage text = through(session.createTextMessage("text"));
        assertBody(text, "text", String.class, CharSequence.class, Object.class, Comparable.class);
        assertNoBody(text, Integer.class, byte[].class, Map.class);
        ObjectMessage object = through(session.createObjectMessage(42));
        assertBody(object, 42, Integer.class, Number.class, Serializable.class, Object.class);
        assertNoBody(object, String.class, Long.class);
        MapMessage map = session.createMapMessage();
        map.setInt("one", 1);
        MapMessage gotMap = through(map);
        assertBody(gotMap, Map.of("one", 1), Map.class, Object.class);
        assertNoBody(gotMap, String.class, List.class);
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(1);
        BytesMessage gotBytes = through(bytes);
        assertThat(gotBytes.readByte()).isZero();
        assertBody(gotBytes, new byte[] {0, 0, 0, 1}, byte[].class, Object.class);
        assertThat(gotBytes.readInt()).as("read from the start again").isEqualTo(1);
        assertNoBody(gotBytes, String.class, int[].class);
        assertNoBody(through(session.createStreamMessage()), Object.class, String.class);
        for (Message none : List.of(
                through(session.createMessage()),
                through(session.createTextMessage()),
                through(session.createObjectMessage()),
                through(session.createMapMessage()),
                through(session.createBytesMessage()))) {
            assertBody(none, null, UUID.class, String.class);
        }
    }
}
