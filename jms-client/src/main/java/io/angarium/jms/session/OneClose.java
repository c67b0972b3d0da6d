package io.angarium.jms.session;

import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.JMSException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets one thread close something; others who close it too return when it is closed (Jakarta Messaging 3.1 section 6.1.8). Thread-safe. */
public final class OneClose {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Whether the caller is the one to close it, and has to say {@link #over} in any case. */
    public boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Whether somebody has begun. */
    public boolean isBegun() {
        return begun.get();
    }

    /** The close is over, well or not. */
    public void over() {
        over.countDown();
    }

    /** Waits until the close that another thread has begun is over. */
    public void await() throws JMSException {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw JmsExceptions.interrupted(e, "a close by another thread");
        }
    }
}
