package io.angarium.examples.benchmark.scenario;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.function.LongConsumer;

/** How one producer's messages are handed to the provider. Owned by the producer's thread. */
interface Outbox {
    /**
     * Sends it, now or soon.
     *
     * @param confirmed told when it is safe, in a thread of the provider maybe
     */
    void send(MessageProducer producer, Message message, Confirmed confirmed) throws JMSException, InterruptedException;

    /** Nothing more comes: returns when all that was sent is safe. */
    void finish() throws JMSException, InterruptedException;

    /** What happens when messages are safe: the broker has them, on its disk if they are persistent. */
    interface Confirmed extends LongConsumer {
        /**
         * @param messages how many
         */
        @Override
        void accept(long messages);
    }
}
