package io.angarium.server.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import io.angarium.jms.AngariumXAConnectionFactory;
import io.angarium.server.testing.Child;
import io.angarium.server.testing.ManagementPeer;
import io.angarium.server.testing.TestXid;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;

/**
 * A broker and an application in processes of their own, and an observer who sends orders and looks at what became of them. Beside the orders there are
 * a message, a row's worth of nothing, and a prepared branch of somebody else, which nobody may touch. Used by one thread.
 */
final class Scene {
    private static final TestXid SOMEBODY = new TestXid("somebody", "else");

    private final Path folder;
    private final AngariumXAConnectionFactory factory;
    private final List<String> committed = new ArrayList<>();
    private final int port;
    private Child broker;
    private Child application;
    private int orders;

    enum Victim {
        APPLICATION,
        BROKER
    }

    /** What is there of an order: rows, orders that wait, events. */
    record Found(int rows, int waiting, int events) {
        static Found of(boolean committed) {
            return committed ? new Found(1, 0, 1) : new Found(0, 1, 0);
        }
    }

    Scene(Path folder) throws Exception {
        this.folder = folder;
        broker = startBroker(0);
        port = Integer.parseInt(broker.hear("PORT "));
        factory = new AngariumXAConnectionFactory(uri());
        startApplication();
        prepareForSomebodyElse();
    }

    private String uri() {
        return "angarium://127.0.0.1:" + port;
    }

    private Child startBroker(int chosen) {
        return new Child(
                ArmedBroker.class,
                folder.resolve("broker.log"),
                List.of(folder.resolve("journal").toString(), Integer.toString(chosen)));
    }

    private void restartBroker() {
        broker = startBroker(port);
        broker.hear("PORT ");
    }

    private void startApplication() {
        application =
                new Child(Application.class, folder.resolve("application.log"), List.of(folder.toString(), uri()));
        application.hear("READY");
    }

    private void prepareForSomebodyElse() throws Exception {
        try (XAConnection connection = factory.createXAConnection()) {
            XASession session = connection.createXASession();
            XAResource resource = session.getXAResource();
            session.createProducer(session.createQueue("still")).send(session.createTextMessage("here"));
            resource.start(SOMEBODY, XAResource.TMNOFLAGS);
            session.createProducer(session.createQueue("theirs")).send(session.createTextMessage("in doubt"));
            resource.end(SOMEBODY, XAResource.TMSUCCESS);
            assertThat(resource.prepare(SOMEBODY)).isEqualTo(XAResource.XA_OK);
        }
    }

