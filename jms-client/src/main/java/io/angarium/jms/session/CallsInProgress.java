package io.angarium.jms.session;

import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.error.Unchecked;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one session that threads are inside of, so that a close returns after those of other threads (Jakarta Messaging 3.1
 * sections 6.1.8, 6.2.15 and 8.8). Guarded by its own lock.
 */
final class CallsInProgress {
    private final List<Call> calls = new ArrayList<>(2); // guarded by this
    private boolean ended; // guarded by this

    private static final class Call {
        final Thread thread = Thread.currentThread();
        final Object subject;

        Call(Object subject) {
            this.subject = subject;
        }
    }

    /**
     * Makes a call.
     *
     * @param subject what is called: the session or one of its consumers
     * @throws IllegalStateException after {@link #end}
     */
    <T> @Nullable T during(Object subject, Unchecked.NullableCall<T> work) throws JMSException {
        Call call = new Call(subject);
        synchronized (this) {
            if (ended) {
                throw new IllegalStateException("the session is closed");
            }
            calls.add(call);
        }
        try {
            return work.call();
        } finally {
            synchronized (this) {
                calls.remove(call);
                notifyAll();
            }
        }
    }

    /** Whether the calling thread is inside a call. */
    synchronized boolean insideHere() {
        return calls.stream().anyMatch(call -> call.thread == Thread.currentThread());
    }

    /** Waits until no other thread is inside a call to the subject. */
    synchronized void awaitNone(Object subject) throws JMSException {
        while (calls.stream().anyMatch(call -> call.subject == subject && isForeign(call))) {
            pause();
        }
    }

    /** Waits until no other thread is inside any call; none can be begun afterwards. */
    synchronized void end() throws JMSException {
        try {
            while (calls.stream().anyMatch(CallsInProgress::isForeign)) {
                pause();
            }
        } finally {
            ended = true;
        }
    }

    private static boolean isForeign(Call call) {
        return call.thread != Thread.currentThread();
    }

    @SuppressWarnings("WaitNotInLoop") // all callers loop
    private void pause() throws JMSException {
        try {
            wait();
        } catch (InterruptedException e) {
            throw JmsExceptions.interrupted(e, "calls of other threads");
        }
    }
}
