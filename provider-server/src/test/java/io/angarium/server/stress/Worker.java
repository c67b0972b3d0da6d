package io.angarium.server.stress;

import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One thread of the application: so many random steps with sessions of its own on connections that all share. */
final class Worker implements Runnable {
    private static final int MOST_APPS = 3;

    private final Stage stage;
    private final Sending sending;
    private final Random random;
    private final int steps;
    private final List<App> apps = new ArrayList<>();
    private final List<Worker> peers;
    private Thread willing; // guarded by this
    volatile int step;
    volatile String doing = "nothing";

    Worker(Stage stage, Sending sending, int number, int steps, List<Worker> peers) {
        this.stage = stage;
        this.sending = sending;
        this.random = new Random(stage.seed() * 31 + number);
        this.steps = steps;
        this.peers = peers;
    }

    @Override
    public void run() {
        for (step = 0; step < steps; step++) {
            step();
        }
        for (App app : List.copyOf(apps)) {
            if (random.nextBoolean()) {
                doing = "close a session at the end";
                close(app);
            }
        }
        doing = "nothing more";
    }

    private void step() {
        apps.removeIf(App::closing);
        int dice = random.nextInt(100);
        if (apps.isEmpty() || dice < 6) {
            open(false);
        } else if (dice < 10) {
            open(true);
        } else if (dice < 13) {
            doing = "close a session";
            close(apps.get(random.nextInt(apps.size())));
        } else if (dice < 17) {
            stopOrStart();
        } else if (dice < 19) {
            doing = "replace a connection";
            Line any = stage.line(random);
            stage.attempt("connection closed", any::closing, false, () -> stage.replace(any));
        } else if (dice < 22) {
            peers.get(random.nextInt(peers.size())).interrupt(stage);
        } else if (dice < 25) {
            temporary();
        } else if (dice < 27) {
            doing = "close a session of any worker";
            stage.apps.stream()
                    .skip(random.nextInt(1 + stage.apps.size()))
                    .findFirst()
                    .ifPresent(this::close);
        } else {
            use();
        }
    }

    private void close(App app) {
        stage.apps.remove(app);
        apps.remove(app);
        app.close();
    }

    private void open(boolean listening) {
        doing = "open a session";
        if (apps.size() < MOST_APPS) {
            App app = App.open(stage, sending, listening, random);
            if (app != null) {
                apps.add(app);
                stage.apps.add(app);
                app.openConsumer();
            }
        }
    }

    private void stopOrStart() {
        Line line = stage.line(random);
        if (random.nextInt(3) == 0) {
            doing = "stop a connection";
            stage.attempt("connection stopped", line::closing, false, line.connection::stop);
        }
        doing = "start a connection";
        stage.attempt("connection started", line::closing, false, line.connection::start);
    }

    private void temporary() {
        doing = "create or delete a temporary queue";
        Line line = stage.line(random);
        if (line.temporaries.size() < 2) {
            stage.attempt("temporary queue created", line::closing, true, () -> {
                try (Session session = line.connection.createSession()) {
                    line.add(session.createTemporaryQueue());
                }
            });
        } else {
            TemporaryQueue temporary = line.temporaries.get(random.nextInt(line.temporaries.size()));
            stage.attempt("temporary queue deleted", line::closing, true, temporary::delete);
            if (random.nextBoolean()) {
                line.temporaries.remove(temporary); // else it will be sent to although it is gone
            }
        }
    }

    private void use() {
        App app = apps.get(random.nextInt(apps.size()));
        doing = "use a session";
        willing(true);
        try {
            app.act();
        } finally {
            willing(false);
        }
    }

    private synchronized void willing(boolean now) {
        willing = now ? Thread.currentThread() : null;
        if (!now && Thread.interrupted()) {
            stage.counts.count("interrupt survived");
        }
    }

    /** Interrupts it if it is at something that may be interrupted without harm to the book. */
    private synchronized void interrupt(Stage of) {
        if (willing != null && willing != Thread.currentThread()) {
            willing.interrupt();
            of.counts.count("interrupt");
        }
    }
}
