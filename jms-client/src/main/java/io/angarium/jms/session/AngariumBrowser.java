package io.angarium.jms.session;

import io.angarium.jms.message.Addressed;
import io.angarium.jms.receiving.ConsumerSpec;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Looks at the messages of a queue without taking them: Jakarta Messaging 3.1 section 4.1.3. Used by its session's thread. */
final class AngariumBrowser implements QueueBrowser {
    private final SessionCore session;
    private final Queue queue;
    private final ConsumerSpec spec;
    private final List<BrowseCursor> cursors = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Opens it once without looking, so that a wrong queue or selector is refused here. */
    AngariumBrowser(SessionCore session, Queue queue, Addressed address, @Nullable String selector)
            throws JMSException {
        this.session = session;
        this.queue = queue;
        spec = new ConsumerSpec(ConsumerFrame.Kind.BROWSER, address.address(), null, selector, false);
        session.consumers().close(session.consumers().browse(spec));
    }

    private void checkOpen() throws JMSException {
        session.checkOpen();
        if (closed) {
            throw new IllegalStateException("the browser is closed");
        }
    }

    @Override
    public Queue getQueue() throws JMSException {
        checkOpen();
        return queue;
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        checkOpen();
        return spec.selector();
    }

    @Override
    public Enumeration<Message> getEnumeration() throws JMSException {
        checkOpen();
        BrowseCursor cursor = session.consumers().browse(spec);
        cursors.add(cursor);
        return cursor.begin(this);
    }

    Message message(@Nullable Deliver delivery) {
        if (delivery == null) {
            throw new NoSuchElementException("the browse is at its end");
        }
        return session.message(delivery);
    }

    void end(BrowseCursor cursor) throws JMSException {
        cursors.remove(cursor);
        session.consumers().close(cursor);
    }

    @Override
    public void close() throws JMSException {
        if (closed) {
            return;
        }
        closed = true;
        for (BrowseCursor cursor : cursors) {
            end(cursor);
        }
    }
}
