package io.angarium.jms.receiving;

import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * Lets one delivery at a time through while its connection is started (Jakarta Messaging 3.1 sections 6.1.4 and 6.2.5). Whoever stops
 * or closes waits until the delivery in progress is over. Guarded by its own lock; the two flags may be read without.
 */
public final class DeliveryGate {
    private volatile boolean open;
    private volatile boolean closed;
    private @Nullable Thread inside; // guarded by this
    private @Nullable Object subject; // guarded by this

    /** Whether deliveries pass. */
    public boolean isOpen() {
        return open && !closed;
    }

    /** Whether it is closed for good. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Begins a delivery; {@link #leave} ends it. Waits while another one is under way.
     *
     * @param consumer for whom
     * @return false if deliveries do not pass now
     */
    public synchronized boolean enter(Object consumer) throws JMSException {
        while (inside != null && isOpen()) {
            pause("another delivery");
        }
        if (!isOpen()) {
            return false;
        }
        inside = Thread.currentThread();
        subject = consumer;
        return true;
    }

    /** Ends a delivery. */
    public synchronized void leave() {
        inside = null;
        subject = null;
        notifyAll();
    }

    /** Whether the calling thread is inside: it runs a listener. */
    public synchronized boolean insideHere() {
        return inside == Thread.currentThread();
    }

    /** Lets deliveries pass. */
    public synchronized void open() {
        open = true;
        notifyAll();
    }

    /** Lets nothing pass from now on, and waits for nothing. */
    public synchronized void pause() {
        open = false;
    }

    /** Lets nothing pass from now on, and waits until the delivery in progress is over, unless it is the caller's. */
    public synchronized void shut() throws JMSException {
        open = false;
        awaitOutside();
    }

    /** Lets nothing pass any more, for good, and waits for nothing. */
    public synchronized void refuse() {
        closed = true;
        notifyAll();
    }

    /** As {@link #shut}, for good. */
    public synchronized void close() throws JMSException {
        closed = true;
        notifyAll();
        awaitOutside();
    }

    /** Waits until no delivery for a consumer is in progress, unless it is the caller's. */
    public synchronized void awaitOutside(Object consumer) throws JMSException {
        while (subject == consumer && inside != Thread.currentThread()) {
            pause("a message listener");
        }
    }

    private void awaitOutside() throws JMSException {
        while (inside != null && inside != Thread.currentThread()) {
            pause("a message listener");
        }
    }

    @SuppressWarnings("WaitNotInLoop") // all callers loop
    private void pause(String what) throws JMSException {
        try {
            wait();
        } catch (InterruptedException e) {
            throw JmsExceptions.interrupted(e, what + " in progress");
        }
    }
}
