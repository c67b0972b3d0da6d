package io.angarium.jms.message;

import jakarta.jms.MessageFormatException;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Properties by name with the conversions of Jakarta Messaging 3.1 section 3.5.4. Keeps the order in which names were set. Not
 * thread-safe: belongs to one message or one producer.
 */
public final class PropertyBag {
    private static final Map<String, @Nullable Object> NONE = Map.of();

    private Map<String, @Nullable Object> values = NONE; // of its own from the first value on

    /** Sets a value, or null. */
    public void set(@Nullable String name, @Nullable Object value) throws MessageFormatException {
        own().put(PropertyNames.check(name), Conversions.property(value));
    }

    /** Takes over values whose names and types are known to be good. */
    void load(Map<String, ? extends @Nullable Object> decoded) {
        if (!decoded.isEmpty()) {
            own().putAll(decoded);
        }
    }

    private Map<String, @Nullable Object> own() {
        if (values == NONE) {
            values = new LinkedHashMap<>();
        }
        return values;
    }

    /** The value as it was set, or null. */
    public @Nullable Object get(@Nullable String name) {
        return name == null ? null : values.get(name);
    }

    /** Whether the name is there, even with a null value. */
    public boolean contains(@Nullable String name) {
        return name != null && values.containsKey(name);
    }

    /** Removes everything. */
    public void clear() {
        values = NONE;
    }

    /** The names that are there at any time, unmodifiable. */
    public Set<String> names() {
        return Collections.unmodifiableSet(new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                return values.keySet().iterator();
            }

            @Override
            public int size() {
                return values.size();
            }
        });
    }

    /** Names and values, unmodifiable. */
    public Map<String, @Nullable Object> asMap() {
        return Collections.unmodifiableMap(values);
    }

    public boolean getBoolean(@Nullable String name) throws MessageFormatException {
        return Conversions.toBoolean(get(name));
    }

    public byte getByte(@Nullable String name) throws MessageFormatException {
        return Conversions.toByte(get(name));
    }

    public short getShort(@Nullable String name) throws MessageFormatException {
        return Conversions.toShort(get(name));
    }

    public int getInt(@Nullable String name) throws MessageFormatException {
        return Conversions.toInt(get(name));
    }

    public long getLong(@Nullable String name) throws MessageFormatException {
        return Conversions.toLong(get(name));
    }

    public float getFloat(@Nullable String name) throws MessageFormatException {
        return Conversions.toFloat(get(name));
    }

    public double getDouble(@Nullable String name) throws MessageFormatException {
        return Conversions.toDouble(get(name));
    }

    public @Nullable String getString(@Nullable String name) throws MessageFormatException {
        return Conversions.toText(get(name));
    }
}