    /** An order that waits, by its name. */
    String order() throws JMSException {
        if (!broker.alive()) {
            restartBroker(); // a test before has failed
        }
        if (!application.alive()) {
            startApplication();
        }
        String order = "order-" + orders++;
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            session.createProducer(session.createQueue("in")).send(session.createTextMessage(order));
        }
        return order;
    }

    /** Has the order done without an interruption. */
    String run(boolean brokerFirst) {
        application.say("run " + first(brokerFirst) + " DURING_RECOVERY wait");
        return application.hear("DONE");
    }

    private static String first(boolean brokerFirst) {
        return brokerFirst ? "broker" : "database";
    }

    /** Has the order begun and interrupted; the victim is there again when it returns. */
    void crash(Moment moment, Victim victim, boolean brokerFirst) {
        if (moment == Moment.DURING_RECOVERY) {
            haltApplication("run " + first(brokerFirst) + " " + Moment.AFTER_BOTH_PREPARES);
            if (victim == Victim.APPLICATION) {
                haltApplication("scan " + moment);
            } else {
                haltBroker("scan " + moment, moment, "SCANNED");
            }
        } else if (victim == Victim.APPLICATION) {
            haltApplication("run " + first(brokerFirst) + " " + moment);
        } else {
            haltBroker("run " + first(brokerFirst) + " " + entry(moment), moment, "DONE");
        }
    }

    /**
     * Has the order begun and, some time later, kills the victim wherever the transaction is by then; it is there again when it returns.
     *
     * @return whether the broker has the transaction in doubt afterwards
     */
    boolean kill(Victim victim, boolean brokerFirst, long micros) {
        application.say("run " + first(brokerFirst) + " " + Moment.DURING_RECOVERY + " wait");
        Child killed = victim == Victim.APPLICATION ? application : broker;
        CompletableFuture.runAsync(killed::kill, CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS))
                .join();
        if (victim == Victim.APPLICATION) {
            startApplication();
        } else {
            restartBroker();
            application.hear("DONE");
        }
        return inDoubt() > 1;
    }

    private void haltApplication(String command) {
        application.say(command + " halt");
        assertThat(application.awaitExit()).isEqualTo(Crossing.HALTED);
        startApplication();
    }

    private void haltBroker(String command, Moment moment, String answer) {
        application.say(command + " wait");
        String xid = application.hear("AT " + entry(moment));
        if (moment.inTheBroker() || moment == Moment.DURING_RECOVERY) {
            String whose = moment.commits(true, true) ? "any" : xid; // what commits does not name the transaction again
            broker.say("arm " + whose + (moment.name().endsWith("ON_DISK") ? " before" : " after"));
            broker.hear("ARMED");
            application.say("go on");
            assertThat(broker.awaitExit()).isEqualTo(Crossing.HALTED);
        } else {
            broker.kill();
            application.say("go on");
        }
        application.hear(answer);
        restartBroker();
    }

    /** Where the application is when what happens in the broker is about to. */
    private static Moment entry(Moment moment) {
        return switch (moment) {
            case BEFORE_THE_REPLY_TO_PREPARE -> Moment.BEFORE_THE_PREPARED_IS_ON_DISK;
            case BEFORE_THE_REPLY_TO_COMMIT -> Moment.BEFORE_THE_COMMIT_IS_ON_DISK;
            default -> moment;
        };
    }

    /** Has recovery scan, which finishes what is in doubt. */
    void recover() {
        application.say("scan BEFORE_END wait");
        application.hear("SCANNED");
    }

    Found look(String order) throws JMSException {
        Found found = new Found(rows(order), count("in", order), count("out", order));
        if (found.equals(Found.of(true))) {
            committed.add(order);
        }
        return found;
    }

    private int rows(String pattern) {
        application.say("rows " + pattern);
        String[] numbers = application.hear("ROWS").split(" ");
        assertThat(numbers[1]).as("branches in doubt in the database").isEqualTo("0");
        return Integer.parseInt(numbers[0]);
    }

    private int count(String queue, String order) throws JMSException {
        return Collections.frequency(texts(queue), order);
    }

    private List<String> texts(String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            connection.start();
            QueueBrowser browser = session.createBrowser(session.createQueue(queue));
            for (Object message : Collections.list((Enumeration<?>) browser.getEnumeration())) {
                texts.add(((TextMessage) (Message) message).getText());
            }
        }
        return texts;
    }

    /** What was there is there, what was committed too, and no log or branch of the transactions is left. */
    void nothingElseIsTouched() throws JMSException, IOException {
        assertThat(texts("still")).containsExactly("here");
        assertThat(texts("theirs")).isEmpty();
        assertThat(texts("in")).isEmpty();
        assertThat(texts("out")).containsExactlyInAnyOrderElementsOf(committed);
        assertThat(rows("%")).isEqualTo(committed.size());
        assertThat(inDoubt()).as("branches that the broker has").isEqualTo(1);
        assertThat(logs()).as("logs that the transaction manager has").isEmpty();
    }

    private int inDoubt() {
        List<Map<String, Object>> rows = ManagementPeer.rows(uri(), "tx.list", Map.of());
        return rows.size();
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("transactions"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("AtomicAction"))
                    .toList();
        }
    }

    /** Commits what is somebody else's, which must be as it was, and ends both processes in order. */
    void end() throws Exception {
        try (Child first = broker;
                Child second = application) {
            try (XAConnection connection = factory.createXAConnection()) {
                connection.createXASession().getXAResource().commit(SOMEBODY, false);
            }
            assertThat(texts("theirs")).containsExactly("in doubt");
            second.stop();
            first.stop();
        }
    }
}
