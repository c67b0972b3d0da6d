package io.angarium.server.twophase;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.transaction.xa.XAResource;
import org.jboss.tm.XAResourceWrapper;

/** The database under the name by which the transaction manager's log knows it, so that a log can be told from one whose database was not asked. */
final class NamedDatabase {
    static final String NAME = "database";

    private NamedDatabase() {}

    static XAResource of(XAResource real) {
        return (XAResource) Proxy.newProxyInstance(
                NamedDatabase.class.getClassLoader(),
                new Class<?>[] {XAResourceWrapper.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getJndiName" -> NAME;
                    case "getProductName", "getProductVersion" -> "";
                    case "getResource" -> real;
                    default -> {
                        try {
                            yield method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }
}
