package io.angarium.examples.benchmark.scenario;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many messages on their way, each confirmed to a completion listener. */
final class AsynchronousOutbox implements Outbox {
    /** How many may be unconfirmed. */
    static final int IN_FLIGHT = 1_000;

    private static final long PATIENCE_SECONDS = 60;

    private final CompletingSend send;
    private final Semaphore free = new Semaphore(IN_FLIGHT);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    AsynchronousOutbox(CompletingSend send) {
        this.send = send;
    }

    @Override
    public void send(MessageProducer producer, Message message, Confirmed confirmed)
            throws JMSException, InterruptedException {
        acquire(1);
        send.send(producer, message, new CompletingSend.Completion() {
            @Override
            public void done() {
                confirmed.accept(1);
                free.release();
            }

            @Override
            public void failed(Exception cause) {
                failure.compareAndSet(null, cause);
                free.release();
            }
        });
    }

    @Override
    public void finish() throws InterruptedException {
        acquire(IN_FLIGHT);
        free.release(IN_FLIGHT);
    }

    private void acquire(int permits) throws InterruptedException {
        if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new BenchmarkException("no send was confirmed within " + PATIENCE_SECONDS + " s");
        }
        Exception cause = failure.get();
        if (cause != null) {
            throw new BenchmarkException("an asynchronous send failed: " + cause, cause);
        }
    }
}
