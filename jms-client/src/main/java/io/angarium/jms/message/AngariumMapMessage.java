package io.angarium.jms.message;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageReader;
import io.angarium.wire.WireException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message with named values: Jakarta Messaging 3.1 section 3.11. Not thread-safe. */
public final class AngariumMapMessage extends AngariumMessage implements MapMessage {
    private final Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    private @Nullable EncodedMessage undecoded;

    /** A new message. */
    public AngariumMapMessage() {}

    AngariumMapMessage(Received received) {
        super(received);
        undecoded = received.encoded();
    }

    private Map<String, @Nullable Object> entries() throws JMSException {
        EncodedMessage encoded = undecoded;
        if (encoded != null) {
            try {
                entries.putAll(MessageReader.map(encoded));
            } catch (WireException e) {
                throw BodyErrors.malformed(e);
            }
            undecoded = null;
        }
        return entries;
    }

    private @Nullable Object entry(@Nullable String name) throws JMSException {
        return entries().get(name);
    }

    @Override
    public boolean getBoolean(@Nullable String name) throws JMSException {
        return Conversions.toBoolean(entry(name));
    }

    @Override
    public byte getByte(@Nullable String name) throws JMSException {
        return Conversions.toByte(entry(name));
    }

    @Override
    public short getShort(@Nullable String name) throws JMSException {
        return Conversions.toShort(entry(name));
    }

    @Override
    public char getChar(@Nullable String name) throws JMSException {
        return Conversions.toChar(entry(name));
    }

    @Override
    public int getInt(@Nullable String name) throws JMSException {
        return Conversions.toInt(entry(name));
    }

    @Override
    public long getLong(@Nullable String name) throws JMSException {
        return Conversions.toLong(entry(name));
    }

    @Override
    public float getFloat(@Nullable String name) throws JMSException {
        return Conversions.toFloat(entry(name));
    }

    @Override
    public double getDouble(@Nullable String name) throws JMSException {
        return Conversions.toDouble(entry(name));
    }

    @Override
    public @Nullable String getString(@Nullable String name) throws JMSException {
        return Conversions.toText(entry(name));
    }

    @Override
    public byte @Nullable [] getBytes(@Nullable String name) throws JMSException {
        return Conversions.toBytes(entry(name));
    }

    @Override
    public @Nullable Object getObject(@Nullable String name) throws JMSException {
        Object value = entry(name);
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    @Override
    public Enumeration<String> getMapNames() throws JMSException {
        return Collections.enumeration(entries().keySet());
    }

    @Override
    public boolean itemExists(@Nullable String name) throws JMSException {
        return entries().containsKey(name);
    }

    @Override
    public void setBoolean(@Nullable String name, boolean value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setByte(@Nullable String name, byte value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setShort(@Nullable String name, short value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setChar(@Nullable String name, char value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setInt(@Nullable String name, int value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setLong(@Nullable String name, long value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setFloat(@Nullable String name, float value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setDouble(@Nullable String name, double value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setString(@Nullable String name, @Nullable String value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setBytes(@Nullable String name, byte @Nullable [] value) throws JMSException {
        setObject(name, value);
    }

    @Override
    public void setBytes(@Nullable String name, byte[] value, int offset, int length) throws JMSException {
        byte[] part = new byte[length];
        System.arraycopy(value, offset, part, 0, length);
        setObject(name, part);
    }

    @Override
    public void setObject(@Nullable String name, @Nullable Object value) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the name of a map entry must not be null or empty");
        }
        writingBody();
        entries().put(name, Conversions.element(value));
    }

    @Override
    Body body() throws JMSException {
        Map<String, @Nullable Object> all = entries();
        return builder -> builder.map(all);
    }

    @Override
    void emptyBody() {
        undecoded = null;
        entries.clear();
    }

    @Override
    boolean bodyless() throws JMSException {
        return entries().isEmpty();
    }

    @Override
    boolean assignable(Class<?> type) {
        return type.isAssignableFrom(Map.class);
    }

    @Override
    Object bodyObject() throws JMSException {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(entries());
        copy.replaceAll((name, value) -> value instanceof byte[] bytes ? bytes.clone() : value);
        return copy;
    }
}
