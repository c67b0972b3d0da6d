package io.angarium.jms.jndi;

import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a read-only context of administered objects, Jakarta Messaging 3.1 section 5.1, from the environment, for example from a {@code jndi.properties} file:
 *
 * <pre>
 * java.naming.factory.initial = io.angarium.jms.jndi.AngariumInitialContextFactory
 * connectionFactory.NAME = angarium://localhost:7171
 * xaConnectionFactory.NAME = angarium://localhost:7171
 * queue.NAME = name of the queue at the broker
 * topic.NAME = name of the topic at the broker
 * </pre>
 *
 * <p>A NAME may contain slashes. Other keys are ignored, as every initial context carries some.
 */
public final class AngariumInitialContextFactory implements InitialContextFactory {

    /** For JNDI. */
    public AngariumInitialContextFactory() {}

    /**
     * {@inheritDoc}
     *
     * @throws NamingException if a value is not valid, naming the key
     */
    @Override
    public Context getInitialContext(@Nullable Hashtable<?, ?> environment) throws NamingException {
        return new ReadOnlyContext(Bindings.of(environment == null ? Map.of() : environment), environment, "");
    }
}
