package io.angarium.jms.message;

import static io.angarium.jms.message.MessageTest.received;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** Messages that another provider made are sent as copies: section 3.12. */
class ForeignMessagesTest {

    /** Behaves like a message of ours but is none. */
    private static <M extends Message> M foreign(Class<M> type, AngariumMessage behind) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return method.invoke(behind, arguments);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(proxy);
    }

    @Test
    void ownMessagesAreNotCopied() throws JMSException {
        AngariumMessage own = new AngariumMessage();
        assertThat(ForeignMessages.ours(own)).isSameAs(own);
    }

    @Test
    void everyKindKeepsItsBody() throws JMSException {
        AngariumBytesMessage bytes = new AngariumBytesMessage();
        bytes.writeBytes(new byte[20_000]);
        assertThat(((AngariumBytesMessage) copy(foreign(BytesMessage.class, bytes))).getBodyLength())
                .isEqualTo(20_000);
        AngariumMapMessage map = new AngariumMapMessage();
        map.setInt("one", 1);
        assertThat(((AngariumMapMessage) copy(foreign(MapMessage.class, map))).getInt("one"))
                .isEqualTo(1);
        AngariumStreamMessage stream = new AngariumStreamMessage();
        stream.writeInt(1);
        stream.writeString(null);
        AngariumStreamMessage copied = (AngariumStreamMessage) copy(foreign(StreamMessage.class, stream));
        assertThat(copied.readInt()).isEqualTo(1);
        assertThat(copied.readString()).isNull();
        assertThat(((AngariumTextMessage) copy(foreign(TextMessage.class, new AngariumTextMessage("t")))).getText())
                .isEqualTo("t");
        AngariumObjectMessage object = new AngariumObjectMessage();
        object.setObject(1);
        assertThat(((AngariumObjectMessage) copy(foreign(ObjectMessage.class, object))).getObject())
                .isEqualTo(1);
    }

    private static AngariumMessage copy(Message foreign) throws JMSException {
        return received(ForeignMessages.ours(foreign));
    }

    @Test
    void headersAndPropertiesAreKeptAndTheSenderIsTold() throws JMSException {
        AngariumTextMessage behind = new AngariumTextMessage("t");
        behind.setJMSCorrelationID("c");
        behind.setJMSType("type");
        behind.setIntProperty("number", 1);
        TextMessage foreign = foreign(TextMessage.class, behind);
        AngariumMessage copy = ForeignMessages.ours(foreign);
        assertThat(copy.getJMSCorrelationID()).isEqualTo("c");
        assertThat(copy.getJMSType()).isEqualTo("type");
        assertThat(copy.getIntProperty("number")).isEqualTo(1);
        copy.setJMSMessageID("ID:1");
        copy.setJMSPriority(8);
        ForeignMessages.tellSender(copy, foreign);
        assertThat(foreign.getJMSMessageID()).isEqualTo("ID:1");
        assertThat(foreign.getJMSPriority()).isEqualTo(8);
    }
}
