package io.angarium.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers, properties, read-only modes and the way through the encoded form: chapter 3. */
class MessageTest {
    private static final AtomicInteger ACKNOWLEDGED = new AtomicInteger();

    /** A destination of this provider. */
    private record Place(Destination address) implements Addressed {}

    private static final ReceiveContext CONTEXT = new ReceiveContext(
            Place::new, ObjectTrust.NOTHING, (verdict, consumer, tag) -> ACKNOWLEDGED.incrementAndGet() == 0, null);

    static EncodedMessage encode(AngariumMessage message) throws JMSException {
        if (message.getJMSDestination() == null) {
            message.setJMSDestination(new Place(Destination.queue("orders")));
        }
        return new Outgoing().encode(message, null);
    }

    /** As the receiver sees it. */
    @SuppressWarnings("unchecked")
    static <M extends AngariumMessage> M received(M message) throws JMSException {
        return (M) CONTEXT.message(new ConsumerFrame.Deliver(1, 1, 1, 3, 0, 0, 0, encode(message)));
    }

    @Test
    void propertiesAreReadOnlyWhenReceivedUntilTheyAreCleared() throws JMSException {
        AngariumMessage sent = new AngariumMessage();
        sent.setByteProperty("b", (byte) 1);
        sent.setObjectProperty("d", 1.5);
        sent.setStringProperty("n", null);
        AngariumMessage got = received(sent);
        assertThat(got.getByteProperty("b")).isEqualTo((byte) 1);
        assertThat(got.getObjectProperty("d")).isEqualTo(1.5);
        assertThat(got.propertyExists("n")).isTrue();
        assertThat(got.getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
        assertThat(got.getJMSRedelivered()).isTrue();
        assertThatThrownBy(() -> got.setIntProperty("x", 1)).isInstanceOf(MessageNotWriteableException.class);
        got.clearProperties();
        assertThat(Collections.list(got.getPropertyNames())).isEmpty();
        got.setIntProperty("x", 1);
        assertThat(got.getIntProperty("x")).isEqualTo(1);
    }

    @Test
    void theDeliveryCountDoesNotTravelOn() throws JMSException {
        AngariumMessage got = received(received(new AngariumMessage()));
        assertThat(Collections.list(got.getPropertyNames())).containsExactly("JMSXDeliveryCount");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "a-b", "a b", "NULL", "true", "Between", "escape", "a.b"})
    void namesOfPropertiesAreIdentifiersAndNoReservedWords(String name) {
        assertThatThrownBy(() -> new AngariumMessage().setIntProperty(name, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNullNameAndAnUnfitValueAreRefused() {
        AngariumMessage message = new AngariumMessage();
        assertThatThrownBy(() -> message.setIntProperty(null, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.setObjectProperty("x", new ArrayList<>()))
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.setObjectProperty("x", 'c')).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> message.getFloatProperty("missing")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> message.getDoubleProperty("missing")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> message.getLongProperty("missing")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void correlationIsTextOrBytes() throws JMSException {
        AngariumMessage message = new AngariumMessage();
        message.setJMSCorrelationIDAsBytes(new byte[] {1, 2});
        assertThat(received(message).getJMSCorrelationIDAsBytes()).containsExactly(1, 2);
        message.setJMSCorrelationID("text");
        assertThat(received(message).getJMSCorrelationID()).isEqualTo("text");
        message.setJMSCorrelationID(null);
        assertThat(received(message).getJMSCorrelationID()).isNull();
        assertThat(received(message).getJMSCorrelationIDAsBytes()).isNull();
    }

    @Test
    void textGoesThroughAndIsReadOnlyUntilCleared() throws JMSException {
        AngariumTextMessage got = received(new AngariumTextMessage("text"));
        assertThat(got.getText()).isEqualTo("text");
        assertThat(got.getBody(String.class)).isEqualTo("text");
        assertThat(got.getBody(CharSequence.class)).isEqualTo("text");
        assertThat(got.isBodyAssignableTo(Integer.class)).isFalse();
        assertThatThrownBy(() -> got.getBody(Integer.class)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> got.setText("x")).isInstanceOf(MessageNotWriteableException.class);
        got.clearBody();
        assertThat(got.getText()).isNull();
        got.setText("other");
        assertThat(received(got).getText()).isEqualTo("other");
        AngariumTextMessage none = received(new AngariumTextMessage((String) null));
        assertThat(none.getText()).isNull();
        assertThat(none.getBody(UUID.class)).isNull();
        assertThat(received(new AngariumTextMessage("")).getText()).isEmpty();
    }

    @Test
    void aMapGoesThroughWithEveryTypeOfValue() throws JMSException {
        AngariumMapMessage sent = new AngariumMapMessage();
        Map<String, Object> values = new HashMap<>();
        values.put("boolean", true);
        values.put("byte", (byte) -1);
        values.put("short", Short.MIN_VALUE);
        values.put("char", '\uD800');
        values.put("int", Integer.MAX_VALUE);
        values.put("long", Long.MIN_VALUE);
        values.put("float", Float.NaN);
        values.put("double", -0.0);
        values.put("String", "s");
        values.put("null", null);
        for (Map.Entry<String, Object> value : values.entrySet()) {
            sent.setObject(value.getKey(), value.getValue());
        }
        byte[] bytes = {1, 2, 3};
        sent.setBytes("bytes", bytes, 1, 2);
        bytes[1] = 9;
        AngariumMapMessage got = received(sent);
        for (Map.Entry<String, Object> value : values.entrySet()) {
            assertThat(got.getObject(value.getKey())).isEqualTo(value.getValue());
        }
        assertThat(got.getBytes("bytes")).containsExactly(2, 3);
        assertThat(got.itemExists("null")).isTrue();
        assertThat(got.itemExists("missing")).isFalse();
        assertThat(got.getBoolean("missing")).isFalse();
        assertThatThrownBy(() -> got.getChar("missing")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> got.getInt("String")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> got.setInt("x", 1)).isInstanceOf(MessageNotWriteableException.class);
        assertThatThrownBy(() -> sent.setInt("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sent.setObject("x", new Object())).isInstanceOf(MessageFormatException.class);
        assertThat(Collections.list(got.getMapNames())).hasSize(11);
        assertThat((Object) got.getBody(Map.class)).asInstanceOf(MAP).hasSize(11);
        assertThat(received(new AngariumMapMessage()).getBody(String.class)).isNull();
    }

    @Test
    void anObjectIsCopiedWhenItIsSetAndWhenItIsGot() throws JMSException {
        AngariumObjectMessage message = new AngariumObjectMessage();
        ArrayList<String> list = new ArrayList<>(List.of("one"));
        message.setObject(list);
        list.add("two");
        assertThat(message.getObject()).isEqualTo(List.of("one")).isNotSameAs(message.getObject());
        assertThat((Object) message.getBody(List.class)).isEqualTo(List.of("one"));
        assertThat(message.isBodyAssignableTo(Map.class)).isFalse();
        assertThatThrownBy(() -> received(message).getObject())
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("trustedClasses=java.util.ArrayList");
        message.setObject(null);
        assertThat(received(message).getObject()).isNull();
    }

    @Test
    void aPlainMessageHasNoBodyOfAnyClass() throws JMSException {
        AngariumMessage got = received(new AngariumMessage());
        assertThat(got.getBody(String.class)).isNull();
        assertThat(got.isBodyAssignableTo(UUID.class)).isTrue();
    }

    @Test
    void acknowledgingAReceivedMessageReachesItsSession() throws JMSException {
        new AngariumMessage().acknowledge();
        int before = ACKNOWLEDGED.get();
        received(new AngariumMessage()).acknowledge();
        assertThat(ACKNOWLEDGED.get()).isEqualTo(before + 1);
    }

    @Test
    void aWriteOnlyBodyIsNotReadAndAReadOnlyOneNotWritten() throws JMSException {
        AngariumBytesMessage bytes = new AngariumBytesMessage();
        assertThatThrownBy(bytes::readByte).isInstanceOf(MessageNotReadableException.class);
        assertThatThrownBy(bytes::getBodyLength).isInstanceOf(MessageNotReadableException.class);
        bytes.reset();
        assertThatThrownBy(() -> bytes.writeByte((byte) 1)).isInstanceOf(MessageNotWriteableException.class);
        AngariumStreamMessage stream = new AngariumStreamMessage();
        assertThatThrownBy(stream::readByte).isInstanceOf(MessageNotReadableException.class);
        stream.reset();
        assertThatThrownBy(() -> stream.writeByte((byte) 1)).isInstanceOf(MessageNotWriteableException.class);
    }
}
