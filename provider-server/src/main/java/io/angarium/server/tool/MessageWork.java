package io.angarium.server.tool;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Takes messages out of a queue, each in a transaction of its own with what is done with it, and no more than there were at
 * the beginning: one that comes back meanwhile is not taken twice. Whatever is killed meanwhile, a message is in one place or the other.
 */
abstract class MessageWork implements Callable<Integer> {
    final Terminal terminal;
    private final String done;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Mixin
    final ConnectOptions broker = new ConnectOptions();

    @Mixin
    final WhichMessages which = new WhichMessages();

    @Mixin
    final RateOption pace = new RateOption();

    @Option(names = "--dry-run", description = "Change nothing: say how many messages it would be.")
    boolean dryRun;

    /** @param done what has been done, for people */
    MessageWork(Terminal terminal, String done) {
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

    /**
     * Checks what picocli cannot.
     *
     * @throws UsageException with a line for the user
     */
    void validate() {
        which.name();
    }

    @Override
    public final Integer call() throws JMSException, IOException, InterruptedException {
        validate();
        try (Connection connection = broker.connect(common);
                StopSignal stop = StopSignal.install()) {
            connection.setExceptionListener(stop::fail);
            connection.start();
            Session looking = connection.createSession();
            long all = which.count(looking, which.where);
            long most = which.count(looking, selector());
            if (dryRun) {
                terminal.say(most + " messages would be " + done + leftOut(all - most));
                return Angarium.OK;
            }
            long taken = take(connection.createSession(true, Session.SESSION_TRANSACTED), looking, most, stop);
            if (taken < most && !stop.requested()) {
                checkNoneIsHeld(taken, Math.min(most - taken, which.count(looking, selector())));
            }
            terminal.say(taken + " messages " + done + leftOut(all - most));
            return Angarium.OK;
        }
    }

    /** What is said of those that were asked for and are not taken. */
    private static String leftOut(long left) {
        return left == 0 ? "" : ", " + left + " left: they did not come from a queue";
    }

    /** Those that somebody else has taken meanwhile are not missed. */
    private void checkNoneIsHeld(long taken, long held) {
        if (held > 0) {
            throw new ToolException(taken + " messages " + done + ", then: " + held
                    + " are there and do not come; the queue is paused, or another consumer has it or their groups for"
                    + " itself, or one before them waits for its next attempt: 'angarium queue explain " + which.name()
                    + "' says which");
        }
    }

    private long take(Session session, Session looking, long most, StopSignal stop)
            throws JMSException, IOException, InterruptedException {
        Taker taker = new Taker(
                ExistingQueue.open(session, which.name(), queue -> session.createConsumer(queue, selector())),
                () -> which.any(looking, selector()));
        Pace turns = pace.pace();
        long taken = 0;
        while (taken < most && !stop.requested()) {
            turns.await();
            Message message = taker.next();
            stop.check();
            if (message == null) {
                break;
            }
            taken += done(session, message) ? 1 : 0;
        }
        return taken;
    }

    /** False if the broker has rolled back, because it went away in the middle say: then the message is in its queue again. */
    private boolean done(Session session, Message message) throws JMSException {
        try {
            work(session, message);
            session.commit();
            return true;
        } catch (TransactionRolledBackException again) {
            return false;
        }
    }
}
