package io.angarium.server.tool;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends messages and knows how many the broker has confirmed. Owned by one thread. */
sealed interface Sender {
    /** Sends one; returns when it is confirmed, or when it is on its way. */
    void send(Message message) throws JMSException, InterruptedException;

    /** Waits until all are confirmed. */
    void finish() throws JMSException, InterruptedException;

    /** How many were confirmed, without a gap before them. */
    long confirmed();

    /** One at a time. */
    final class Blocking implements Sender {
        private final MessageProducer producer;
        private long confirmed;

        Blocking(MessageProducer producer) {
            this.producer = producer;
        }

        @Override
        public void send(Message message) throws JMSException {
            producer.send(message);
            confirmed++;
        }

        @Override
        public void finish() {
            // each was confirmed before the next was sent
        }

        @Override
        public long confirmed() {
            return confirmed;
        }
    }

    /** Many on their way; confirmations come in the order of the sends. */
    final class Pipelined implements Sender, CompletionListener {
        private final MessageProducer producer;
        private final int window;
        private final Semaphore room;
        private final AtomicLong confirmed = new AtomicLong();
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

        Pipelined(MessageProducer producer, int window) {
            this.producer = producer;
            this.window = window;
            this.room = new Semaphore(window);
        }

        @Override
        public void send(Message message) throws JMSException, InterruptedException {
            room.acquire();
            check();
            producer.send(message, this);
        }

        @Override
        public void finish() throws JMSException, InterruptedException {
            room.acquire(window);
            room.release(window);
            check();
        }

        @Override
        public long confirmed() {
            return confirmed.get();
        }

        @Override
        public void onCompletion(Message message) {
            if (failure.get() == null) {
                confirmed.incrementAndGet();
            }
            room.release();
        }

        @Override
        public void onException(Message message, Exception exception) {
            failure.compareAndSet(null, exception);
            room.release();
        }

        private void check() throws JMSException {
            Exception exception = failure.get();
            if (exception != null) {
                JMSException wrapped = new JMSException(exception.getMessage());
                wrapped.initCause(exception);
                throw wrapped;
            }
        }
    }
}
