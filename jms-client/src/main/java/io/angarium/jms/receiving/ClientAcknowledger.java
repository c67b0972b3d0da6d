package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;

/** CLIENT_ACKNOWLEDGE: the application acknowledges, for all that its session has handed over, and waits until that is on disk. */
public final class ClientAcknowledger implements Acknowledger {
    private final AcknowledgeFrames frames;
    private final TagRanges handed = new TagRanges();

    /** For one session. */
    public ClientAcknowledger(Channel channel, int session) {
        frames = new AcknowledgeFrames(channel, session);
    }

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        handed.add(consumer.number(), delivery.tag());
        consumer.reportHanded(delivery);
    }

    @Override
    public void done(WireConsumer consumer, Deliver delivery) {
        // The application says so.
    }

    @Override
    public void settle() {
        // Nothing may go without the application's word.
    }

    @Override
    public void acknowledge() throws JMSException {
        frames.call(handed);
    }

    @Override
    public void forget() {
        handed.clear();
    }

    @Override
    public boolean redeliversFailed() {
        return false;
    }
}
