package io.angarium.ra.handle;

import io.angarium.jms.error.Unchecked;
import jakarta.jms.JMSConsumer;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.jspecify.annotations.Nullable;

/** A consumer of a context handle, which only receives: Jakarta Messaging 3.1 sections 8.2 and 12.2. Used as its context. */
final class ContextConsumerHandle implements JMSConsumer {
    private static final long FOR_EVER = 0;
    private static final long NOT_AT_ALL = -1;

    private final ConsumerHandle consumer;

    ContextConsumerHandle(ConsumerHandle consumer) {
        this.consumer = consumer;
    }

    @Override
    public @Nullable String getMessageSelector() {
        return Unchecked.getNullable(consumer::getMessageSelector);
    }

    @Override
    public MessageListener getMessageListener() {
        return Unchecked.get(consumer::getMessageListener);
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) {
        Unchecked.run(() -> consumer.setMessageListener(listener));
    }

    @Override
    public @Nullable Message receive() {
        return Unchecked.getNullable(consumer::receive);
    }

    @Override
    public @Nullable Message receive(long timeout) {
        return Unchecked.getNullable(() -> consumer.receive(timeout));
    }

    @Override
    public @Nullable Message receiveNoWait() {
        return Unchecked.getNullable(consumer::receiveNoWait);
    }

    @Override
    public void close() {
        Unchecked.run(consumer::close);
    }

    private <T> @Nullable T body(Class<T> type, long timeoutMillis) {
        return Unchecked.getNullable(() -> consumer.physical().receiveBody(type, timeoutMillis));
    }

    @Override
    public <T> @Nullable T receiveBody(Class<T> type) {
        return body(type, FOR_EVER);
    }

    @Override
    public <T> @Nullable T receiveBody(Class<T> type, long timeout) {
        return body(type, timeout);
    }

    @Override
    public <T> @Nullable T receiveBodyNoWait(Class<T> type) {
        return body(type, NOT_AT_ALL);
    }
}
