package io.angarium.server.tool;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next message of a queue. A consumer without a link has none; the look into the queue comes back only with a link, which has
 * given the consumer by then what it has room for: so after a look that finds nothing it is asked again. Owned by one thread.
 */
final class Taker {
    /** So long is waited for a message that is there and does not come. */
    private static final long COMES_MILLIS = 3_000;

    /** So often is looked before there is no next one: the link can be lost after a look too. */
    private static final int LOOKS = 3;

    private final MessageConsumer consumer;
    private final Look look;

    Taker(MessageConsumer consumer, Look look) {
        this.consumer = consumer;
        this.look = look;
    }

    /** The next one; null if there is none, or none that comes. */
    @Nullable
    Message next() throws JMSException {
        Message message = consumer.receiveNoWait();
        for (int looks = 0; message == null && looks < LOOKS; looks++) {
            message = look.any() ? consumer.receive(COMES_MILLIS) : consumer.receiveNoWait();
        }
        return message;
    }

    /** Whether there is one in the queue that no consumer has; with a link, whatever becomes of that meanwhile. */
    interface Look {
        boolean any() throws JMSException;
    }
}
