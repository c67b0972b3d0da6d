package io.angarium.server.stress;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Random;

/** A session with consumers and producers, used by one worker and, where it listens, by its own thread. */
final class App {
    private static final int[] MODES = {
        Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED
    };

    private final Line line;
    private final boolean listening;
    private final Stage stage;
    private final Random random;
    private final Work work;
    private final Sending sending;
    private final List<MessageConsumer> consumers = new ArrayList<>();
    private final List<MessageProducer> producers = new ArrayList<>();

    private App(Stage stage, Line line, Work work, Sending sending, boolean listening, Random random) {
        this.stage = stage;
        this.line = line;
        this.work = work;
        this.sending = sending;
        this.listening = listening;
        this.random = random;
    }

    /** Opens a session; null if its connection was closed meanwhile. */
    static App open(Stage stage, Sending sending, boolean listening, Random random) {
        Line line = stage.line(random);
        int mode = MODES[random.nextInt(MODES.length)];
        App[] opened = new App[1];
        stage.attempt(listening ? "session opened to listen" : "session opened", line::closing, false, () -> {
            Session session = line.connection.createSession(mode);
            Work work = new Work(stage, line, session, mode);
            opened[0] = new App(stage, line, work, sending, listening, random);
        });
        return opened[0];
    }

    boolean closing() {
        return work.closing || line.closing();
    }

    void openConsumer() {
        if (consumers.size() >= 3) {
            closeConsumer();
            return;
        }
        String selector = random.nextInt(5) == 0 ? "part = " + random.nextInt(2) : null;
        work.attempt(selector == null ? "consumer opened" : "consumer with selector opened", () -> {
            MessageConsumer consumer;
            if (random.nextInt(4) == 0) {
                consumer = work.session.createSharedDurableConsumer(
                        work.session.createTopic(stage.topic()), stage.subscription());
            } else {
                consumer =
                        work.session.createConsumer(work.session.createQueue(stage.queue(random.nextInt(2))), selector);
            }
            consumers.add(consumer);
        });
        if (listening && !consumers.isEmpty()) {
            MessageConsumer newest = consumers.get(consumers.size() - 1);
            long seed = random.nextLong();
            work.attempt("listener set", () -> {
                if (newest.getMessageListener() == null) {
                    newest.setMessageListener(new Listener(stage, work, sending, new Random(seed)));
                }
            });
        }
    }

    void closeConsumer() {
        if (!consumers.isEmpty()) {
            MessageConsumer consumer = consumers.remove(random.nextInt(consumers.size()));
            work.attempt("consumer closed", consumer::close);
        }
    }

    /** One thing that an application does with its session. */
    void act() {
        int dice = random.nextInt(100);
        if (consumers.isEmpty() || dice < 8) {
            openConsumer();
        } else if (dice < 12) {
            closeConsumer();
        } else if (!listening) {
            use(dice);
        } else if (dice < 16) {
            deafen();
        }
    }

    /** Takes a listener away and sets another. */
    private void deafen() {
        MessageConsumer consumer = consumers.get(random.nextInt(consumers.size()));
        work.attempt("listener taken away", () -> consumer.setMessageListener(null));
        long seed = random.nextLong();
        work.attempt(
                "listener set",
                () -> consumer.setMessageListener(new Listener(stage, work, sending, new Random(seed))));
    }

    private void use(int dice) {
        if (dice < 45) {
            send();
        } else if (dice < 75) {
            receive();
        } else if (dice < 90) {
            settle();
        } else if (dice < 94) {
            browse();
        } else if (!producers.isEmpty()) {
            MessageProducer producer = producers.remove(random.nextInt(producers.size()));
            work.attempt("producer closed", producer::close);
        }
    }

    private void send() {
        TemporaryQueue temporary = random.nextInt(8) == 0 && !line.temporaries.isEmpty()
                ? line.temporaries.get(random.nextInt(line.temporaries.size()))
                : null;
        if (temporary != null || random.nextInt(4) == 0) {
            anonymously(temporary);
            return;
        }
        if (producers.size() < 2) {
            work.attempt("producer opened", () -> producers.add(work.session.createProducer(destination())));
        }
        if (!producers.isEmpty()) {
            MessageProducer producer = producers.get(random.nextInt(producers.size()));
            for (int i = random.nextInt(8); i >= 0; i--) {
                sending.send(work, producer, null, false, random);
            }
        }
    }

    private void anonymously(TemporaryQueue temporary) {
        work.attempt("sent without a producer's destination", () -> {
            MessageProducer any = work.session.createProducer(null);
            sending.send(work, any, temporary == null ? destination() : temporary, temporary != null, random);
            any.close();
        });
    }

    private Destination destination() throws JMSException {
        return random.nextInt(4) == 0
                ? work.session.createTopic(stage.topic())
                : work.session.createQueue(stage.queue(random.nextInt(2)));
    }

    private void receive() {
        for (int i = random.nextInt(4); i >= 0 && !closing(); i--) {
            receive(consumers.get(random.nextInt(consumers.size())));
        }
    }

    private void receive(MessageConsumer consumer) {
        boolean now = random.nextInt(3) == 0;
        work.attempt(now ? "receiveNoWait" : "receive", () -> {
            Message message = now ? consumer.receiveNoWait() : consumer.receive(1 + random.nextInt(20));
            if (message != null) {
                work.received(message);
            }
        });
    }

    private void settle() {
        if (work.transacted()) {
            if (random.nextInt(3) == 0) {
                work.rollback();
            } else {
                work.commit();
            }
        } else if (random.nextInt(4) == 0) {
            work.recover();
        } else {
            work.acknowledge();
        }
    }

    private void browse() {
        work.attempt("browsed", () -> {
            Queue queue = work.session.createQueue(stage.queue(random.nextInt(2)));
            try (QueueBrowser browser = work.session.createBrowser(queue)) {
                Enumeration<?> all = browser.getEnumeration();
                for (int i = random.nextInt(20); i > 0 && all.hasMoreElements(); i--) {
                    all.nextElement();
                }
            }
        });
    }

    void close() {
        work.close(listening ? "listening session closed" : "session closed");
    }
}
