package io.angarium.jms.session;

import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.receiving.ListenerSource;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;
import jakarta.jms.StreamMessage;
import org.jspecify.annotations.Nullable;

/** Receives messages of one queue or subscription: Jakarta Messaging 3.1 sections 8.1 to 8.8. Used by its session's thread; any thread may close it. */
public class AngariumConsumer implements MessageConsumer {
    private static final WireConsumer.Check ANY = delivery -> {};

    private final SessionCore session;
    private final WireConsumer wire;
    private final @Nullable String selector;
    private final SyncReceiver receiver;
    private final OneClose closing = new OneClose();
    private volatile @Nullable ListenerSource source;

    AngariumConsumer(SessionCore session, WireConsumer wire, @Nullable String selector) {
        this.session = session;
        this.wire = wire;
        this.selector = selector;
        receiver = new SyncReceiver(session, wire);
    }

    final void checkOpen() throws JMSException {
        session.checkOpen();
        if (closing.isBegun()) {
            throw new IllegalStateException("the consumer is closed");
        }
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        checkOpen();
        return selector;
    }

    @Override
    public @Nullable MessageListener getMessageListener() throws JMSException {
        checkOpen();
        ListenerSource current = source;
        return current == null ? null : current.listener();
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) throws JMSException {
        checkOpen();
        ListenerSource before = source;
        if (before != null) {
            session.dispatcher().remove(before);
            session.gate().awaitOutside(wire);
            source = null;
        }
        if (listener != null) {
            session.consumers().checkReceivable();
            ListenerSource now = new ListenerSource(wire, listener, session.surroundings(), 0);
            source = now;
            session.dispatcher().add(now);
            wire.want(session.gate()::isOpen);
        }
    }

    private void checkReceivable() throws JMSException {
        checkOpen();
        session.use();
        session.consumers().checkReceivable();
        if (source != null) {
            throw new IllegalStateException("the consumer has a message listener");
        }
    }

    @Override
    public @Nullable Message receive() throws JMSException {
        return receive(0);
    }

    @Override
    public @Nullable Message receive(long timeoutMillis) throws JMSException {
        return session.calls().during(wire, () -> message(next(timeoutMillis, ANY)));
    }

    @Override
    public @Nullable Message receiveNoWait() throws JMSException {
        return session.calls().during(wire, () -> message(now(ANY)));
    }

    private @Nullable Deliver now(WireConsumer.Check check) throws JMSException {
        checkReceivable();
        return receiver.receiveNow(check);
    }

    private @Nullable Deliver next(long timeoutMillis, WireConsumer.Check check) throws JMSException {
        checkReceivable();
        long deadline = timeoutMillis == 0 ? Deadlines.NEVER : Deadlines.inMillis(timeoutMillis);
        return receiver.receive(deadline, check);
    }

    private @Nullable Message message(@Nullable Deliver delivery) {
        return delivery == null ? null : session.message(delivery);
    }

    /**
     * Receives the body of the next message, as {@link jakarta.jms.JMSConsumer#receiveBody} has it: in the modes that acknowledge by
     * themselves a message whose body does not fit stays where it is.
     *
     * @param timeoutMillis 0 for ever, negative for not at all
     */
    public <T> @Nullable T receiveBody(Class<T> type, long timeoutMillis) throws JMSException {
        return session.calls().during(wire, () -> body(type, timeoutMillis));
    }

    private <T> @Nullable T body(Class<T> type, long timeoutMillis) throws JMSException {
        WireConsumer.Check check = delivery -> {
            if (session.acknowledger().keepsUnfit()) {
                checkBody(session.message(delivery), type);
            }
        };
        Deliver delivery = timeoutMillis < 0 ? now(check) : next(timeoutMillis, check);
        if (delivery == null) {
            return null;
        }
        AngariumMessage message = session.message(delivery);
        checkBody(message, type);
        T body = message.getBody(type);
        session.acknowledger().goesOn(wire);
        return body;
    }

    private static void checkBody(AngariumMessage message, Class<?> type) throws JMSException {
        if (!message.hasBody()) {
            throw new MessageFormatException(
                    "this " + message.getClass().getSimpleName() + " has no body to receive; use receive");
        }
        if (message instanceof StreamMessage || !message.isBodyAssignableTo(type)) {
            throw new MessageFormatException(
                    "the body of a " + message.getClass().getSimpleName() + " is no " + type.getName());
        }
    }

    @Override
    public void close() throws JMSException {
        if (session.isClosed()) {
            return;
        }
        if (closing.begin()) {
            try {
                closeOnce();
            } finally {
                closing.over();
            }
        } else if (!session.insideListener() && !session.calls().insideHere()) {
            closing.await();
        }
    }

    private void closeOnce() throws JMSException {
        ListenerSource listening = source;
        if (listening != null) {
            session.dispatcher().remove(listening);
        }
        wire.shut();
        CloseSteps steps = new CloseSteps()
                .then(() -> session.gate().awaitOutside(wire))
                .then(() -> session.calls().awaitNone(wire));
        if (!session.channel().isBroken()) {
            steps.then(() -> {
                session.acknowledger().goesOn(wire);
                wire.close();
            });
        }
        session.consumers().remove(wire); // not before: a session that closes meanwhile says what was handed over
        steps.finish(session.isClosed()); // by another thread, and the consumer with it
    }
}
