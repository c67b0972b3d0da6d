package io.angarium.server.twophase;

import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XASession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;
import javax.transaction.xa.XAResource;

/** A factory whose resources tell the {@link Crossing} when one of their calls begins. Otherwise the one that it stands for. */
final class InterruptedFactory {
    private InterruptedFactory() {}

    /** For recovery: it is reached where a scan commits what it has found. */
    static XAConnectionFactory of(XAConnectionFactory real, Crossing crossing) {
        return wrap(
                XAConnectionFactory.class,
                real,
                "createXAConnection",
                connection -> wrap(
                        XAConnection.class,
                        (XAConnection) connection,
                        "createXASession",
                        session -> wrap(
                                XASession.class,
                                (XASession) session,
                                "getXAResource",
                                resource -> committing((XAResource) resource, crossing))));
    }

    private static XAResource committing(XAResource real, Crossing crossing) {
        return (XAResource) Proxy.newProxyInstance(
                InterruptedFactory.class.getClassLoader(),
                real.getClass().getInterfaces(), // also the one that says which broker it is
                (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        crossing.reached(Moment.DURING_RECOVERY, (javax.transaction.xa.Xid) arguments[0]);
                    }
                    return call(real, method, arguments);
                });
    }

    private static <T> T wrap(Class<T> type, T real, String maker, UnaryOperator<Object> wrapper) {
        return type.cast(Proxy.newProxyInstance(
                InterruptedFactory.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = call(real, method, arguments);
                    return method.getName().equals(maker) ? wrapper.apply(result) : result;
                }));
    }

    private static Object call(Object real, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
