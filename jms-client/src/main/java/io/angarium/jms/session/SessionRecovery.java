package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.receiving.Acknowledger;
import io.angarium.jms.receiving.DeliveryGate;
import io.angarium.jms.receiving.ListenerSource;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives back to the broker what a session has received and not acknowledged, by recover or rollback (Jakarta Messaging 3.1 sections
 * 6.2.7 and 6.2.10): everything that came before the reply is void, so the buffers are emptied at the reply's place in the stream.
 */
final class SessionRecovery implements ListenerSource.Recovery {
    private final Channel channel;
    private final int session;
    private final SessionConsumers consumers;
    private final Acknowledger acknowledger;
    private final DeliveryGate gate;
    private final SessionNews news;
    private final AtomicLong count = new AtomicLong();

    SessionRecovery(
            Channel channel,
            int session,
            SessionConsumers consumers,
            Acknowledger acknowledger,
            DeliveryGate gate,
            SessionNews news) {
        this.channel = channel;
        this.session = session;
        this.consumers = consumers;
        this.acknowledger = acknowledger;
        this.gate = gate;
        this.news = news;
    }

    @Override
    public long count() {
        return count.get();
    }

    @Override
    public void heed() throws JMSException {
        if (news.isRecalled()) {
            news.heeded(); // before, so that a recall which crosses the request is heeded too
            boolean done = false;
            try {
                acknowledger.settleAll();
                recover();
                done = true;
            } finally {
                if (!done) {
                    news.recalled();
                }
            }
        }
    }

    @Override
    public void recover() throws JMSException {
        channel.call(
                correlation -> new SessionFrame.Recover(correlation, session, consumers.handed()),
                consumers::takenBack);
        begin();
    }

    /** Rolls back a transaction, which recovers too. */
    void rollback(long transaction) throws JMSException {
        channel.call(
                correlation -> new TransactionFrame.Rollback(correlation, session, transaction, consumers.handed()),
                consumers::takenBack);
        begin();
    }

    private void begin() throws JMSException {
        acknowledger.forget();
        count.incrementAndGet();
        if (gate.isOpen()) {
            consumers.grantWanted();
        }
    }
}
