package io.angarium.jms.task;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies and results as messages. No Java objects are serialized, and none are read (section 3.11 of Jakarta Messaging). */
final class Bodies {
    private static final String KINDS = "; bodies and results of tasks are text, bytes, maps or nothing";

    private Bodies() {}

    /**
     * A message with that body.
     *
     * @throws TaskException if it cannot be one
     */
    static Message write(Session session, @Nullable Object body) throws JMSException {
        if (body == null) {
            return session.createMessage();
        }
        if (body instanceof String text) {
            return session.createTextMessage(text);
        }
        if (body instanceof byte[] bytes) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(bytes);
            return message;
        }
        if (body instanceof Map<?, ?> values) {
            MapMessage message = session.createMapMessage();
            for (Map.Entry<?, ?> entry : values.entrySet()) {
                try {
                    message.setObject(String.valueOf(entry.getKey()), entry.getValue());
                } catch (MessageFormatException e) {
                    throw TaskException.rejected(
                            "the value of '" + entry.getKey() + "' cannot be sent: " + e.getMessage());
                }
            }
            return message;
        }
        throw TaskException.rejected(body.getClass().getName() + " cannot be sent" + KINDS);
    }

    /**
     * The body of a message.
     *
     * @throws TaskException if a task has no such body
     */
    static @Nullable Object read(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            long length = bytes.getBodyLength();
            if (length > Integer.MAX_VALUE - 8) {
                throw TaskException.rejected("a body of " + length + " bytes does not fit into memory");
            }
            byte[] read = new byte[(int) length];
            bytes.readBytes(read);
            return read;
        }
        if (message instanceof MapMessage map) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (Object name : Collections.list((Enumeration<?>) map.getMapNames())) {
                values.put((String) name, map.getObject((String) name));
            }
            return values;
        }
        if (message instanceof ObjectMessage || message instanceof StreamMessage) {
            throw TaskException.rejected("a message with objects or a stream is no task" + KINDS);
        }
        return null;
    }
}
