package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;

/** CLIENT_ACKNOWLEDGE: the application acknowledges, for all that its session has handed over, and waits until that is on disk. */
public final class ClientAcknowledger implements Acknowledger {
    private final AcknowledgeFrames frames;
    private final TagRanges handed = new TagRanges();
    private final List<Unacknowledged> unacknowledged = new ArrayList<>(); // guarded by itself

    private record Unacknowledged(WireConsumer consumer, long tag, long id) {}

    /** For one session. */
    public ClientAcknowledger(Channel channel, int session) {
        frames = new AcknowledgeFrames(channel, session);
    }

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        handed.add(consumer.number(), delivery.tag());
        synchronized (unacknowledged) {
            unacknowledged.add(new Unacknowledged(consumer, delivery.tag(), delivery.id()));
        }
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
        List<Unacknowledged> all;
        synchronized (unacknowledged) {
            all = List.copyOf(unacknowledged);
            unacknowledged.clear();
        }
        frames.call(handed);
        // What came by a link that was lost has not been acknowledged by that: it comes again, and is passed over.
        all.forEach(each -> each.consumer().completedIfLost(each.tag(), each.id()));
    }

    @Override
    public boolean givesBack(WireConsumer consumer, Deliver delivery) throws JMSException {
        synchronized (unacknowledged) { // its tag may stay among those that were handed over: it is ignored
            unacknowledged.remove(new Unacknowledged(consumer, delivery.tag(), delivery.id()));
        }
        consumer.giveBack(delivery);
        return true;
    }

    @Override
    public void forget() {
        handed.clear();
        synchronized (unacknowledged) {
            unacknowledged.clear();
        }
    }

    @Override
    public boolean redeliversFailed() {
        return false;
    }
}
