package io.angarium.server.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source that does something before statements are prepared that begin with certain words: fails them, or halts the JVM. */
final class TroubledSource {
    /** What happens before. */
    @FunctionalInterface
    interface Trouble {
        void strike() throws SQLException;
    }

    private TroubledSource() {}

    static DataSource of(DataSource real, String words, Trouble trouble) {
        return (DataSource) Proxy.newProxyInstance(
                TroubledSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    Object result = call(real, method, arguments);
                    return result instanceof Connection connection ? connection(connection, words, trouble) : result;
                });
    }

    private static Connection connection(Connection real, String words, Trouble trouble) {
        return (Connection) Proxy.newProxyInstance(
                TroubledSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && ((String) arguments[0]).startsWith(words)) {
                        trouble.strike();
                    }
                    return call(real, method, arguments);
                });
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
