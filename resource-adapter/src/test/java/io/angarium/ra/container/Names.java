package io.angarium.ra.container;

import java.util.Hashtable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/** A container's JNDI: {@code jndi.properties} names it. Thread-safe. */
public final class Names implements InitialContextFactory {
    private static final Map<String, Object> BOUND = new ConcurrentHashMap<>();

    /** Binds an object to a name that nobody else has, and returns that. */
    public static String bind(Object object) {
        String name = "java:comp/env/" + UUID.randomUUID();
        BOUND.put(name, object);
        return name;
    }

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        return new InitialContext(true) { // lazy: asks no factory, this one again
            @Override
            public Object lookup(String name) throws NamingException {
                Object found = BOUND.get(name);
                if (found == null) {
                    throw new NameNotFoundException(name);
                }
                return found;
            }
        };
    }
}
