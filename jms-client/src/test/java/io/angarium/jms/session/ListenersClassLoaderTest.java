package io.angarium.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.link.LinkException;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener finds what its application finds (names, services), whatever thread calls it: those threads have the client's class loader, which an application server has elsewhere. */
@Timeout(20)
class ListenersClassLoaderTest {
    private final ClassLoader application =
            new URLClassLoader(new URL[0], getClass().getClassLoader());
    private final List<ClassLoader> seen = new ArrayList<>();
    private final Executor here = Runnable::run;

    private <T> T listener(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(application, new Class<?>[] {type}, (proxy, method, arguments) -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            throw new IllegalStateException("the loader is given back also after a failure");
        }));
    }

    @Test
    void anExceptionListenerIsCalledWithItsOwn() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ExceptionNotifier notifier = new ExceptionNotifier(here);
        notifier.listener(listener(ExceptionListener.class));
        notifier.report(new JMSException("gone"));
        assertThat(seen).containsExactly(application);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void aStateListenerIsCalledWithItsOwn() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        StateNotifier states = new StateNotifier(here);
        states.listener(listener(ConnectionStateListener.class));
        states.lost(new LinkException(null, "broken", null));
        states.restored();
        assertThat(seen).containsExactly(application, application);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
}
