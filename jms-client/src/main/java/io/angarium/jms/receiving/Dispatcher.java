package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import io.angarium.jms.link.Waits;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one session: runs its message listeners and completion listeners one at a time, each source in its turn. Reads the link
 * itself while it has nothing to do. Started when first needed.
 */
public final class Dispatcher {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Channel channel;
    private final String name;
    private final Acknowledger acknowledger;
    private final Consumer<JMSException> problems;
    private final List<DispatchSource> sources = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;
    private @Nullable Thread thread; // guarded by this

    /**
     * @param name of the thread
     * @param acknowledger asked to settle before the thread waits
     * @param problems hears why the thread has failed; where there is no memory for that, again
     */
    public Dispatcher(Channel channel, String name, Acknowledger acknowledger, Consumer<JMSException> problems) {
        this.problems = problems;
        this.channel = channel;
        this.name = name;
        this.acknowledger = acknowledger;
    }

    /** Adds a source and starts the thread if it is not running. */
    public void add(DispatchSource source) {
        start(); // first, as there may be no thread to be had
        sources.add(source);
        channel.wake();
    }

    /** Takes a source out; it may still be in the middle of its work. */
    public void remove(DispatchSource source) {
        sources.remove(source);
    }

    private synchronized void start() {
        if (thread == null && !stopped) {
            Thread started = new Thread(this::run, name);
            started.start();
            thread = started;
        }
    }

    /** Whether the calling thread is the session's. */
    public synchronized boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** Ends the thread after the work it is at, and waits for its end unless it is the caller. */
    public void stop() throws JMSException {
        stopped = true;
        channel.wake();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            running.join();
        } catch (InterruptedException e) {
            throw JmsExceptions.interrupted(e, "the end of " + name);
        }
    }

    private void run() {
        try {
            work();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /**
     * What this thread has had in its hands when it failed, as where memory was used up, is with nobody now. So the connection ends: what it
     * has not acknowledged goes back to the broker, and the application hears why.
     */
    private void fail(Throwable cause) {
        Waits.untilMemory(() -> stopped, () -> {
            channel.close();
            JMSException problem = JmsExceptions.caused(
                    new JMSException("the connection is closed, because " + name + " failed: " + cause), cause);
            problems.accept(problem);
            sources.forEach(source -> source.broken(problem));
        });
        LOG.log(System.Logger.Level.ERROR, () -> name + " failed", cause); // last, as it takes memory too
    }

    private void work() {
        while (!stopped) {
            if (Thread.interrupted()) { // left behind by a listener; this thread is not waited for that way
                LOG.log(System.Logger.Level.DEBUG, () -> name + " was interrupted by a listener");
            }
            try {
                if (!runRound()) {
                    acknowledger.rest();
                    channel.await(this::wakeUp, Deadlines.NEVER, "messages");
                }
            } catch (JMSException e) {
                if (channel.isBroken() || stopped) {
                    LOG.log(System.Logger.Level.DEBUG, () -> name + " ends: " + e.getMessage());
                    sources.forEach(source -> source.broken(e));
                    return;
                }
                LOG.log(System.Logger.Level.WARNING, name + " goes on after an error", e);
            }
        }
    }

    private boolean runRound() throws JMSException {
        boolean worked = false;
        for (DispatchSource source : sources) {
            if (stopped) {
                return true;
            }
            worked |= source.runOne();
        }
        return worked;
    }

    private boolean wakeUp() {
        if (stopped) {
            return true;
        }
        for (DispatchSource source : sources) {
            if (source.ready()) {
                return true;
            }
        }
        return false;
    }
}
