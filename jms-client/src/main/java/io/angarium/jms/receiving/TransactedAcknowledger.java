package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import java.util.function.LongSupplier;

/** SESSION_TRANSACTED: what is handed over is acknowledged within the transaction, in few frames that leave before its commit. */
public final class TransactedAcknowledger implements Acknowledger {
    private static final int BATCH = 1024;

    private final AcknowledgeFrames frames;
    private final LongSupplier transaction;
    private final TagRanges handed = new TagRanges();

    /**
     * @param transaction number of the current transaction; asking for it uses the transaction
     */
    public TransactedAcknowledger(Channel channel, int session, LongSupplier transaction) {
        frames = new AcknowledgeFrames(channel, session);
        this.transaction = transaction;
    }

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        long number = transaction.getAsLong();
        if (handed.size() >= BATCH) { // never that one, of which its listener may have something to say
            frames.sendSoon(handed, number);
        }
        handed.add(consumer.number(), delivery.tag());
        consumer.reportHanded(delivery);
    }

    /** Sends what was handed over as part of the current transaction. */
    public void joinTransaction() throws JMSException {
        if (!handed.isEmpty()) {
            frames.sendSoon(handed, transaction.getAsLong());
        }
    }

    @Override
    public void done(WireConsumer consumer, Deliver delivery, boolean listener) {
        // The commit says so.
    }

    @Override
    public void settle() {
        // Nothing may go before the commit.
    }

    @Override
    public void acknowledge() {
        // Section 6.2.10: has no effect in this mode.
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
