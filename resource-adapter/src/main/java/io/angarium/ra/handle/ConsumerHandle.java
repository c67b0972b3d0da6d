package io.angarium.ra.handle;

import io.angarium.jms.session.AngariumConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import org.jspecify.annotations.Nullable;

/** A consumer of a session handle, which only receives: Jakarta Messaging 3.1 section 12.2. Used as its session. */
class ConsumerHandle implements MessageConsumer {
    private final Physical<AngariumConsumer> consumer;

    ConsumerHandle(Physical<AngariumConsumer> consumer) {
        this.consumer = consumer;
    }

    final AngariumConsumer physical() throws JMSException {
        return consumer.get();
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        return physical().getMessageSelector();
    }

    private IllegalStateException noListener(String method) throws JMSException {
        physical();
        return EnterpriseRules.refusal(method, "use a message-driven bean");
    }

    @Override
    public MessageListener getMessageListener() throws JMSException {
        throw noListener("getMessageListener");
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        throw noListener("setMessageListener");
    }

    @Override
    public @Nullable Message receive() throws JMSException {
        return physical().receive();
    }

    @Override
    public @Nullable Message receive(long timeout) throws JMSException {
        return physical().receive(timeout);
    }

    @Override
    public @Nullable Message receiveNoWait() throws JMSException {
        return physical().receiveNoWait();
    }

    @Override
    public void close() throws JMSException {
        consumer.close();
    }
}
