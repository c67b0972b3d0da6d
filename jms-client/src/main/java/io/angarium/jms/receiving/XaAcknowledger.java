package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * XA sessions: what is handed over in a branch is acknowledged within it, what is handed over outside as in AUTO_ACKNOWLEDGE. Called on
 * the session's thread, and on a transaction manager's, which may end a branch whose time is over at any moment: so what is handed over and the end
 * of the association come one after the other, under this lock. The end counts from when it is under way, whatever the broker answers: so the
 * session is in the branch or outside of it, and at no moment in doubt.
 */
public final class XaAcknowledger implements Acknowledger {
    private final AutoAcknowledger outside;
    private final TransactedAcknowledger inside; // has something to send only while there is an association
    /** How what a call has received last is acknowledged; guarded by this, as all that follows. */
    private Acknowledger calls;
    /** Likewise of what a listener is at, which may receive by calls meanwhile. */
    private Acknowledger listeners;

    private long last;
    private long number;

    /** For one session. */
    public XaAcknowledger(Channel channel, int session) {
        outside = new AutoAcknowledger(channel);
        inside = new TransactedAcknowledger(channel, session, this::branch);
        calls = outside;
        listeners = outside;
    }

    @Override
    public synchronized long branch() {
        return number;
    }

    /** A number for a new association, higher than all before. */
    public synchronized long next() {
        return ++last;
    }

    /** The association of that number is active. */
    public synchronized void begin(long started) {
        number = started;
    }

    /**
     * Sends what was handed over in the branch, as part of it, and is in no branch any more: before the broker hears that the association ends.
     */
    public synchronized void leave() throws JMSException {
        try {
            inside.joinTransaction();
        } finally {
            number = 0;
        }
    }

    @Override
    public synchronized @Nullable Deliver take(
            WireConsumer consumer, WireConsumer.Check check, boolean listener, long branch) throws JMSException {
        return branch == 0 || branch == number ? Acknowledger.super.take(consumer, check, listener, branch) : null;
    }

    @Override
    public synchronized void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        Acknowledger now = number == 0 ? outside : inside;
        if (listener) {
            listeners = now;
        } else {
            calls = now;
        }
        if (now == inside) {
            outside.settle();
        }
        now.handed(consumer, delivery, listener);
    }

    @Override
    public synchronized void done(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        (listener ? listeners : calls).done(consumer, delivery, listener);
    }

    @Override
    public synchronized void rest() throws JMSException {
        outside.rest();
    }

    @Override
    public synchronized void goesOn(@Nullable WireConsumer from) throws JMSException {
        outside.goesOn(from);
    }

    @Override
    public synchronized void settle() throws JMSException {
        outside.settle();
    }

    @Override
    public synchronized void settleAll() throws JMSException {
        inside.joinTransaction();
        settle();
    }

    @Override
    public void acknowledge() {
        // Section 6.2.10: has no effect where the session acknowledges by itself.
    }

    @Override
    public synchronized void forget() {
        outside.forget();
        inside.forget();
    }

    @Override
    public synchronized boolean redeliversFailed() {
        return listeners == outside;
    }

    @Override
    public synchronized boolean keepsUnfit() {
        return number == 0;
    }
}
