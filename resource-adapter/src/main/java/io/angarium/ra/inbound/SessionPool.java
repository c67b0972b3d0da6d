package io.angarium.ra.inbound;

import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The sessions of one activation: Jakarta Messaging 3.1 section 11.2. The connection consumer's own thread waits here until one is free
 * and allowed; no thread of the container ever waits. Guarded by its own lock.
 */
final class SessionPool implements ServerSessionPool {
    private final Deque<Delivery> idle = new ArrayDeque<>(); // guarded by this, as all that follows
    private final IntSupplier allowed;
    private int busy;
    private boolean closed;

    /** @param allowed how many may be busy at a time */
    SessionPool(IntSupplier allowed) {
        this.allowed = allowed;
    }

    /** A session more. */
    synchronized void add(Delivery session) {
        idle.add(session);
        notifyAll();
    }

    @Override
    public synchronized ServerSession getServerSession() throws JMSException {
        while (!closed && (idle.isEmpty() || busy >= allowed.getAsInt())) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JMSException("interrupted while waiting for a session");
            }
        }
        if (closed) {
            throw new JMSException("the activation has ended");
        }
        busy++;
        return idle.removeFirst();
    }

    /** A session has done its work. */
    synchronized void giveBack(Delivery session) {
        busy--;
        idle.addFirst(session);
        notifyAll();
    }

    /** A session has done its work, and comes back by {@link #add} when it has rested. */
    synchronized void rest() {
        busy--;
        notifyAll();
    }

    /** More may be busy than before. */
    synchronized void look() {
        notifyAll();
    }

    /** None is given out any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** How many are busy. */
    synchronized int busy() {
        return busy;
    }

    /** Waits until none is busy; false if some still are after that time. */
    synchronized boolean awaitIdle(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (busy > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
