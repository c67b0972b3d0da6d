package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** INDIVIDUAL_ACKNOWLEDGE: the application settles each message by itself, once, and waits until that is on disk. Any thread may do that. */
public final class IndividualAcknowledger implements Acknowledger {
    private final AcknowledgeFrames frames;
    private final Map<Integer, WireConsumer> consumers = new ConcurrentHashMap<>(); // that have handed over something
    private int enough = 8; // of the session's thread: more than so many are looked through

    /** For one session. */
    public IndividualAcknowledger(Channel channel, int session) {
        frames = new AcknowledgeFrames(channel, session);
    }

    @Override
    public void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException {
        consumer.opened(delivery);
        consumers.put(consumer.number(), consumer);
        if (consumers.size() > enough) {
            consumers.values().removeIf(WireConsumer::hasNoneOpen);
            enough = 2 * consumers.size() + 8;
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
        TagRanges tags = new TagRanges();
        Map<WireConsumer, Map<Long, Long>> all = new HashMap<>();
        consumers.values().forEach(consumer -> all.put(consumer, consumer.acceptOpen(tags)));
        JMSException[] wrong = new JMSException[1];
        try {
            frames.call(tags);
        } catch (JMSException e) {
            wrong[0] = e;
        }
        all.forEach((consumer, ids) -> ids.forEach((tag, id) -> {
            JMSException unknown = consumer.outcome(Verdict.ACCEPT, tag, id);
            wrong[0] = wrong[0] == null ? unknown : wrong[0];
        }));
        if (wrong[0] != null) {
            throw wrong[0];
        }
    }

    @Override
    public boolean settle(Verdict verdict, int consumer, long tag) throws JMSException {
        WireConsumer from = consumers.get(consumer);
        if (tag != 0) {
            if (from == null) {
                throw WireConsumer.notOpen();
            }
            from.settle(verdict, tag);
        }
        return verdict != Verdict.RENEW;
    }

    @Override
    public boolean givesBack(WireConsumer consumer, Deliver delivery) throws JMSException {
        try {
            consumer.settle(Verdict.RELEASE, delivery.tag());
        } catch (IllegalStateException e) {
            return true; // the application has settled it, or it went back before
        }
        return true;
    }

    @Override
    public void lost() {
        consumers.values().forEach(WireConsumer::lost);
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
