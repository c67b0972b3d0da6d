package io.angarium.ra.inbound;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A message-driven bean that is deployed: Connectors 2.1 section 13.4. It connects when it can and again for ever, and pauses when its
 * deliveries only fail. While it is not connected it has no thread; its steps run on the adapter's timer. Guarded by its own lock, which
 * is not held while anything is opened or closed.
 */
final class Activation implements Reception.Owner {
    private static final Logger LOG = System.getLogger(Activation.class.getName());

    /** How long an undeployment waits for what beans are at, and for the broker's last word. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Reception.Parts parts;
    private final Destination destination;
    private final ScheduledExecutorService timer;
    private final Failures failures;
    private final String name;
    private final History history = new History(System::currentTimeMillis);
    private State state = State.WAITING; // guarded by this, as all that follows
    private @Nullable Reception reception;
    private @Nullable Reception troubled;
    private boolean troubledEarly;
    private boolean connecting;
    private int tries;
    private boolean told; // that there is no broker: once, however often it tries

    /** What it is doing. */
    enum State {
        /** It connects, or waits to do so. */
        WAITING,
        /** Messages come. */
        ACTIVE,
        /** Its deliveries only failed; it waits to try one. */
        PAUSED,
        /** For good. */
        ENDED
    }

    Activation(Reception.Parts parts, Destination destination, ScheduledExecutorService timer, String name) {
        this.parts = parts;
        this.destination = destination;
        this.timer = timer;
        this.name = name;
        this.failures = new Failures(parts.settings());
    }

    /** Connects soon; returns at once. */
    void begin() {
        later(Duration.ZERO, this::connect);
    }

    private void later(Duration delay, Runnable step) {
        try {
            ScheduledFuture<?> unused = timer.schedule(() -> guarded(step), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the adapter has stopped, and " + name + " with it", e);
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a step of " + name + " failed", e);
        }
    }

    private void connect() {
        synchronized (this) {
            if (state == State.ENDED || reception != null) {
                return;
            }
            troubledEarly = false;
            connecting = true;
        }
        try {
            open();
        } finally {
            synchronized (this) {
                connecting = false;
                notifyAll();
            }
        }
    }

    private void open() {
        Reception opened;
        try {
            opened = Reception.open(parts, destination, this);
        } catch (JMSException | ResourceException | RuntimeException | OutOfMemoryError e) { // no thread to be had
            notConnected(e);
            return;
        }
        boolean late;
        boolean useless;
        synchronized (this) {
            late = state == State.ENDED;
            if (!late) {
                reception = opened;
                state = State.ACTIVE;
                tries = 0;
                told = false;
            }
            useless = troubledEarly || opened.isBroken(); // told before it was ours
        }
        if (late) {
            opened.close(); // whoever ended it waits for this
            return;
        }
        LOG.log(Level.INFO, "{0} receives from {1}", name, destination);
        if (useless) {
            end(opened, State.WAITING, parts.settings().reconnect().most());
        }
    }

    private void notConnected(Throwable cause) {
        history.trouble(String.valueOf(cause.getMessage()));
        Duration delay;
        boolean first;
        synchronized (this) {
            if (state == State.ENDED) {
                return;
            }
            first = !told;
            told = true;
            tries++;
            state = State.WAITING;
            delay = parts.settings().reconnect().after(tries);
        }
        LOG.log(
                first ? Level.WARNING : Level.DEBUG,
                () -> name + " does not receive from " + destination + ": " + cause.getMessage()
                        + ". It goes on trying");
        later(delay, this::connect);
    }

    @Override
    public void broken(JMSException cause) {
        Reception lost;
        synchronized (this) {
            lost = reception;
            if (lost == null || lost == troubled) {
                troubledEarly = true;
                return;
            }
            troubled = lost;
            told = true;
        }
        history.trouble(String.valueOf(cause.getMessage()));
        if (lost.isBroken()) {
            LOG.log(Level.WARNING, () -> name + " has lost its broker: " + cause.getMessage() + ". It connects again");
            later(Duration.ZERO, () -> end(lost, State.WAITING, Duration.ZERO));
        } else {
            LOG.log(Level.WARNING, () -> name + ": " + cause.getMessage() + ". It connects again");
            later(parts.settings().reconnect().most(), () -> end(lost, State.WAITING, Duration.ZERO));
        }
    }

    /** Closes what was open, and connects again after that time. */
    private void end(Reception open, State next, Duration delay) {
        synchronized (this) {
            if (reception != open) {
                return;
            }
            reception = null;
            state = next;
        }
        try {
            open.closing();
        } finally { // also where there is no thread to be had for it
            later(delay, this::connect);
        }
    }

    private synchronized @Nullable Reception current() {
        return reception;
    }

    /** What it is doing. */
    synchronized State state() {
        return state;
    }

    String name() {
        return name;
    }

    String destination() {
        return destination.toString();
    }

    int sessions() {
        return parts.settings().sessions();
    }

    /** How many messages beans are at. */
    int inFlight() {
        Reception now = current();
        return now == null ? 0 : now.inFlight();
    }

    History history() {
        return history;
    }

    @Override
    public int allowed() {
        return failures.sessions();
    }

    @Override
    public void succeeded() {
        history.delivered();
        boolean recovered = failures.succeeded();
        Reception now = current();
        if (recovered && now != null) {
            LOG.log(Level.INFO, "{0} works again", name);
            now.look();
        }
    }

    @Override
    public void failed(Delivery session, @Nullable Throwable cause) {
        LOG.log(Level.DEBUG, () -> name + " failed: " + cause, cause);
        history.failed(cause);
        if (session.isCutOff()) { // no fault of the bean's, however many were at work; what comes after has sessions of
            // its own
            return;
        }
        Duration rest = failures.failed();
        Optional<Duration> pause = failures.pause();
        Reception now = current();
        if (pause.isPresent() && now != null) {
            LOG.log(
                    Level.WARNING,
                    () -> name + " only fails, lastly: " + History.told(cause) + "; it pauses for " + pause.get()
                            + " and tries one message then");
            end(now, State.PAUSED, pause.get());
        } else {
            later(rest, session::rested);
        }
    }

    /** The bean is undeployed: what was not begun is back at the broker when this returns, and its factory is not used any more. */
    void stop() {
        Reception open;
        synchronized (this) {
            open = reception;
            reception = null;
            state = State.ENDED;
        }
        try {
            if (open != null) {
                open.closing().join(PATIENCE.toMillis());
            }
            awaitConnecting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitConnecting() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (connecting) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
