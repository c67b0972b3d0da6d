package io.angarium.server.tool.selfcheck;

import io.angarium.jms.AngariumConnectionFactory;
import io.angarium.jms.AngariumXAConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One run: the crowd works, the troublemaker disturbs, the book tells. Owned by one thread. */
public final class Selfcheck {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Longer than a silent broker takes to be noticed, and a call to fail. */
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(90);

    private static final int CONFIRMED_BETWEEN = 200;

    private final Plan plan;
    private final Outages outages = new Outages();
    private final Troublemaker trouble;
    private final Book book = new Book(UUID.randomUUID().toString());
    private final Crowd crowd;
    private final boolean leavesNothing;

    /**
     * How a run goes.
     *
     * @param seed of the disturbances
     * @param prefix of the names of its destinations
     * @param length it ends after so long
     * @param disturbances or after so many
     * @param patience how long nothing may arrive before it counts as lost
     * @param gap pause between two disturbances; there are {@value #CONFIRMED_BETWEEN} confirmed messages between them in any case
     */
    public record Plan(long seed, String prefix, Duration length, int disturbances, Duration gap, Duration patience) {}

    /** How it stands. */
    @FunctionalInterface
    public interface Progress {
        void stands(Duration since, long sent, long confirmed, long received, int disturbances);
    }

    /** Connects applications to a port of the loopback interface, where the relay listens. */
    public interface Applications {

        /** One that comes back by itself. */
        Connection connect(int relayPort) throws JMSException;

        /** One for a transaction manager. */
        XAConnection connectXa(int relayPort) throws JMSException;

        /** By the URI of a port. */
        static Applications by(IntFunction<String> uri) {
            return new Applications() {
                @Override
                public Connection connect(int relayPort) throws JMSException {
                    return new AngariumConnectionFactory(uri.apply(relayPort)).createConnection();
                }

                @Override
                public XAConnection connectXa(int relayPort) throws JMSException {
                    return new AngariumXAConnectionFactory(uri.apply(relayPort)).createXAConnection();
                }
            };
        }
    }

    /**
     * @param relay stands before the broker
     * @param victim the broker, null if it may not be touched and lives on: then nothing is left behind at it
     */
    public Selfcheck(Plan plan, Relay relay, @Nullable Victim victim, Applications applications) {
        this.plan = plan;
        trouble = new Troublemaker(relay, victim, new Random(plan.seed()), outages);
        crowd = new Crowd(
                plan.prefix(),
                () -> outages.watch(applications.connect(relay.port())),
                () -> applications.connectXa(relay.port()),
                book);
        leavesNothing = victim == null;
    }

    /** Runs to the end of the plan, or until told to stop or an application saw what it should not. */
    public Report run(BooleanSupplier goOn, Progress progress) throws JMSException, IOException, InterruptedException {
        long begin = System.nanoTime();
        crowd.start();
        long next = begin;
        while (goOn.getAsBoolean() && book.problems().isEmpty() && !isOver(begin)) {
            long goal = book.confirmed() + CONFIRMED_BETWEEN;
            if (!await(
                    () -> !goOn.getAsBoolean() || isOver(begin) || book.confirmed() >= goal,
                    plan.patience(),
                    begin,
                    progress)) {
                book.problem("all", new IllegalStateException("nothing is confirmed any more"));
            } else if (System.nanoTime() - next >= 0 && book.confirmed() >= goal) {
                trouble.disturb();
                next = System.nanoTime() + plan.gap().toNanos();
            }
        }
        end(begin, progress);
        return report(Duration.ofNanos(System.nanoTime() - begin));
    }

    private boolean isOver(long begin) {
        return trouble.total() >= plan.disturbances()
                || System.nanoTime() - begin >= plan.length().toNanos();
    }

    private void end(long begin, Progress progress) throws JMSException, InterruptedException {
        List<String> dead = new ArrayList<>(crowd.dead());
        crowd.endProducers();
        await(() -> book.missing() == 0 || !book.problems().isEmpty(), plan.patience(), begin, progress);
        dead.forEach(name -> book.problem(name, new IllegalStateException("it has ended")));
        crowd.endConsumers();
        if (leavesNothing) {
            crowd.unsubscribe();
        }
    }

    /** False if the condition does not come to hold while nothing arrives any more. */
    private boolean await(BooleanSupplier condition, Duration patience, long begin, Progress progress)
            throws InterruptedException {
        long received = -1;
        long deadline = 0;
        while (!condition.getAsBoolean()) {
            Sums sums = book.sums();
            progress.stands(
                    Duration.ofNanos(System.nanoTime() - begin),
                    sums.sent(),
                    sums.confirmed(),
                    sums.received(),
                    trouble.total());
            if (sums.received() != received) {
                received = sums.received();
                deadline = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while the applications work");
            }
        }
        return true;
    }

    private Report report(Duration length) {
        return new Report(
                plan.seed(),
                length,
                book.sums(),
                book.rolledBackTransactions(),
                book.xa().sums(),
                book.strangers(),
                trouble.counts(),
                outages.reconnects(),
                outages.slowestReconnect(),
                outages.longestOutage(),
                book.problems(),
                book.idle());
    }
}
