package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** DUPS_OK_ACKNOWLEDGE: acknowledges many messages with one frame, or when there is nothing more to hand over. */
public final class LazyAcknowledger implements Acknowledger {
    private static final int BATCH = 64;

    private final AcknowledgeFrames frames;
    private final TagRanges done = new TagRanges();
    private @Nullable Completed asking; // of the session's thread
    private @Nullable WireConsumer reader; // likewise: who has received, by a call, a body that is read at the broker

    /** For one session. */
    public LazyAcknowledger(Channel channel, int session) {
        frames = new AcknowledgeFrames(channel, session);
    }

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        if (listener) {
            consumer.reportHanded(delivery);
        }
    }

    @Override
    public void done(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        if (consumer.completed(delivery)) {
            asking = consumer.completed();
        }
        done.add(consumer.number(), delivery.tag());
        if (delivery.message().inParts() && !listener) {
            reader = consumer;
            return;
        }
        if (done.size() >= BATCH || consumer.isEmpty()) {
            settle();
        }
    }

    @Override
    public void rest() throws JMSException {
        if (reader == null) {
            settle();
        }
    }

    @Override
    public void goesOn(@Nullable WireConsumer from) throws JMSException {
        if (reader != null && (from == null || from == reader)) {
            settle();
        }
    }

    @Override
    public void settle() throws JMSException {
        reader = null;
        Completed ask = asking;
        if (ask == null || done.isEmpty()) {
            frames.sendSoon(done, 0);
        } else {
            asking = null;
            frames.sendSoon(done, ask.ask());
        }
    }

    @Override
    public void acknowledge() {
        // Section 6.2.10: has no effect in this mode.
    }

    @Override
    public void forget() {
        done.clear();
    }

    @Override
    public boolean redeliversFailed() {
        return true;
    }
}
