package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * AUTO_ACKNOWLEDGE: one acknowledgement for each message, on the socket before the next one is handed over. It may share a write with
 * what else is sent meanwhile, such as the reply to a request. Where the subscription ends with the connection nobody else can get the message, so
 * that its acknowledgement may wait for company a millisecond or so, or until there is nothing to hand over (a process that dies in that time has these counted as attempts). A body in parts can be read until it is acknowledged: so that of a message
 * that a call has returned is acknowledged when the session goes on to the next one, or closes.
 */
public final class AutoAcknowledger implements Acknowledger {
    private final Channel channel;
    private boolean unsent; // of the session's thread: something has to be on the socket before the next message
    private @Nullable WireConsumer reader; // likewise: who has received, by a call, a body that is read at the broker
    private @Nullable Deliver read;

    /** For one session. */
    public AutoAcknowledger(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        if (listener) {
            consumer.reportHanded(delivery);
        }
        settle();
    }

    @Override
    public void done(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        if (delivery.message().inParts() && !listener) {
            reader = consumer;
            read = delivery;
        } else {
            consumer.acknowledge(delivery);
            unsent |= !consumer.endsWithConnection();
        }
    }

    @Override
    public void goesOn(@Nullable WireConsumer from) throws JMSException {
        Deliver last = read;
        if (last != null && reader != null && (from == null || from == reader)) {
            read = null;
            reader.acknowledge(last);
            unsent = true;
        }
    }

    @Override
    public void settle() throws JMSException {
        goesOn(null);
        rest();
    }

    @Override
    public void rest() throws JMSException {
        if (unsent) {
            unsent = false;
            channel.flush();
        }
    }

    @Override
    public void acknowledge() {
        // Section 6.2.10: has no effect in this mode.
    }

    @Override
    public void forget() {
        read = null; // all else that was handed over is acknowledged, but for what a listener is working on
    }

    @Override
    public boolean redeliversFailed() {
        return true;
    }
}
