package io.angarium.ra.handle;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.sending.SendOptions;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import org.jspecify.annotations.Nullable;

/**
 * A producer of a session handle: Jakarta Messaging 3.1 sections 7.2 and 12.2. It has nothing open at the broker: it is a destination and
 * the way to send there, whatever the physical session is. Used as its session.
 */
class ProducerHandle implements MessageProducer {
    private final SessionHandle session;
    private final @Nullable Destination destination;
    private SendOptions options = SendOptions.DEFAULT;
    private boolean closed;

    ProducerHandle(SessionHandle session, @Nullable Destination destination) throws JMSException {
        this.session = session;
        this.destination = destination;
        session.physical();
        if (destination != null && !(destination instanceof Addressed)) {
            throw new InvalidDestinationException(
                    "a " + destination.getClass().getName() + " is no destination of this provider");
        }
    }

    private SendOptions options() throws JMSException {
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
        session.physical();
        return options;
    }

    final @Nullable Destination destination() throws JMSException {
        options();
        return destination;
    }

    private Destination own() {
        if (destination == null) {
            throw new UnsupportedOperationException(
                    "this producer has no destination of its own; name one when sending");
        }
        return destination;
    }

    private Destination other(@Nullable Destination target) throws JMSException {
        if (destination != null) {
            throw new UnsupportedOperationException("this producer sends to " + destination + " only");
        }
        if (target == null) {
            throw new InvalidDestinationException("there is no destination to send to");
        }
        return target;
    }

    private SendOptions options(int deliveryMode, int priority, long timeToLive) throws JMSException {
        return options().deliveryMode(deliveryMode).priority(priority).timeToLive(timeToLive);
    }

    private void send(Destination target, @Nullable Message message, SendOptions how) throws JMSException {
        session.physical().send(target, message, how, null);
    }

    @Override
    public void send(@Nullable Message message) throws JMSException {
        SendOptions how = options();
        send(own(), message, how);
    }

    @Override
    public void send(@Nullable Message message, int deliveryMode, int priority, long timeToLive) throws JMSException {
        SendOptions how = options(deliveryMode, priority, timeToLive);
        send(own(), message, how);
    }

    @Override
    public void send(@Nullable Destination target, @Nullable Message message) throws JMSException {
        SendOptions how = options();
        send(other(target), message, how);
    }

    @Override
    public void send(
            @Nullable Destination target, @Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        SendOptions how = options(deliveryMode, priority, timeToLive);
        send(other(target), message, how);
    }

    private IllegalStateException noListener() throws JMSException {
        options();
        return EnterpriseRules.refusal("an asynchronous send", "send without a completion listener");
    }

    @Override
    public void send(@Nullable Message message, @Nullable CompletionListener listener) throws JMSException {
        throw noListener();
    }

    @Override
    public void send(
            @Nullable Message message,
            int deliveryMode,
            int priority,
            long timeToLive,
            @Nullable CompletionListener listener)
            throws JMSException {
        throw noListener();
    }

    @Override
    public void send(@Nullable Destination target, @Nullable Message message, @Nullable CompletionListener listener)
            throws JMSException {
        throw noListener();
    }

    @Override
    public void send(
            @Nullable Destination target,
            @Nullable Message message,
            int deliveryMode,
            int priority,
            long timeToLive,
            @Nullable CompletionListener listener)
            throws JMSException {
        throw noListener();
    }

    @Override
    public void setDisableMessageID(boolean value) throws JMSException {
        options = options().withId(!value);
    }

    @Override
    public boolean getDisableMessageID() throws JMSException {
        return !options().withId();
    }

    @Override
    public void setDisableMessageTimestamp(boolean value) throws JMSException {
        options = options().withTimestamp(!value);
    }

    @Override
    public boolean getDisableMessageTimestamp() throws JMSException {
        return !options().withTimestamp();
    }

    @Override
    public void setDeliveryMode(int deliveryMode) throws JMSException {
        options = options().deliveryMode(deliveryMode);
    }

    @Override
    public int getDeliveryMode() throws JMSException {
        return options().deliveryMode();
    }

    @Override
    public void setPriority(int defaultPriority) throws JMSException {
        options = options().priority(defaultPriority);
    }

    @Override
    public int getPriority() throws JMSException {
        return options().priority();
    }

    @Override
    public void setTimeToLive(long timeToLive) throws JMSException {
        options = options().timeToLive(timeToLive);
    }

    @Override
    public long getTimeToLive() throws JMSException {
        return options().timeToLive();
    }

    @Override
    public void setDeliveryDelay(long deliveryDelay) throws JMSException {
        options = options().deliveryDelay(deliveryDelay);
    }

    @Override
    public long getDeliveryDelay() throws JMSException {
        return options().deliveryDelay();
    }

    @Override
    public @Nullable Destination getDestination() throws JMSException {
        return destination();
    }

    @Override
    public void close() throws JMSException {
        closed = true;
    }
}
