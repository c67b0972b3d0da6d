package io.angarium.jms.sending;

import io.angarium.jms.channel.Channel;
import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import jakarta.jms.JMSException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Opens and closes a session's wire producers. Producers without a destination share one per destination, opened when first used; the
 * longest unused ones are closed when there are many. Guarded by its own lock.
 */
public final class WireProducers {
    private static final int MAX_SHARED = 64;

    private final Channel channel;
    private final int session;
    private final Sender sender;
    private final Set<Integer> open = new HashSet<>(); // guarded by this
    private final Map<Destination, WireProducer> shared = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /** The producers of one session. */
    public WireProducers(Channel channel, int session, Sender sender) {
        this.channel = channel;
        this.session = session;
        this.sender = sender;
    }

    /** Opens a producer of its own. */
    public WireProducer open(Destination destination) throws JMSException {
        ProducerWindow window = new ProducerWindow();
        int number = channel.addProducer(window);
        boolean opened = false;
        try {
            channel.open(
                    correlation -> new ProducerFrame.OpenProducer(correlation, session, number, destination),
                    correlation -> new ProducerFrame.CloseProducer(number));
            opened = true;
        } finally {
            if (!opened) {
                channel.removeProducer(number);
            }
        }
        synchronized (this) {
            open.add(number);
        }
        return new WireProducer(number, destination, window);
    }

    /** The shared producer of a destination. */
    public synchronized WireProducer shared(Destination destination) throws JMSException {
        WireProducer known = shared.get(destination);
        if (known != null) {
            return known;
        }
        WireProducer opened = open(destination);
        shared.put(destination, opened);
        if (shared.size() > MAX_SHARED) {
            Iterator<WireProducer> oldest = shared.values().iterator();
            WireProducer evicted = oldest.next();
            oldest.remove();
            close(evicted);
        }
        return opened;
    }

    /** Closes the shared producers: a destination of theirs was deleted, and may be created anew under its name. */
    public synchronized void closeShared() throws JMSException {
        for (WireProducer producer : shared.values()) {
            close(producer);
        }
        shared.clear();
    }

    /** Closes a producer; what it sent counts. */
    public void close(WireProducer producer) throws JMSException {
        synchronized (this) {
            open.remove(producer.number());
        }
        channel.removeProducer(producer.number());
        sender.retire(producer);
    }

    /** Drops everything without a word: the session is being closed. */
    public synchronized void discard() {
        open.forEach(channel::removeProducer);
        open.clear();
        shared.clear();
    }
}
