package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.receiving.Acknowledger;
import io.angarium.jms.receiving.DeliveryGate;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** Synchronous receiving for one consumer: Jakarta Messaging 3.1 section 8.6. Used by the session's thread. */
final class SyncReceiver {
    private final Channel channel;
    private final WireConsumer consumer;
    private final DeliveryGate gate;
    private final Acknowledger acknowledger;
    private final SessionRecovery recovery;

    SyncReceiver(SessionCore session, WireConsumer consumer) {
        this.channel = session.channel();
        this.consumer = consumer;
        this.gate = session.gate();
        this.acknowledger = session.acknowledger();
        this.recovery = session.recovery();
    }

    /**
     * The next message; null after the deadline, or when consumer, session or connection are closed.
     *
     * @throws IllegalStateException if it began in a branch that has ended, as far as it notices: then it takes nothing
     */
    @Nullable
    Deliver receive(long deadlineNanos, WireConsumer.Check check) throws JMSException {
        long branch = acknowledger.branch();
        while (true) {
            consumer.want(gate::isOpen);
            Deliver delivery = take(check, branch);
            if (delivery != null || isClosed()) {
                return delivery;
            }
            acknowledger.settle();
            if (!channel.await(this::worthALook, deadlineNanos, "a message")) {
                return null;
            }
        }
    }

    /** The next message if there is one now, here or at the broker. */
    @Nullable
    Deliver receiveNow(WireConsumer.Check check) throws JMSException {
        if (!gate.isOpen()) {
            return null;
        }
        long branch = acknowledger.branch();
        consumer.want(() -> true);
        Deliver delivery = take(check, branch);
        if (delivery != null || isClosed()) {
            return delivery;
        }
        acknowledger.settle();
        if (channel.isDown()) {
            return null; // there is nothing now
        }
        consumer.drain();
        return take(check, branch);
    }

    private @Nullable Deliver take(WireConsumer.Check check, long branch) throws JMSException {
        ConsumerFrame.ConsumerClosed ended = consumer.endedByBroker();
        if (ended != null) {
            throw JmsExceptions.of(ended.code(), "the broker closed the consumer: " + ended.reason());
        }
        boolean nested = gate.insideHere(); // in a listener of this session, whose delivery lets this one pass
        if (!nested && !gate.enter(consumer)) {
            return null;
        }
        try {
            if (!nested) { // what a listener is at must not be given back
                recovery.heed();
            }
            acknowledger.goesOn(null);
            Deliver delivery = acknowledger.take(consumer, check, false, branch);
            if (delivery != null) {
                consumer.wantNoMore();
                acknowledger.done(consumer, delivery, false);
            } else if (branch != 0 && branch != acknowledger.branch()) {
                throw new IllegalStateException("the branch in which this receive began has ended");
            }
            return delivery;
        } finally {
            if (!nested) {
                gate.leave();
            }
        }
    }

    private boolean isClosed() {
        return consumer.isClosed() || gate.isClosed();
    }

    private boolean worthALook() {
        return isClosed() || consumer.endedByBroker() != null || (gate.isOpen() && !consumer.isEmpty());
    }
}
