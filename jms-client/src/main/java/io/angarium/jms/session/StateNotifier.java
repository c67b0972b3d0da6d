package io.angarium.jms.session;

import io.angarium.jms.channel.LossObserver;
import io.angarium.jms.link.LinkException;
import io.angarium.jms.link.LinkThreads;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls a connection's state listener, one call at a time and in order, on a thread that exists while there is something to tell. Guarded by its own lock. */
final class StateNotifier implements LossObserver {
    private static final System.Logger LOG = System.getLogger(StateNotifier.class.getName());
    private static final Echo SAID = new Echo(System::nanoTime); // by any connection of this JVM

    /** Of all connections: when a thousand come back at once, a few threads tell it. */
    private static final Executor TELLERS = LinkThreads.pool("angarium-connection-state");

    private final Executor threads;
    private final Queue<Consumer<ConnectionStateListener>> news = new ArrayDeque<>(); // guarded by this
    private boolean telling; // guarded by this
    private volatile @Nullable ConnectionStateListener listener;
    private long lostAt; // of the thread that connects
    private String why = ""; // likewise

    StateNotifier() {
        this(TELLERS);
    }

    /** @param threads runs what there is to tell on a thread of its own */
    StateNotifier(Executor threads) {
        this.threads = threads;
    }

    void listener(@Nullable ConnectionStateListener newListener) {
        listener = newListener;
    }

    @Nullable
    ConnectionStateListener listener() {
        return listener;
    }

    @Override
    public void lost(LinkException cause) {
        lostAt = System.nanoTime();
        String said = String.valueOf(cause.getMessage());
        why = said;
        LOG.log(level(said), () -> said + "; connecting again");
        tell(told -> told.connectionLost(said));
    }

    @Override
    public void restored() {
        Duration after = Duration.ofNanos(System.nanoTime() - lostAt);
        LOG.log(level("back: " + why), () -> "connected again after " + after.toMillis() + " ms");
        tell(told -> told.connectionRestored(after));
    }

    private static Level level(String line) {
        return SAID.repeats(line) ? Level.DEBUG : Level.INFO;
    }

    private synchronized void tell(Consumer<ConnectionStateListener> call) {
        if (listener == null) {
            return;
        }
        news.add(call);
        if (!telling) {
            telling = true;
            try {
                threads.execute(this::run);
            } catch (OutOfMemoryError e) { // for a thread; the next news will bring this along
                telling = false;
                LOG.log(Level.WARNING, "a connection state listener cannot be told", e);
            }
        }
    }

    private synchronized @Nullable Consumer<ConnectionStateListener> next() {
        Consumer<ConnectionStateListener> call = news.poll();
        telling = call != null;
        return call;
    }

    private void run() {
        for (Consumer<ConnectionStateListener> call = next(); call != null; call = next()) {
            ConnectionStateListener told = listener;
            try {
                if (told != null) {
                    Consumer<ConnectionStateListener> next = call;
                    LinkThreads.callInto(told, () -> next.accept(told));
                }
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "a connection state listener failed", e);
            }
        }
    }
}
