package io.angarium.ra.inbound;

import io.angarium.jms.uri.Durations;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.IntrospectionException;
import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the properties of a bean, to say it all at once: Connectors 2.1 section 5.3.7.5. Used by one thread. */
final class Mistakes {
    private final Class<?> bean;
    private final Map<String, String> found = new LinkedHashMap<>();

    Mistakes(Class<?> bean) {
        this.bean = bean;
    }

    /** The first mistake of a property is told. */
    void add(String property, String problem) {
        found.putIfAbsent(property, problem);
    }

    /** Whether a property, {@code no} if it is not set, is {@code yes}; case does not count. */
    boolean choice(String property, @Nullable String value, String yes, String no) {
        boolean chosen = yes.equalsIgnoreCase(value);
        if (value != null && !chosen && !no.equalsIgnoreCase(value)) {
            add(property, "\"" + value + "\" is neither " + yes + " nor " + no);
        }
        return chosen;
    }

    int number(String property, @Nullable String value, int otherwise, int least, int most) {
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            add(property, "\"" + value + "\" is no whole number");
            return otherwise;
        }
        add(property, value + " is not " + least + " to " + most);
        return otherwise;
    }

    Duration duration(String property, @Nullable String value, Duration otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            return Duration.ofMillis(Durations.millis(value));
        } catch (IllegalArgumentException e) {
            add(property, String.valueOf(e.getMessage()));
            return otherwise;
        }
    }

    void throwIfAny() throws InvalidPropertyException {
        if (found.isEmpty()) {
            return;
        }
        InvalidPropertyException exception = new InvalidPropertyException(found.entrySet().stream()
                .map(mistake -> mistake.getKey() + ": " + mistake.getValue())
                .collect(Collectors.joining("; ", "the activation cannot be: ", "")));
        exception.setInvalidPropertyDescriptors(
                found.keySet().stream().map(this::descriptor).toArray(PropertyDescriptor[]::new));
        throw exception;
    }

    private PropertyDescriptor descriptor(String property) {
        try {
            return new PropertyDescriptor(property, bean);
        } catch (IntrospectionException e) {
            throw new IllegalStateException(bean + " has no property " + property, e);
        }
    }
}
