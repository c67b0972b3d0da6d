package io.angarium.jms.message;

import io.angarium.wire.ConsumerFrame.Verdict;
import jakarta.jms.JMSException;

/** What {@link jakarta.jms.Message#acknowledge} does, and what else an application says of one message. */
@FunctionalInterface
public interface Acknowledgement {
    /**
     * By the numbers of the wire consumer and of the delivery, where the mode of the session wants to know.
     *
     * @param tag 0 to accept one of which there is no more to say
     * @return whether there is no more to say of it
     */
    boolean settle(Verdict verdict, int consumer, long tag) throws JMSException;
}
