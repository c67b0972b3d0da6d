package io.angarium.jms.jndi;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumQueue;
import io.angarium.jms.AngariumTopic;
import io.angarium.jms.AngariumXAConnectionFactory;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import javax.naming.ConfigurationException;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NamingException;

/** What the properties of an environment define: full names with slashes, and their objects. Immutable. */
final class Bindings {
    private static final String FACTORY = "connectionFactory.";
    private static final String XA_FACTORY = "xaConnectionFactory.";
    private static final String QUEUE = "queue.";
    private static final String TOPIC = "topic.";

    private final SortedMap<String, Object> objects;

    private Bindings(SortedMap<String, Object> objects) {
        this.objects = Collections.unmodifiableSortedMap(objects);
    }

    /**
     * Reads an environment.
     *
     * @throws NamingException naming the key whose value is not valid
     */
    static Bindings of(Map<?, ?> environment) throws NamingException {
        SortedMap<String, Object> objects = new TreeMap<>();
        for (Map.Entry<?, ?> entry : environment.entrySet()) {
            if (entry.getKey() instanceof String key && entry.getValue() instanceof String value) {
                bind(objects, key, value.strip());
            }
        }
        return new Bindings(objects);
    }

    /** All objects by full name. */
    SortedMap<String, Object> objects() {
        return objects;
    }

    private static void bind(SortedMap<String, Object> objects, String key, String value) throws NamingException {
        if (key.startsWith(FACTORY)) {
            put(objects, key, FACTORY, factory(key, value, AngariumConnectionFactory::new));
        } else if (key.startsWith(QUEUE)) {
            put(objects, key, QUEUE, new AngariumQueue(value));
        } else if (key.startsWith(TOPIC)) {
            put(objects, key, TOPIC, new AngariumTopic(value));
        } else if (key.startsWith(XA_FACTORY)) {
            put(objects, key, XA_FACTORY, factory(key, value, AngariumXAConnectionFactory::new));
        }
    }

    private static void put(SortedMap<String, Object> objects, String key, String prefix, Object object)
            throws NamingException {
        String name = key.substring(prefix.length());
        if (name.isEmpty()) {
            throw new ConfigurationException(key + ": the name after the dot is missing");
        }
        if (objects.put(name, object) != null) {
            throw new NameAlreadyBoundException(key + ": the name " + name + " is defined twice");
        }
    }

    private static AngariumConnectionFactory factory(
            String key, String uri, Function<String, AngariumConnectionFactory> maker) throws NamingException {
        try {
            return maker.apply(uri);
        } catch (IllegalArgumentException e) {
            NamingException wrong = new ConfigurationException(key + ": " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }
}
