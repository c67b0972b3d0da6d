package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * XA sessions: what is handed over in a branch is acknowledged within it, what is handed over outside as in AUTO_ACKNOWLEDGE. Called on
 * the session's thread; {@link #joinTransaction} by a transaction manager's thread too, hence the lock.
 */
public final class XaAcknowledger implements Acknowledger {
    private final AutoAcknowledger outside;
    private final TransactedAcknowledger inside;
    private final LongSupplier transaction;
    private Acknowledger current; // guarded by this

    /** @param transaction number of the branch's transaction, 0 outside of branches */
    public XaAcknowledger(Channel channel, int session, LongSupplier transaction) {
        outside = new AutoAcknowledger(channel);
        inside = new TransactedAcknowledger(channel, session, transaction);
        this.transaction = transaction;
        current = outside;
    }

    @Override
    public synchronized void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        current = transaction.getAsLong() == 0 ? outside : inside;
        if (current == inside) {
            outside.settle();
        }
        current.handed(consumer, delivery, listener);
    }

    /** Sends what was handed over in the branch, as part of it; before the association with it ends. */
    public synchronized void joinTransaction() throws JMSException {
        if (transaction.getAsLong() != 0) {
            inside.joinTransaction();
        }
    }

    @Override
    public synchronized void done(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        current.done(consumer, delivery, listener);
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
        joinTransaction();
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
        return current == outside;
    }
}
