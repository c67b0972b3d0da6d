package io.angarium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.angarium.jms.testing.Proves;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 3.5: properties, their types and conversions, and the names that the specification defines. */
class Section3_5PropertiesTest extends WithBroker {

    /** A typed getter. */
    private interface Read {
        Object from(Message message, String name) throws JMSException;
    }

    private static final Map<String, Read> READS = new LinkedHashMap<>();
    private static final Map<String, Object> VALUES = new LinkedHashMap<>();
    /** Table 3-2: what the row's type can be read as. */
    private static final Map<String, Set<String>> TABLE = Map.of(
            "boolean", Set.of("boolean", "String"),
            "byte", Set.of("byte", "short", "int", "long", "String"),
            "short", Set.of("short", "int", "long", "String"),
            "int", Set.of("int", "long", "String"),
            "long", Set.of("long", "String"),
            "float", Set.of("float", "double", "String"),
            "double", Set.of("double", "String"),
            "String", Set.of("boolean", "byte", "short", "int", "long", "float", "double", "String"));

    static {
        READS.put("boolean", Message::getBooleanProperty);
        READS.put("byte", Message::getByteProperty);
        READS.put("short", Message::getShortProperty);
        READS.put("int", Message::getIntProperty);
        READS.put("long", Message::getLongProperty);
        READS.put("float", Message::getFloatProperty);
        READS.put("double", Message::getDoubleProperty);
        READS.put("String", Message::getStringProperty);
        VALUES.put("boolean", true);
        VALUES.put("byte", (byte) 1);
        VALUES.put("short", (short) 2);
        VALUES.put("int", 3);
        VALUES.put("long", 4L);
        VALUES.put("float", 5.5f);
        VALUES.put("double", 6.25d);
        VALUES.put("String", "7");
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

    private Message through(Message message) throws JMSException {
        producer.send(message);
        return consumer.receive(SOON);
    }

    private static void setTyped(Message message) throws JMSException {
        message.setBooleanProperty("boolean", true);
        message.setByteProperty("byte", (byte) 1);
        message.setShortProperty("short", (short) 2);
        message.setIntProperty("int", 3);
        message.setLongProperty("long", 4);
        message.setFloatProperty("float", 5.5f);
        message.setDoubleProperty("double", 6.25);
        message.setStringProperty("String", "7");
    }

    @Test
    @Proves({"3.5.2-a", "3.5.5-a", "3.5.5-c"})
    void everyTypeComesAsItWasSetByTypeOrAsAnObject() throws JMSException {
        Message typed = session.createMessage();
        setTyped(typed);
        Message objects = session.createMessage();
        for (Map.Entry<String, Object> value : VALUES.entrySet()) {
            objects.setObjectProperty(value.getKey(), value.getValue());
        }
        for (Message got : List.of(through(typed), through(objects))) {
            for (Map.Entry<String, Object> value : VALUES.entrySet()) {
                assertThat(got.getObjectProperty(value.getKey())).isEqualTo(value.getValue());
                assertThat(READS.get(value.getKey()).from(got, value.getKey())).isEqualTo(value.getValue());
            }
            assertThat(got.getObjectProperty("missing")).isNull();
        }
    }

    @Test
    @Proves({"3.5.4-a", "3.5.4-b"})
    void propertiesAreReadAsTheTableSaysAndAsNothingElse() throws JMSException {
        Message message = session.createMessage();
        setTyped(message);
        message.setStringProperty("text", "7");
        Message got = through(message);
        for (String set : VALUES.keySet()) {
            for (Map.Entry<String, Read> read : READS.entrySet()) {
                String as = set + " as " + read.getKey();
                if (TABLE.get(set).contains(read.getKey())) {
                    Object value = read.getValue().from(got, set);
                    String expected = set.equals("String") && read.getKey().equals("boolean")
                            ? "false"
                            : VALUES.get(set).toString();
                    assertThat(value.toString()).as(as).startsWith(expected);
                } else {
                    assertThatThrownBy(() -> read.getValue().from(got, set))
                            .as(as)
                            .isInstanceOf(MessageFormatException.class);
                }
            }
        }
    }

    @Test
    @Proves({"3.5.4-c", "3.5.4-d", "3.5.8-a"})
    void whatIsNoNumberAndWhatIsNotThereAreReadAsValueOfWould() throws JMSException {
        Message message = session.createMessage();
        message.setStringProperty("text", "x");
        message.setStringProperty("nothing", null);
        Message got = through(message);
        for (String number : List.of("byte", "short", "int", "long", "float", "double")) {
            assertThatThrownBy(() -> READS.get(number).from(got, "text")).isInstanceOf(NumberFormatException.class);
        }
        for (String name : List.of("nothing", "missing")) {
            assertThat(got.getBooleanProperty(name)).isFalse();
            assertThat(got.getStringProperty(name)).isNull();
            assertThat(got.getObjectProperty(name)).isNull();
            for (String number : List.of("byte", "short", "int", "long")) {
                assertThatThrownBy(() -> READS.get(number).from(got, name)).isInstanceOf(NumberFormatException.class);
            }
            for (String number : List.of("float", "double")) {
                assertThatThrownBy(() -> READS.get(number).from(got, name)).isInstanceOf(NullPointerException.class);
            }
        }
    }

    @Test
    @Proves({"3.5.1-a", "Message-a", "3.5.5-b"})
    void namesAndClassesThatAreNoneOfAPropertyAreRefused() throws JMSException {
        Message message = session.createMessage();
        for (String name :
                new String[] {"", "1a", "a-b", "a b", "a.b", "NULL", "true", "Not", "and", "OR", "between"}) {
            assertThatThrownBy(() -> message.setIntProperty(name, 1)).as(name).isInstanceOf(Exception.class);
        }
        for (String name : new String[] {null, ""}) {
            assertThatThrownBy(() -> message.setBooleanProperty(name, true))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setByteProperty(name, (byte) 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setShortProperty(name, (short) 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setIntProperty(name, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setLongProperty(name, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setFloatProperty(name, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setDoubleProperty(name, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setStringProperty(name, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> message.setObjectProperty(name, 1)).isInstanceOf(IllegalArgumentException.class);
        }
        for (Object value : new Object[] {'c', new byte[1], new ArrayList<>(), new Object(), Map.of()}) {
            assertThatThrownBy(() -> message.setObjectProperty("x", value)).isInstanceOf(MessageFormatException.class);
        }
        message.setIntProperty("$größe_1", 1);
        assertThat(through(message).getIntProperty("$größe_1")).isEqualTo(1);
    }

    @Test
    @Proves({"3.5.3-a", "3.10-b", "3.5.7-a"})
    void receivedPropertiesAreReadOnlyUntilTheyAreCleared() throws JMSException {
        Message sent = session.createTextMessage("text");
        sent.setIntProperty("number", 1);
        sent.setJMSType("type");
        Message got = through(sent);
        assertThatThrownBy(() -> got.setIntProperty("number", 2)).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> got.setObjectProperty("new", 2)).isInstanceOf(MessageNotWriteableException.class);
        got.clearProperties();
        assertThat(Names.of(got.getPropertyNames())).isEmpty();
        assertThat(got.propertyExists("number")).isFalse();
        got.setIntProperty("new", 2);
        assertThat(got.getIntProperty("new")).isEqualTo(2);
        assertThat(text(got)).isEqualTo("text");
        assertThat(got.getJMSType()).isEqualTo("type");
    }

    @Test
    @Proves({"3.5.6-a", "Message-b", "3.5.9-b", "3.5.9-e", "3.5.11-a"})
    void namesAreThoseOfThePropertiesAndTheCountIsTheReceivers() throws JMSException {
        Message sent = session.createMessage();
        sent.setIntProperty("one", 1);
        sent.setStringProperty("two", null);
        sent.setJMSType("type");
        Message got = through(sent);
        List<Object> names = Names.of(got.getPropertyNames());
        assertThat(names).containsExactlyInAnyOrder("one", "two", "JMSXDeliveryCount");
        assertThat(got.propertyExists("one")).isTrue();
        assertThat(got.propertyExists("JMSType")).isFalse();
        assertThat(got.propertyExists("three")).isFalse();
        assertThat(got.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(sent.propertyExists("JMSXDeliveryCount")).isFalse();
    }

    @Test
    @Proves({"3.5.9-a", "3.5.9-c", "3.5.9-f"})
    void groupsAreSupportedAndNamedByTheConnection() throws JMSException {
        List<Object> names = Names.of(connection().getMetaData().getJMSXPropertyNames());
        assertThat(names).contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
        Message sent = session.createMessage();
        sent.setStringProperty("JMSXGroupID", "group");
        sent.setIntProperty("JMSXGroupSeq", 3);
        Message got = through(sent);
        assertThat(got.getStringProperty("JMSXGroupID")).isEqualTo("group");
        assertThat(got.getIntProperty("JMSXGroupSeq")).isEqualTo(3);
        assertThat(got.getObjectProperty("jmsxgroupid")).isNull();
    }

    @Test
    @Proves({"3.5.9-c", "3.5.9-d"})
    void definedPropertiesAreSelectedWhetherSupportedOrNot() throws JMSException {
        Session other = started().createSession();
        Queue grouped = other.createQueue("grouped");
        MessageProducer sender = other.createProducer(grouped);
        for (int i = 1; i <= 3; i++) {
            Message message = other.createTextMessage("" + i);
            message.setStringProperty("JMSXGroupID", "group");
            message.setIntProperty("JMSXGroupSeq", i);
            sender.send(message);
        }
        String selector = "JMSXGroupID = 'group' AND JMSXGroupSeq = 2 AND JMSXProducerTXID IS NULL";
        assertThat(receive(other.createConsumer(grouped, selector))).isEqualTo("2");
    }
}
