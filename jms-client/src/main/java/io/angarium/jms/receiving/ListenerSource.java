package io.angarium.jms.receiving;

import io.angarium.jms.error.Unchecked;
import io.angarium.jms.message.AngariumMessage;
import io.angarium.jms.message.RetryAfterException;
import io.angarium.wire.ConsumerFrame.Deliver;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/** Hands one consumer's deliveries to its message listener (Jakarta Messaging 3.1 section 8.7). Runs on the session's thread. */
public final class ListenerSource implements DispatchSource {
    private static final System.Logger LOG = System.getLogger(ListenerSource.class.getName());
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WireConsumer consumer;
    private final MessageListener listener;
    private final Surroundings session;
    private final long branch;

    /**
     * What a listener's session gives it.
     *
     * @param gate lets deliveries through while the connection is started
     * @param acknowledger the session's
     * @param messages makes message objects
     * @param recovery gives back what is not acknowledged, and says whether that happened meanwhile
     * @param rollBack rolls back the session's own transaction, if it has one
     * @param problems hears of what no call will tell
     */
    public record Surroundings(
            DeliveryGate gate,
            Acknowledger acknowledger,
            Function<Deliver, AngariumMessage> messages,
            Recovery recovery,
            Unchecked.Action rollBack,
            Consumer<JMSException> problems) {}

    /** Gives back to the broker what a session has not acknowledged. */
    public interface Recovery {

        /** Counts how often it happened. */
        long count();

        /** Makes it happen. */
        void recover() throws JMSException;

        /** Makes it happen if the broker has recalled what is ready, so that what it has back comes first; before a delivery is taken. */
        void heed() throws JMSException;
    }

    /**
     * Deliveries of this consumer to this listener.
     *
     * @param branch the only association with a branch in which it gets any, 0 for all and none
     */
    public ListenerSource(WireConsumer consumer, MessageListener listener, Surroundings session, long branch) {
        this.branch = branch;
        this.consumer = consumer;
        this.listener = listener;
        this.session = session;
    }

    /** The listener. */
    public MessageListener listener() {
        return listener;
    }

    @Override
    public boolean ready() {
        return consumer.hasNews() || deliverable();
    }

    private boolean deliverable() {
        return session.gate().isOpen() && !consumer.isEmpty();
    }

    @Override
    public boolean runOne() throws JMSException {
        tellNews();
        if (!deliverable() || !session.gate().enter(consumer)) {
            return false;
        }
        try {
            session.recovery().heed();
            Deliver delivery = session.acknowledger().take(consumer, any -> {}, true, branch);
            if (delivery == null) {
                return false;
            }
            try {
                run(delivery);
            } finally {
                consumer.want(() -> true);
            }
            return true;
        } finally {
            session.gate().leave();
        }
    }

    /** Tries again where there is no memory for it: nobody else would tell, and who waits for messages would wait for ever. */
    private void tellNews() {
        try {
            consumer.tellNews(session.problems());
        } catch (OutOfMemoryError e) {
            LockSupport.parkNanos(this, AGAIN_NANOS);
        }
    }

    private void run(Deliver delivery) throws JMSException {
        long recoveries = session.recovery().count();
        AngariumMessage message = session.messages().apply(delivery);
        try {
            listener.onMessage(message);
        } catch (RuntimeException | Error e) {
            RetryAfterException later = RetryAfterException.in(e);
            LOG.log(later == null ? Level.WARNING : Level.DEBUG, "a message listener failed", e);
            if (session.recovery().count() == recoveries) {
                if (later != null) {
                    message.retryAfter(later.delay());
                }
                failed(delivery, later != null);
            }
            return;
        }
        if (session.recovery().count() == recoveries) {
            session.acknowledger().done(consumer, delivery, true);
        }
    }

    private void failed(Deliver delivery, boolean wantsItAgain) throws JMSException {
        Acknowledger acknowledger = session.acknowledger();
        if (acknowledger.redeliversFailed()) {
            acknowledger.settleAll(); // also what it has received meanwhile in a branch, which stays there
            session.recovery().recover();
        } else if (wantsItAgain && !acknowledger.givesBack(consumer, delivery)) {
            session.rollBack().run();
        }
    }

    @Override
    public void broken(JMSException cause) {
        // The connection's exception listener is told.
    }
}
