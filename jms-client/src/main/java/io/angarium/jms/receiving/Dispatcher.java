package io.angarium.jms.receiving;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.channel.Deadlines;
import io.angarium.jms.error.JmsExceptions;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final List<DispatchSource> sources = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;
    private @Nullable Thread thread; // guarded by this

    /**
     * @param name of the thread
     * @param acknowledger asked to settle before the thread waits
     */
    public Dispatcher(Channel channel, String name, Acknowledger acknowledger) {
        this.channel = channel;
        this.name = name;
        this.acknowledger = acknowledger;
    }

    /** Adds a source and starts the thread if it is not running. */
    public void add(DispatchSource source) {
        sources.add(source);
        start();
        channel.wake();
    }

    /** Takes a source out; it may still be in the middle of its work. */
    public void remove(DispatchSource source) {
        sources.remove(source);
    }

    private synchronized void start() {
        if (thread == null && !stopped) {
            Thread started = new Thread(this::run, name);
            thread = started;
            started.start();
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
