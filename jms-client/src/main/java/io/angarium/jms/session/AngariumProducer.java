package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.sending.SendOptions;
import io.angarium.jms.sending.Sender;
import io.angarium.jms.sending.WireProducer;
import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import org.jspecify.annotations.Nullable;

/** Sends messages to one destination, or to any: Jakarta Messaging 3.1 sections 7.1 to 7.9. Used by its session's thread. */
public class AngariumProducer implements MessageProducer {
    private final SessionCore session;
    private final @Nullable Addressed destination;
    private final @Nullable WireProducer wire;
    private SendOptions options = SendOptions.DEFAULT;
    private volatile boolean closed;

    AngariumProducer(SessionCore session, @Nullable Addressed destination) throws JMSException {
        this.session = session;
        this.destination = destination;
        if (destination == null) {
            wire = null;
        } else {
            session.connection().temporaries().checkSendable(destination.address());
            wire = session.producers().open(destination.address());
        }
    }

    private SendOptions options() throws JMSException {
        checkOpen();
        return options;
    }

    final void checkOpen() throws JMSException {
        session.checkOpen();
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
    }

    private Addressed own() {
        if (destination == null) {
            throw new UnsupportedOperationException("this producer was created without a destination; name one");
        }
        return destination;
    }

    private Addressed other(@Nullable Destination target) throws JMSException {
        if (destination != null) {
            throw new UnsupportedOperationException("this producer was created for one destination; name no other");
        }
        return Targets.required(target);
    }

    private static CompletionListener required(@Nullable CompletionListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("an asynchronous send needs a completion listener");
        }
        return listener;
    }

    private void send(
            Addressed target, @Nullable Message message, SendOptions how, @Nullable CompletionListener completion)
            throws JMSException {
        session.send(Sender.required(message), target, how, completion, wire);
    }

    private SendOptions options(int deliveryMode, int priority, long timeToLive) throws JMSException {
        return options().deliveryMode(deliveryMode).priority(priority).timeToLive(timeToLive);
    }

    @Override
    public void send(@Nullable Message message) throws JMSException {
        SendOptions how = options();
        send(own(), message, how, null);
    }

    @Override
    public void send(@Nullable Message message, int deliveryMode, int priority, long timeToLive) throws JMSException {
        SendOptions how = options(deliveryMode, priority, timeToLive);
        send(own(), message, how, null);
    }

    @Override
    public void send(@Nullable Destination target, @Nullable Message message) throws JMSException {
        SendOptions how = options();
        send(other(target), message, how, null);
    }

    @Override
    public void send(
            @Nullable Destination target, @Nullable Message message, int deliveryMode, int priority, long timeToLive)
            throws JMSException {
        SendOptions how = options(deliveryMode, priority, timeToLive);
        send(other(target), message, how, null);
    }

    @Override
    public void send(@Nullable Message message, @Nullable CompletionListener listener) throws JMSException {
        SendOptions how = options();
        send(own(), message, how, required(listener));
    }

    @Override
    public void send(
            @Nullable Message message,
            int deliveryMode,
            int priority,
            long timeToLive,
            @Nullable CompletionListener listener)
            throws JMSException {
        SendOptions how = options(deliveryMode, priority, timeToLive);
        send(own(), message, how, required(listener));
    }

    @Override
    public void send(@Nullable Destination target, @Nullable Message message, @Nullable CompletionListener listener)
            throws JMSException {
        SendOptions how = options();
        send(other(target), message, how, required(listener));
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
        SendOptions how = options(deliveryMode, priority, timeToLive);
        send(other(target), message, how, required(listener));
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
    public void setPriority(int priority) throws JMSException {
        options = options().priority(priority);
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
        checkOpen();
        return destination;
    }

    @Override
    public void close() throws JMSException {
        if (closed || session.isClosed()) {
            return;
        }
        if (session.completions().insideListener()) {
            checkNothingToWaitFor();
        }
        new CloseSteps()
                .then(this::awaitCompletions)
                .then(() -> closed = true)
                .then(this::tellBroker)
                .finish(session.channel().isBroken());
    }

    /** Section 7.3.4: inside a completion listener nothing can wait for this one or a later one. */
    private void checkNothingToWaitFor() throws JMSException {
        if (wire == null || session.completions().concern(wire)) {
            throw new IllegalStateException("a completion listener may not close its own producer,"
                    + " nor one that has sends whose listeners have not been called");
        }
    }

    private void awaitCompletions() throws JMSException {
        if (!session.completions().insideListener()) {
            session.awaitCompletions();
        }
    }

    private void tellBroker() throws JMSException {
        if (wire != null && !session.channel().isBroken()) {
            session.producers().close(wire);
        }
    }
}
