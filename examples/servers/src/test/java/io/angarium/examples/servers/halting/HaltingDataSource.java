package io.angarium.examples.servers.halting;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import javax.transaction.xa.XAResource;
import org.apache.derby.jdbc.EmbeddedXADataSource;

/**
 * Derby, but its first branch that is told to commit halts the process instead; after the restart it commits. A bean that the server
 * configures. Once it has halted a file beside the database says so.
 */
public final class HaltingDataSource implements XADataSource {
    private final EmbeddedXADataSource derby = new EmbeddedXADataSource();

    public HaltingDataSource() {
        derby.setCreateDatabase("create");
    }

    /** Where the database is: a folder. */
    public void setDatabaseName(String folder) {
        derby.setDatabaseName(folder);
    }

    public String getDatabaseName() {
        return derby.getDatabaseName();
    }

    @Override
    public XAConnection getXAConnection() throws SQLException {
        return halting(derby.getXAConnection());
    }

    @Override
    public XAConnection getXAConnection(String user, String password) throws SQLException {
        return halting(derby.getXAConnection(user, password));
    }

    private XAConnection halting(XAConnection connection) {
        return proxy(XAConnection.class, (method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            return result instanceof XAResource resource ? halting(resource) : result;
        });
    }

    private XAResource halting(XAResource resource) {
        return proxy(XAResource.class, (method, arguments) -> {
            if (method.getName().equals("commit")) {
                haltOnce();
            }
            return method.invoke(resource, arguments);
        });
    }

    private void haltOnce() throws IOException {
        Path halted = Path.of(derby.getDatabaseName() + ".halted");
        if (!Files.exists(halted)) {
            Files.createFile(halted);
            Runtime.getRuntime().halt(137);
        }
    }

    /** What a proxy does when it is called. */
    @FunctionalInterface
    private interface Call {
        Object by(Method method, Object[] arguments) throws ReflectiveOperationException, IOException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        InvocationHandler handler = (self, method, arguments) -> {
            try {
                return call.by(method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(
                Proxy.newProxyInstance(HaltingDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return derby.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        derby.setLogWriter(out);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return derby.getLoginTimeout();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        derby.setLoginTimeout(seconds);
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(HaltingDataSource.class.getName());
    }
}
