package io.angarium.server.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.angarium.wire.EncodedMessage;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as one line of a file, from which it can be made again as it was: headers, properties and body, every value with its type
 * ({@code "number": {"int": 5}}). Messages with Java objects have no such line.
 *
 * @param message made of a line
 * @param timeToLive what it had left when the line was written, 0 for ever
 */
record MessageRecord(Message message, boolean persistent, int priority, long timeToLive, String id) {
    /** Bytes and streams beyond that have no line; base64 or all of it escaped, an array can have it. */
    static final long MOST_BODY_BYTES = 256 * 1024 * 1024;

    /** Reads texts and names as long as they are written. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private static final String CORRELATION_BYTES = "correlationIdBytes";
    private static final String QUEUE = "queue://";
    private static final String TOPIC = "topic://";

    /** Whether a message can be written; one with a Java object cannot. */
    static boolean writable(Message message) {
        return !MessageLine.kind(message).equals("object");
    }

    /**
     * Whether a property is the message's; others are set by client and broker, and the key for repeated sends is that of one send: sent
     * again with it, a message would be left out as a repetition.
     */
    static boolean settable(String property) {
        return !property.equals(EncodedMessage.DUPLICATE_KEY)
                && (!property.startsWith("JMSX") || property.startsWith("JMSXGroup"));
    }

    /**
     * The line, without its end.
     *
     * @throws ToolException if its body is too long for one
     */
    static String write(Message message) throws JMSException, IOException {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("id", message.getJMSMessageID());
        all.put("timestamp", message.getJMSTimestamp());
        all.put("destination", String.valueOf(message.getJMSDestination()));
        all.put("persistent", message.getJMSDeliveryMode() == DeliveryMode.PERSISTENT);
        all.put("priority", message.getJMSPriority());
        all.put("timeToLive", MessageLine.timeLeft(message));
        byte[] correlation = binaryCorrelation(message);
        all.put(
                correlation == null ? "correlationId" : CORRELATION_BYTES,
                correlation == null ? message.getJMSCorrelationID() : correlation);
        all.put("type", message.getJMSType());
        all.put("replyTo", message.getJMSReplyTo() == null ? null : String.valueOf(message.getJMSReplyTo()));
        Map<String, Object> properties = new LinkedHashMap<>();
        MessageLine.properties(message).forEach((name, value) -> {
            if (settable(name)) {
                properties.put(name, typed(value));
            }
        });
        all.put("properties", properties);
        all.put("bodyType", MessageLine.kind(message));
        all.put("body", body(MessageLine.content(message, MOST_BODY_BYTES)));
        all.values().removeIf(value -> value == null);
        return Json.exactLine(json -> Json.value(json, all));
    }

