package io.angarium.jms.receiving;

import io.angarium.wire.ConsumerFrame.Deliver;
import io.angarium.wire.ConsumerFrame.Verdict;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** How a session acknowledges; one implementation per mode of Jakarta Messaging 3.1 section 6.2.10. Called on the session's thread. */
public sealed interface Acknowledger
        permits AutoAcknowledger,
                LazyAcknowledger,
                ClientAcknowledger,
                IndividualAcknowledger,
                TransactedAcknowledger,
                XaAcknowledger {

    /** Number of the association with a branch that the session is in, 0 outside of branches, as sends and acknowledgements name it. */
    default long branch() {
        return 0;
    }

    /**
     * Takes the next delivery and hands it over, so that no branch ends between the two.
     *
     * @param branch what {@link #branch} said when the call that wants it began: one that began in a branch gets nothing outside of it
     * @return null if there is nothing to take
     */
    default @Nullable Deliver take(WireConsumer consumer, WireConsumer.Check check, boolean listener, long branch)
            throws JMSException {
        Deliver delivery = consumer.take(check);
        if (delivery != null) {
            handed(consumer, delivery, listener);
        }
        return delivery;
    }

    /**
     * The application is about to get a delivery.
     *
     * @param listener whether a message listener gets it, so that {@link #done} comes after the application's work
     */
    void handed(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException;

    /** A call to receive returns it, or a listener has returned normally. */
    void done(WireConsumer consumer, Deliver delivery, boolean listener) throws JMSException;

    /** Sends what it has held back; before the session waits or closes. */
    void settle() throws JMSException;

    /** The same, but for what the application may still be reading; the session's own thread, before it waits. */
    default void rest() throws JMSException {
        settle();
    }

    /**
     * What a call has received last is read no more, where that matters.
     *
     * @param from null, or the consumer that must have received it
     */
    default void goesOn(@Nullable WireConsumer from) throws JMSException {
        // Where the application or a transaction acknowledges, it can be read until then.
    }

    /** Sends all that was handed over and that the broker does not know yet; before it takes back the rest. */
    default void settleAll() throws JMSException {
        settle();
    }

    /** Acknowledges all that was handed over. */
    void acknowledge() throws JMSException;

    /**
     * What the application says of one delivery, by {@link jakarta.jms.Message#acknowledge} say.
     *
     * @return whether there is no more to say of it
     */
    default boolean settle(Verdict verdict, int consumer, long tag) throws JMSException {
        if (verdict != Verdict.ACCEPT) {
            throw new IllegalStateException(
                    "one message by itself is settled in a session of AngariumSession.INDIVIDUAL_ACKNOWLEDGE, which this is not");
        }
        acknowledge();
        return false;
    }

    /**
     * A listener wants to have a delivery again: gives it back by itself, where the application acknowledges.
     *
     * @return false in other modes
     */
    default boolean givesBack(WireConsumer consumer, Deliver delivery) throws JMSException {
        return false;
    }

    /** The link was lost, of which open consumers have been told. On the thread that connects. */
    default void lost() {
        // Where deliveries are not settled one by one, nothing is kept of consumers that are closed.
    }

    /** Forgets what has not been acknowledged: the broker has taken it back. */
    void forget();

    /** Whether a delivery whose listener fails is given back at once: section 8.7. */
    boolean redeliversFailed();

    /** Whether what is taken next stays where it is if its body is not what is wanted: it would be acknowledged by itself, and be gone. */
    default boolean keepsUnfit() {
        return redeliversFailed();
    }
}
