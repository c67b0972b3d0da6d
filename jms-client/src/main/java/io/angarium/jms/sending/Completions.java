package io.angarium.jms.sending;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.wire.ErrorCode;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous sends of a session whose completion listeners have not been called yet, in the order of sending (Jakarta Messaging
 * 3.1 section 7.3). Listeners are called one at a time, on the session's dispatching thread.
 */
public final class Completions {
    private static final System.Logger LOG = System.getLogger(Completions.class.getName());

    private final Channel channel;
    private final SendLedger ledger;
    private final Queue<AsyncSend> outstanding = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Thread completing;
    private volatile @Nullable AsyncSend current;

    /** The completions of one session. */
    public Completions(Channel channel, SendLedger ledger) {
        this.channel = channel;
        this.ledger = ledger;
    }

    /** One send and whom to tell of it. */
    record AsyncSend(int producer, long sequence, Message message, CompletionListener listener) {}

    /** Adds a send; under the send lock, before it leaves. */
    AsyncSend add(int producer, long sequence, Message message, CompletionListener listener) {
        AsyncSend send = new AsyncSend(producer, sequence, message, listener);
        count.incrementAndGet();
        outstanding.add(send);
        return send;
    }

    /** Takes back a send that could not leave; false if its listener has been called, or is about to be. */
    boolean withdraw(AsyncSend send) {
        if (!outstanding.remove(send)) {
            return false;
        }
        ledger.outcome(send.sequence());
        ended();
        return true;
    }

    private void ended() {
        if (count.decrementAndGet() == 0) {
            channel.wake();
        }
    }

    /** Whether a listener can be called now. */
    public boolean ready() {
        AsyncSend head = outstanding.peek();
        return head != null && ledger.settled(head.sequence());
    }

    /** Calls the listener of the oldest send if its outcome is known. On the dispatching thread only. */
    public boolean runOne() {
        AsyncSend head = outstanding.peek();
        if (head == null || !ledger.settled(head.sequence())) {
            return false;
        }
        if (outstanding.remove(head)) {
            complete(head, ledger.outcome(head.sequence()));
        }
        return true;
    }

    /** Tells all listeners that their outcome will never be known. On the dispatching thread only. */
    public void failAll(JMSException cause) {
        for (AsyncSend send = outstanding.poll(); send != null; send = outstanding.poll()) {
            JMSException refusal = ledger.settled(send.sequence()) ? ledger.outcome(send.sequence()) : cause;
            complete(send, refusal);
        }
    }

    private void complete(AsyncSend send, @Nullable JMSException failure) {
        current = send;
        completing = Thread.currentThread();
        try {
            makeReadable(send.message());
            if (failure == null) {
                send.listener().onCompletion(send.message());
            } else {
                send.listener().onException(send.message(), failure);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "a completion listener failed", e);
        } finally {
            completing = null;
            current = null;
            ended();
        }
    }

    /** The listener can read the body without a reset of its own: Javadoc of BytesMessage. */
    private static void makeReadable(Message message) {
        if (message instanceof BytesMessage bytes) {
            try {
                bytes.reset();
            } catch (JMSException e) {
                LOG.log(System.Logger.Level.WARNING, "a sent message cannot be reset for its completion listener", e);
            }
        }
    }

    /** Whether the calling thread is inside a completion listener of this session. */
    public boolean insideListener() {
        return completing == Thread.currentThread();
    }

    /** Whether a producer has sends whose listener has not returned. */
    public boolean concern(WireProducer producer) {
        AsyncSend inside = current;
        return (inside != null && inside.producer() == producer.number())
                || outstanding.stream().anyMatch(send -> send.producer() == producer.number());
    }

    /**
     * Waits until all listeners have been called. They may take their time, the broker may not.
     *
     * @param dispatching whether the calling thread is the one that calls them
     * @throws JMSException if the broker does not answer in time, or the link breaks
     */
    public void awaitAll(boolean dispatching) throws JMSException {
        boolean done = none();
        boolean hopeful = true;
        while (!done && hopeful) {
            int before = count.get();
            long deadline = Deadlines.in(channel.callTimeout());
            done = dispatching ? runAll(deadline) : channel.await(this::none, deadline, "asynchronous sends");
            hopeful = completing != null || ready() || count.get() < before;
        }
        if (!done) {
            throw JmsExceptions.of(
                    ErrorCode.TIMEOUT,
                    count.get() + " asynchronous sends are not confirmed after "
                            + channel.callTimeout().toMillis() + " ms");
        }
    }

    private boolean runAll(long deadline) throws JMSException {
        while (!none()) {
            if (!channel.await(this::ready, deadline, "asynchronous sends")) {
                return false;
            }
            runOne();
        }
        return true;
    }

    private boolean none() {
        return count.get() == 0;
    }
}
