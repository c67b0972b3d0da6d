package io.angarium.examples.benchmark.scenario;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnectionFactory;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * A provider's client, by the names of its connection factories, and the address of a broker. A factory has a constructor that takes the
 * address; nothing else of the provider is named. There is one object of each, as in an application: whatever it shares between its connections is shared. Any thread.
 */
public final class Endpoint {
    private final String factoryClass;
    private final String xaFactoryClass;
    private final String url;
    private @Nullable ConnectionFactory factory; // guarded by this
    private @Nullable XAConnectionFactory xaFactory; // guarded by this

    /**
     * @param factoryClass class of the ConnectionFactory
     * @param xaFactoryClass class of the XAConnectionFactory
     * @param url the broker
     */
    public Endpoint(String factoryClass, String xaFactoryClass, String url) {
        this.factoryClass = factoryClass;
        this.xaFactoryClass = xaFactoryClass;
        this.url = url;
    }

    /** A connection that is not started yet. */
    public Connection connect() throws JMSException {
        return factory().createConnection();
    }

    private synchronized ConnectionFactory factory() {
        if (factory == null) {
            factory = make(factoryClass, ConnectionFactory.class);
        }
        return factory;
    }

    public synchronized XAConnectionFactory xa() {
        if (xaFactory == null) {
            xaFactory = make(xaFactoryClass, XAConnectionFactory.class);
        }
        return xaFactory;
    }

    /** The same client at another address. */
    public Endpoint at(String otherUrl) {
        return new Endpoint(factoryClass, xaFactoryClass, otherUrl);
    }

    private <T> T make(String name, Class<T> type) {
        try {
            return type.cast(Class.forName(name).getConstructor(String.class).newInstance(url));
        } catch (ClassNotFoundException e) {
            throw new BenchmarkException("there is no class " + name + " on the driver's class path", e);
        } catch (InvocationTargetException e) {
            throw new BenchmarkException(name + " does not take the address " + url + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new BenchmarkException(name + " has no public constructor with a String", e);
        }
    }
}
