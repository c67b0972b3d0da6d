package io.angarium.tck;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The JNDI provider of a TCK run: {@link AdministeredObjects} at the broker of {@link TckBroker}, which the first look-up starts. Named by the system property
 * {@code java.naming.factory.initial}. Thread-safe.
 */
public final class TckContextFactory implements InitialContextFactory {
    /** For JNDI. */
    public TckContextFactory() {}

    @Override
    public Context getInitialContext(@Nullable Hashtable<?, ?> environment) throws NamingException {
        return new FlatContext(new AdministeredObjects(TckBroker.uri()));
    }

    /** Looks up; whatever else a context can do it refuses as a context without a provider does. */
    private static final class FlatContext extends InitialContext {
        private final AdministeredObjects objects;

        FlatContext(AdministeredObjects objects) throws NamingException {
            super(true);
            this.objects = objects;
        }

        @Override
        public Object lookup(@Nullable String name) throws NamingException {
            return objects.find(String.valueOf(name)).orElseThrow(() -> new NameNotFoundException(name));
        }
    }
}
