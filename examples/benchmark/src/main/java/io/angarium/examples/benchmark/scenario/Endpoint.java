package io.angarium.examples.benchmark.scenario;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnectionFactory;
import java.lang.reflect.InvocationTargetException;

/**
 * A provider's client, by the name of its connection factory, and the address of a broker. The factory has a constructor that takes the
 * address; nothing else of the provider is named.
 *
 * @param factory class of the ConnectionFactory
 * @param xaFactory class of the XAConnectionFactory
 * @param url the broker
 */
public record Endpoint(String factory, String xaFactory, String url) {

    /** A connection that is not started yet. */
    public Connection connect() throws JMSException {
        return make(factory, ConnectionFactory.class).createConnection();
    }

    public XAConnectionFactory xa() {
        return make(xaFactory, XAConnectionFactory.class);
    }

    /** The same client at another address. */
    public Endpoint at(String otherUrl) {
        return new Endpoint(factory, xaFactory, otherUrl);
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