    /** The correlation id if it is no text. */
    private static byte @Nullable [] binaryCorrelation(Message message) throws JMSException {
        String text = message.getJMSCorrelationID();
        if (text == null) {
            return null;
        }
        byte[] bytes = message.getJMSCorrelationIDAsBytes();
        return Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8)) ? null : bytes;
    }

    private static @Nullable Object body(@Nullable Object content) {
        if (content instanceof Map<?, ?> map) {
            Map<String, Object> entries = new LinkedHashMap<>();
            map.forEach((name, value) -> entries.put(String.valueOf(name), typed(value)));
            return entries;
        }
        if (content instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(value -> elements.add(typed(value)));
            return elements;
        }
        return content;
    }

    private static Object typed(@Nullable Object value) {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        if (value == null) {
            typed.put("null", null);
        } else {
            String type = value instanceof byte[] ? "bytes" : value.getClass().getSimpleName();
            boolean exact = value instanceof Number || value instanceof Boolean || value instanceof byte[];
            boolean floating = value instanceof Double || value instanceof Float;
            typed.put(type.toLowerCase(Locale.ROOT), exact && !floating ? value : String.valueOf(value));
        }
        return typed;
    }

    /**
     * Makes the message again.
     *
     * @throws ToolException if the line is none of these
     */
    static MessageRecord read(Session session, String line) throws JMSException {
        JsonNode all;
        try {
            all = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new ToolException("no JSON: " + e.getOriginalMessage(), e);
        }
        if (!all.isObject() || !all.has("bodyType")) {
            throw new ToolException("no message as 'message export' writes it: it has no \"bodyType\"");
        }
        Message message = withBody(session, all.path("bodyType").asText(), all.path("body"));
        for (Map.Entry<String, JsonNode> property : all.path("properties").properties()) {
            if (settable(property.getKey())) {
                message.setObjectProperty(property.getKey(), value(property.getValue()));
            }
        }
        if (all.hasNonNull(CORRELATION_BYTES)) {
            message.setJMSCorrelationIDAsBytes(bytes(all.get(CORRELATION_BYTES)));
        } else {
            message.setJMSCorrelationID(text(all, "correlationId"));
        }
        message.setJMSType(text(all, "type"));
        message.setJMSReplyTo(destination(session, text(all, "replyTo")));
        return new MessageRecord(
                message,
                all.path("persistent").asBoolean(true),
                all.path("priority").asInt(Message.DEFAULT_PRIORITY),
                Math.max(0, all.path("timeToLive").asLong()),
                all.path("id").asText());
    }

    private static @Nullable String text(JsonNode all, String name) {
        return all.hasNonNull(name) ? all.get(name).asText() : null;
    }

    /** A temporary one is gone: whoever would have replied has nowhere to. */
    private static @Nullable Destination destination(Session session, @Nullable String text) throws JMSException {
        if (text == null) {
            return null;
        }
        if (text.startsWith(QUEUE)) {
            return session.createQueue(text.substring(QUEUE.length()));
        }
        return text.startsWith(TOPIC) ? session.createTopic(text.substring(TOPIC.length())) : null;
    }

    private static Message withBody(Session session, String kind, JsonNode body) throws JMSException {
        switch (kind) {
            case "text" -> {
                return body.isTextual() ? session.createTextMessage(body.asText()) : session.createTextMessage();
            }
            case "bytes" -> {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(bytes(body));
                return message;
            }
            case "map" -> {
                MapMessage message = session.createMapMessage();
                for (Map.Entry<String, JsonNode> entry : body.properties()) {
                    message.setObject(entry.getKey(), value(entry.getValue()));
                }
                return message;
            }
            case "stream" -> {
                StreamMessage message = session.createStreamMessage();
                for (JsonNode element : body) {
                    message.writeObject(value(element));
                }
                return message;
            }
            case "none" -> {
                return session.createMessage();
            }
            default -> throw new ToolException("unknown \"bodyType\" " + kind);
        }
    }

    private static @Nullable Object value(JsonNode typed) {
        Map.Entry<String, JsonNode> only = typed.isObject() && typed.size() == 1
                ? typed.properties().iterator().next()
                : Map.entry("?", typed);
        String text = only.getValue().asText();
        try {
            return switch (only.getKey()) {
                case "null" -> null;
                case "string" -> text;
                case "boolean" -> Boolean.valueOf(text);
                case "byte" -> Byte.valueOf(text);
                case "short" -> Short.valueOf(text);
                case "integer" -> Integer.valueOf(text);
                case "long" -> Long.valueOf(text);
                case "float" -> Float.valueOf(text);
                case "double" -> Double.valueOf(text);
                case "character" -> text.charAt(0);
                case "bytes" -> bytes(only.getValue());
                default -> throw new ToolException("no value with its type, such as {\"integer\": 5}: " + typed);
            };
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new ToolException("no " + only.getKey() + ": " + only.getValue(), e);
        }
    }

    private static byte[] bytes(JsonNode text) {
        try {
            return Base64.getDecoder().decode(text.asText());
        } catch (IllegalArgumentException e) {
            throw new ToolException("no base64: " + e.getMessage(), e);
        }
    }
}
