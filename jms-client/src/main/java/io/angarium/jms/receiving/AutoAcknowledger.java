package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;

/**
 * AUTO_ACKNOWLEDGE: one acknowledgement for each message, on the socket before the next one is handed over. It may share a write with
 * what else is sent meanwhile, such as the reply to a request.
 */
public final class AutoAcknowledger implements Acknowledger {
    private final Channel channel;
    private boolean unsent; // of the session's thread

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
    public void done(WireConsumer consumer, Deliver delivery) throws JMSException {
        consumer.acknowledge(delivery);
        unsent = true;
    }

    @Override
    public void settle() throws JMSException {
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
        // All that was handed over is acknowledged, but for what a listener is working on.
    }

    @Override
    public boolean redeliversFailed() {
        return true;
    }
}
