package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Takes messages out of a queue for dead letters, each in a transaction of its own with what is done with it, and no more than there were at
 * the beginning: one that dies again meanwhile is not taken twice.
 */
abstract class DlqWork implements Callable<Integer> {
    final Terminal terminal;
    private final String done;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final DlqOptions which = new DlqOptions();

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            description = "At most so many messages a second (default: as fast as it goes).")
    double rate;

    @Option(names = "--dry-run", description = "Change nothing: say how many messages it would be.")
    boolean dryRun;

    /** @param done what has been done, for people */
    DlqWork(Terminal terminal, String done) {
        this.terminal = terminal;
        this.done = done;
    }

    /** Which of the messages that are asked for it takes. */
    @Nullable
    String selector() {
        return which.where;
    }

    /** Does with a message what is to be done, as part of the session's transaction. */
    abstract void work(Session session, Message message) throws JMSException;

    @Override
    public final Integer call() throws JMSException, InterruptedException {
        if (rate < 0) {
            throw new UsageException("--rate is not negative");
        }
        try (Connection connection = broker.connect(common);
                StopSignal stop = StopSignal.install()) {
            connection.setExceptionListener(stop::fail);
            connection.start();
            Session looking = connection.createSession();
            long all = which.browse(looking, which.where, message -> {});
            long most = which.browse(looking, selector(), message -> {});
            if (dryRun) {
                terminal.say(most + " messages would be " + done + leftOut(all - most));
                return Angarium.OK;
            }
            long taken = take(connection.createSession(true, Session.SESSION_TRANSACTED), most, stop);
            terminal.say(taken + " messages " + done + leftOut(all - most));
            return Angarium.OK;
        }
    }

    /** What is said of those that were asked for and are not taken. */
    private static String leftOut(long left) {
        return left == 0 ? "" : ", " + left + " left: they did not come from a queue";
    }

    private long take(Session session, long most, StopSignal stop) throws JMSException, InterruptedException {
        MessageConsumer consumer = session.createConsumer(session.createQueue(which.name()), selector());
        Pace pace = Pace.of(rate);
        long taken = 0;
        while (taken < most && !stop.requested()) {
            pace.await();
            Message message = consumer.receiveNoWait();
            stop.check();
            if (message == null) {
                break;
            }
            work(session, message);
            session.commit();
            taken++;
        }
        return taken;
    }
}
