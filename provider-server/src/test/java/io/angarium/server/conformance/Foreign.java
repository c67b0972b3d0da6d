package io.angarium.server.conformance;

import jakarta.jms.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Messages that are not of this provider's classes, as another provider would make them: section 3.12. */
final class Foreign {
    private final List<String> setters = new ArrayList<>();

    /** A message that behaves like the one behind it and is of no class of this provider. */
    <M extends Message> M message(Class<M> type, M behind) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> call(behind, method, given)));
    }

    private Object call(Message behind, Method method, Object[] given) throws Throwable {
        if (method.getName().startsWith("setJMS")) {
            setters.add(method.getName());
        }
        try {
            return method.invoke(behind, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The header setters that were called, in their order. */
    List<String> setters() {
        return setters;
    }
}
