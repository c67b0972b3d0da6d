package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.ConsumerSink;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.error.Unchecked;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ErrorCode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Enumeration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One look through a queue: a browsing consumer and its buffer. Filled on the reading thread, read by the session's. */
final class BrowseCursor implements ConsumerSink, Enumeration<Message> {
    private static final int WINDOW = 256;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final Channel channel;
    private final int number;
    private @Nullable AngariumBrowser browser; // of the session's thread
    private final Queue<Deliver> waiting = new ConcurrentLinkedQueue<>();
    private int used;
    private long usedBytes;
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile ConsumerFrame.@Nullable ConsumerClosed endedByBroker;

    private BrowseCursor(Channel channel) {
        this.channel = channel;
        number = channel.nextConsumer();
    }

    /** Opens a browsing consumer without credit. */
    static BrowseCursor open(Channel channel, int session, ConsumerSpec spec) throws JMSException {
        BrowseCursor cursor = new BrowseCursor(channel);
        channel.addConsumer(cursor.number, cursor);
        boolean opened = false;
        try {
            channel.open(
                    correlation -> new ConsumerFrame.OpenConsumer(
                            correlation,
                            session,
                            cursor.number,
                            spec.kind(),
                            spec.destination(),
                            null,
                            spec.selector(),
                            false),
                    correlation -> new ConsumerFrame.CloseConsumer(correlation, cursor.number, 0));
            opened = true;
        } finally {
            if (!opened) {
                channel.removeConsumer(cursor.number);
            }
        }
        return cursor;
    }

    /** Grants the first credit: the broker begins to send; its messages are those of that browser. */
    BrowseCursor begin(AngariumBrowser owner) throws JMSException {
        browser = owner;
        channel.send(new ConsumerFrame.Credit(number, WINDOW, WINDOW_BYTES));
        return this;
    }

    private AngariumBrowser browser() {
        return Objects.requireNonNull(browser);
    }

    @Override
    public boolean hasMoreElements() {
        boolean more = Unchecked.get(this::hasNext);
        if (!more) {
            Unchecked.run(() -> browser().end(this));
        }
        return more;
    }

    @Override
    public Message nextElement() {
        return Unchecked.get(() -> browser().message(next()));
    }

    @Override
    public void deliver(Deliver delivery) {
        waiting.add(delivery);
    }

    @Override
    public void browseEnd() {
        ended = true;
    }

    @Override
    public void closedByBroker(ConsumerFrame.ConsumerClosed frame) {
        endedByBroker = frame;
    }

    /** Whether there is another message; waits for the broker's next word. */
    boolean hasNext() throws JMSException {
        if (closed) {
            return false;
        }
        if (!channel.await(this::decided, Deadlines.in(channel.callTimeout()), "the next message of a browse")) {
            throw JmsExceptions.of(ErrorCode.TIMEOUT, "the browse got no answer in time");
        }
        ConsumerFrame.ConsumerClosed why = endedByBroker;
        if (why != null && waiting.isEmpty()) {
            throw JmsExceptions.of(why.code(), "the broker ended the browse: " + why.reason());
        }
        return !closed && !waiting.isEmpty();
    }

    private boolean decided() {
        return !waiting.isEmpty() || ended || closed || endedByBroker != null;
    }

    /** The next message, or null at the end. */
    @Nullable
    Deliver next() throws JMSException {
        if (!hasNext()) {
            return null;
        }
        Deliver next = waiting.poll();
        if (next != null) {
            topUp(next.message().size());
        }
        return next;
    }

    private void topUp(int size) throws JMSException {
        used++;
        usedBytes += size;
        if (!ended && (used >= WINDOW / 2 || usedBytes >= WINDOW_BYTES / 2)) {
            channel.sendSoon(new ConsumerFrame.Credit(number, used, (int) Math.min(usedBytes, Integer.MAX_VALUE)));
            used = 0;
            usedBytes = 0;
        }
    }

    /** Ends it without telling the broker, whose session is closed. */
    void discard() {
        closed = true;
        channel.removeConsumer(number);
        channel.wake();
    }

    void close() throws JMSException {
        if (closed) {
            return;
        }
        discard();
        if (endedByBroker == null) {
            channel.endSoon(correlation -> new ConsumerFrame.CloseConsumer(correlation, number, 0));
        }
    }
}
