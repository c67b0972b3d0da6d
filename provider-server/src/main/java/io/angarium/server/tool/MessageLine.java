package io.angarium.server.tool;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as one line: its body alone (text as it is, bytes as UTF-8 or else base64, maps and streams as JSON), or everything as JSON.
 * Object messages are named and not deserialised; of bodies that may be larger than memory the size is told.
 */
final class MessageLine {
    /** Bytes and streams beyond that are not shown: they may be in parts, and of any length. */
    static final long MOST_SHOWN = 1024 * 1024;

    private MessageLine() {}

    /** A body that is not shown. */
    private record Large(String kind, String size) {
        @Override
        public String toString() {
            return "(" + kind + " of " + size
                    + ", not shown; angarium consume --save FILE --count 1 writes the next one to a file)";
        }
    }

    /** The body. A line break inside a text stays; {@link #json} is the form that a script can split. */
    static String body(Message message) throws JMSException, IOException {
        Object body = shown(message);
        if (body == null) {
            return "";
        }
        if (body instanceof byte[] bytes) {
            String text = utf8(bytes);
            return text == null ? Json.base64(bytes) : text;
        }
        return body instanceof String || body instanceof Large
                ? body.toString()
                : Json.line(json -> Json.value(json, body));
    }

    /** Headers, properties and body as a JSON object. */
    static String json(Message message) throws JMSException, IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "id", message.getJMSMessageID());
        put(all, "timestamp", message.getJMSTimestamp());
        put(all, "destination", String.valueOf(message.getJMSDestination()));
        put(all, "persistent", message.getJMSDeliveryMode() == jakarta.jms.DeliveryMode.PERSISTENT);
        put(all, "priority", message.getJMSPriority());
        put(all, "expiration", message.getJMSExpiration());
        put(all, "deliveryTime", message.getJMSDeliveryTime());
        put(all, "redelivered", message.getJMSRedelivered());
        put(all, "correlationId", message.getJMSCorrelationID());
        put(all, "type", message.getJMSType());
        put(all, "replyTo", message.getJMSReplyTo() == null ? null : String.valueOf(message.getJMSReplyTo()));
        all.put("properties", properties(message));
        Object body = shown(message);
        put(all, "bodyType", kind(message));
        if (body instanceof Large large) {
            put(all, "bodyNotShown", large.size());
        } else {
            put(all, body instanceof byte[] ? "bodyBase64" : "body", body);
        }
        return Json.line(json -> Json.value(json, all));
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }

    /** Milliseconds that it has to live, 0 for ever; of one that has expired already, 1. */
    static long timeLeft(Message message) throws JMSException {
        long expiration = message.getJMSExpiration();
        return expiration == 0 ? 0 : Math.max(1, expiration - System.currentTimeMillis());
    }

    /** Its properties, by name. */
    static Map<String, Object> properties(Message message) throws JMSException {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> names = names(message.getPropertyNames());
        Collections.sort(names);
        for (String name : names) {
            properties.put(name, message.getObjectProperty(name));
        }
        return properties;
    }

    /** The API gives raw enumerations. */
    static List<String> names(Enumeration<?> raw) {
        List<String> names = new ArrayList<>();
        raw.asIterator().forEachRemaining(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** What kind of body it has. */
    static String kind(Message message) {
        if (message instanceof TextMessage) {
            return "text";
        }
        if (message instanceof BytesMessage) {
            return "bytes";
        }
        if (message instanceof MapMessage) {
            return "map";
        }
        if (message instanceof StreamMessage) {
            return "stream";
        }
        return message instanceof ObjectMessage ? "object" : "none";
    }

    /** What {@link #content} has, or what is too large to be shown. */
    private static @Nullable Object shown(Message message) throws JMSException {
        if (message instanceof BytesMessage bytes && bytes.getBodyLength() > MOST_SHOWN) {
            return new Large("bytes", bytes.getBodyLength() + " bytes");
        }
        if (message instanceof StreamMessage stream) {
            List<@Nullable Object> elements = elements(stream, MOST_SHOWN);
            return elements == null ? new Large("stream", "more than " + MOST_SHOWN + " bytes") : elements;
        }
        return content(message);
    }

    /** A String, byte[], Map, List, or null for no body; all of it. */
    static @Nullable Object content(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            byte[] content = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(content);
            return content;
        }
        if (message instanceof MapMessage map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            for (String name : names(map.getMapNames())) {
                entries.put(name, map.getObject(name));
            }
            return entries;
        }
        if (message instanceof StreamMessage stream) {
            return elements(stream, Long.MAX_VALUE);
        }
        return message instanceof ObjectMessage ? "(a Java object, not shown)" : null;
    }

    /**
     * The same.
     *
     * @param most bytes of a body that can be longer than any message
     * @throws ToolException if it has more
     */
    static @Nullable Object content(Message message, long most) throws JMSException {
        Object content = message instanceof BytesMessage bytes && bytes.getBodyLength() > most
                ? null
                : message instanceof StreamMessage stream ? elements(stream, most) : content(message);
        if (content == null && (message instanceof BytesMessage || message instanceof StreamMessage)) {
            throw new ToolException("the body of " + message.getJMSMessageID() + " has more than " + most
                    + " bytes, which a line cannot have; leave it out by --where, and save it to a file by"
                    + " 'angarium consume --save FILE --count 1'");
        }
        return content;
    }

    /** What a stream has; null if that is more than so many bytes, of which not many more are read then. */
    private static @Nullable List<@Nullable Object> elements(StreamMessage stream, long most) throws JMSException {
        List<@Nullable Object> elements = new ArrayList<>();
        long bytes = 0;
        try {
            while (bytes <= most) {
                Object element = stream.readObject();
                elements.add(element);
                bytes += bytes(element);
            }
            return null;
        } catch (MessageEOFException e) {
            return elements; // the only way a stream tells its end
        }
    }

    private static int bytes(@Nullable Object element) {
        return element instanceof byte[] some
                ? some.length
                : element instanceof String text ? text.length() : Long.BYTES;
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
