package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** INDIVIDUAL_ACKNOWLEDGE: the application settles each message by itself, once, and waits until that is on disk. Any thread may do that. */
public final class IndividualAcknowledger implements Acknowledger {
    private final Map<Integer, WireConsumer> consumers = new ConcurrentHashMap<>(); // that have handed over something

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        if (consumers.putIfAbsent(consumer.number(), consumer) == null) {
            consumers.values().removeIf(WireConsumer::isOver);
        }
        consumer.opened(delivery);
        consumer.reportHanded(delivery);
    }

    @Override
    public void done(WireConsumer consumer, Deliver delivery, boolean listener) {
        // The application says so.
    }

    @Override
    public void settle() {
        // Nothing may go without the application's word.
    }

    @Override
    public void acknowledge() throws JMSException {
        for (WireConsumer consumer : consumers.values()) {
            consumer.acceptOpen();
        }
    }

    @Override
    public void settle(Verdict verdict, int consumer, long tag) throws JMSException {
        WireConsumer from = consumers.get(consumer);
        if (from == null) {
            throw WireConsumer.notOpen();
        }
        from.settle(verdict, tag);
    }

    @Override
    public boolean givesBack(WireConsumer consumer, Deliver delivery) throws JMSException {
        if (consumer.isOpen(delivery)) {
            consumer.settle(Verdict.RELEASE, delivery.tag());
        }
        return true;
    }

    @Override
    public void forget() {
        consumers.values().forEach(WireConsumer::forgetOpen);
    }

    @Override
    public boolean redeliversFailed() {
        return false;
    }
}
