package io.angarium.server.stress;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import java.util.Random;

/** A message listener that settles, sends, recovers and fails at random. Runs on its session's thread. */
final class Listener implements MessageListener {
    private final Stage stage;
    private final Work work;
    private final Sending sending;
    private final Random random;

    Listener(Stage stage, Work work, Sending sending, Random random) {
        this.stage = stage;
        this.work = work;
        this.sending = sending;
        this.random = random;
    }

    /** What a failing application throws. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("a listener of the stress test fails on purpose");
        }
    }

    @Override
    public void onMessage(Message message) {
        String[] id = new String[1];
        work.attempt("listener called", () -> id[0] = work.given(message));
        if (id[0] == null) {
            return;
        }
        int dice = random.nextInt(20);
        if (dice < 2) {
            stage.counts.count("listener failed");
            if (!work.redeliversFailed()) {
                work.handled(id[0]);
            }
            throw new Failure();
        } else if (dice < 4 && !work.transacted()) {
            work.recover();
        } else {
            work.handled(id[0]);
            settle(dice);
        }
    }

    private void settle(int dice) {
        if (dice < 7) {
            work.attempt("sent by a listener", () -> {
                try (MessageProducer producer = work.session.createProducer(null)) {
                    sending.send(
                            work, producer, work.session.createQueue(stage.queue(random.nextInt(2))), false, random);
                }
            });
        }
        if (work.transacted()) {
            if (dice < 8) {
                work.rollback();
            } else if (dice < 16) {
                work.commit();
            }
        } else if (dice < 14) {
            work.acknowledge();
        }
    }
}
