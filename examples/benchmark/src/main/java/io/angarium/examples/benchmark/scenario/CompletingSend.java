package io.angarium.examples.benchmark.scenario;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A persistent send that does not wait for its confirmation. */
interface CompletingSend {
    void send(MessageProducer producer, Message message, Completion completion) throws JMSException;

    /** Told once for each message, by a thread of the provider. */
    interface Completion {
        void done();

        void failed(Exception cause);
    }

    /**
     * The standard way (Jakarta Messaging 3.1, 7.3); where a provider has none, as ActiveMQ Classic, its own callback, so that it can be
     * compared at all.
     */
    static CompletingSend of(MessageProducer producer) {
        String name = producer.getClass().getName();
        return name.startsWith("org.apache.activemq.ActiveMQ") ? new ClassicCallback(producer) : new Standard();
    }

    /** By {@link CompletionListener}. */
    final class Standard implements CompletingSend {
        @Override
        public void send(MessageProducer producer, Message message, Completion completion) throws JMSException {
            producer.send(message, new CompletionListener() {
                @Override
                public void onCompletion(Message sent) {
                    completion.done();
                }

                @Override
                public void onException(Message sent, Exception cause) {
                    completion.failed(cause);
                }
            });
        }
    }

    /** By {@code org.apache.activemq.AsyncCallback}, which this code must not be compiled against. */
    final class ClassicCallback implements CompletingSend {
        private static final String CALLBACK = "org.apache.activemq.AsyncCallback";

        private final Class<?> callbackType;
        private final Method method;

        ClassicCallback(MessageProducer producer) {
            try {
                callbackType = Class.forName(CALLBACK, true, producer.getClass().getClassLoader());
                method = producer.getClass().getMethod("send", Message.class, callbackType);
            } catch (ReflectiveOperationException e) {
                throw new BenchmarkException("this version of ActiveMQ Classic has no " + CALLBACK, e);
            }
        }

        @Override
        public void send(MessageProducer producer, Message message, Completion completion) throws JMSException {
            Object callback = Proxy.newProxyInstance(
                    callbackType.getClassLoader(),
                    new Class<?>[] {callbackType},
                    (proxy, called, arguments) -> answer(called, arguments, completion));
            try {
                method.invoke(producer, message, callback);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof JMSException known) {
                    throw known;
                }
                throw new BenchmarkException("the send failed: " + e.getCause(), e);
            } catch (IllegalAccessException e) {
                throw new BenchmarkException(method + " cannot be called", e);
            }
        }

        private static @Nullable Object answer(Method called, Object @Nullable [] arguments, Completion completion) {
            if (called.getName().equals("onSuccess")) {
                completion.done();
            } else if (arguments != null && arguments[0] instanceof Exception cause) {
                completion.failed(cause);
            }
            return null;
        }
    }
}
