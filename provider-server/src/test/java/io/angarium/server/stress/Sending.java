package io.angarium.server.stress;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends messages of every kind and keeps the book. Used by a session's thread; completions come on another. */
final class Sending {
    private final Stage stage;
    private final Queue<Completion> completions = new ConcurrentLinkedQueue<>();

    Sending(Stage stage) {
        this.stage = stage;
    }

    /** Whom an asynchronous send tells, once or, if it failed, not at all. */
    private static final class Completion implements CompletionListener {
        private final Stage stage;
        private final String id;
        private final boolean counted;
        private final AtomicInteger calls = new AtomicInteger();
        private volatile int expected = 1;

        Completion(Stage stage, String id, boolean counted) {
            this.stage = stage;
            this.id = id;
            this.counted = counted;
        }

        @Override
        public void onCompletion(Message message) {
            calls.incrementAndGet();
            stage.counts.count("completion");
            if (counted) {
                stage.book.confirmed(List.of(id));
            }
        }

        @Override
        public void onException(Message message, Exception exception) {
            calls.incrementAndGet();
            stage.counts.count("completion with an error");
            if (counted) {
                stage.book.unknown(List.of(id));
            }
        }
    }

    private record Parcel(Work work, MessageProducer producer, Destination to, String id, Message message) {
        void send() throws JMSException {
            if (producer.getDestination() == null) {
                producer.send(to, message);
            } else {
                producer.send(message);
            }
        }

        void send(CompletionListener listener) throws JMSException {
            if (producer.getDestination() == null) {
                producer.send(to, message, listener);
            } else {
                producer.send(message, listener);
            }
        }
    }

    /**
     * Sends one message.
     *
     * @param temporary whether the destination may be deleted at any time, with what is in it
     */
    void send(Work work, MessageProducer producer, Destination to, boolean temporary, Random random) {
        String id = stage.nextId();
        boolean persistent = random.nextInt(3) > 0;
        boolean async = random.nextInt(4) == 0;
        work.temporaries |= temporary;
        stage.book.sending(id, work.transacted());
        Parcel[] made = new Parcel[1];
        work.attempt("message made", () -> {
            Message message = work.session.createTextMessage(id);
            message.setIntProperty("part", random.nextInt(2));
            if (random.nextInt(10) == 0) {
                message.setStringProperty("ballast", "b".repeat(random.nextInt(200_000)));
            }
            producer.setDeliveryMode(persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
            made[0] = new Parcel(work, producer, to, id, message);
        });
        if (made[0] == null) {
            stage.book.unknown(List.of(id));
        } else if (async) {
            sendAsync(made[0], temporary);
        } else {
            sendAndWait(made[0], temporary, persistent);
        }
    }

    private void sendAndWait(Parcel parcel, boolean temporary, boolean persistent) {
        String kind = persistent ? "send persistent" : "send non-persistent";
        boolean done = parcel.work.attempt(parcel.work.transacted() ? kind + " in a transaction" : kind, parcel::send);
        if (parcel.work.transacted() && done && !temporary) {
            parcel.work.sentInTransaction(parcel.id);
        } else if (done && !temporary) {
            stage.book.confirmed(List.of(parcel.id));
        } else {
            stage.book.unknown(List.of(parcel.id));
        }
    }

    private void sendAsync(Parcel parcel, boolean temporary) {
        boolean own = !parcel.work.transacted() && !temporary;
        Completion completion = new Completion(stage, parcel.id, own);
        completions.add(completion);
        boolean done = parcel.work.attempt(
                parcel.work.transacted() ? "send asynchronous in a transaction" : "send asynchronous",
                () -> parcel.send(completion));
        if (!done) {
            completion.expected = 0;
        }
        if (done && parcel.work.transacted() && !temporary) {
            parcel.work.sentInTransaction(parcel.id);
        } else if (!own || !done) {
            stage.book.unknown(List.of(parcel.id));
        }
    }

    /** All sessions are closed: every completion has been told, once. */
    void finish() {
        for (Completion completion : completions) {
            if (completion.calls.get() != completion.expected) {
                stage.book.problem("the completion of " + completion.id + " was told " + completion.calls
                        + " times, not " + completion.expected);
            }
        }
    }
}
