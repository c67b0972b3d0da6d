package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.jms.receiving.ReceiveSettings;
import io.angarium.jms.receiving.WireConsumer;
import io.angarium.wire.SessionFrame.Handed;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The open consumers of one session. Thread-safe. */
final class SessionConsumers {
    private final Channel channel;
    private final int session;
    private final ReceiveSettings settings;
    private final List<WireConsumer> open = new CopyOnWriteArrayList<>();
    private final List<BrowseCursor> cursors = new CopyOnWriteArrayList<>();
    private volatile boolean ownListener;

    SessionConsumers(Channel channel, int session, ReceiveSettings settings) {
        this.channel = channel;
        this.session = session;
        this.settings = settings;
    }

    WireConsumer open(ConsumerSpec spec) throws JMSException {
        return open(spec, settings);
    }

    /** Opens one that holds no more than so many messages ready. */
    WireConsumer open(ConsumerSpec spec, int messages) throws JMSException {
        return open(spec, new ReceiveSettings(messages, settings.prefetchBytes(), settings.nanoTime(), -1));
    }

    private WireConsumer open(ConsumerSpec spec, ReceiveSettings how) throws JMSException {
        WireConsumer consumer = WireConsumer.open(channel, session, spec, how);
        open.add(consumer);
        return consumer;
    }

    /** Adds one that was opened by passing on deliveries to this session. */
    void add(WireConsumer consumer) {
        open.add(consumer);
    }

    /** Opens a browsing consumer. */
    BrowseCursor browse(ConsumerSpec spec) throws JMSException {
        BrowseCursor cursor = BrowseCursor.open(channel, session, spec);
        cursors.add(cursor);
        return cursor;
    }

    void close(BrowseCursor cursor) throws JMSException {
        cursors.remove(cursor);
        cursor.close();
    }

    /** Whether the session itself has a listener, for {@link jakarta.jms.Session#run}. */
    void ownListener(boolean there) {
        ownListener = there;
    }

    /** A session with a listener of its own receives in no other way; Javadoc of {@link jakarta.jms.Session#setMessageListener}. */
    void checkReceivable() throws JMSException {
        if (ownListener) {
            throw new IllegalStateException(
                    "the session has a message listener of its own; receive in another session, or take it away");
        }
    }

    void remove(WireConsumer consumer) {
        open.remove(consumer);
    }

    /** What the application has seen. */
    List<Handed> handed() {
        List<Handed> handed = new ArrayList<>();
        for (WireConsumer consumer : open) {
            Handed one = consumer.handed();
            if (one.upTo() > 0) {
                handed.add(one);
            }
        }
        return handed;
    }

    /** On the reading thread: the broker has taken everything back. */
    void takenBack() {
        open.forEach(WireConsumer::takenBack);
    }

    /** The link was lost: what consumers held has returned to the broker. */
    void lost() {
        open.forEach(WireConsumer::lost);
    }

    /** The link is back. */
    void restored() {
        open.forEach(WireConsumer::restored);
    }

    void grantWanted() throws JMSException {
        for (WireConsumer consumer : open) {
            consumer.grantIfWanted();
        }
    }

    void shut() {
        for (WireConsumer consumer : open) {
            consumer.shut();
            channel.removeConsumer(consumer.number());
        }
        open.clear();
        cursors.forEach(BrowseCursor::discard);
        cursors.clear();
    }
}
