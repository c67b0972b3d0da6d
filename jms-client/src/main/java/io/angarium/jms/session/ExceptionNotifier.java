package io.angarium.jms.session;

import io.angarium.jms.link.LinkThreads;
import io.angarium.jms.link.Waits;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls a connection's exception listener, one call at a time, on a thread of its own: never on the reading thread, which must not run
 * application code (Jakarta Messaging 3.1 section 6.1.7).
 */
final class ExceptionNotifier {
    private static final System.Logger LOG = System.getLogger(ExceptionNotifier.class.getName());

    private static final Executor TELLERS = LinkThreads.pool("angarium-exception-listener");

    private final Executor threads;
    private final Object calling = new Object();
    private volatile @Nullable ExceptionListener listener;
    private volatile boolean silent;

    ExceptionNotifier() {
        this(TELLERS);
    }

    /** @param threads runs each call on a thread of its own */
    ExceptionNotifier(Executor threads) {
        this.threads = threads;
    }

    @Nullable
    ExceptionListener listener() {
        return listener;
    }

    void listener(@Nullable ExceptionListener newListener) {
        listener = newListener;
    }

    /** No calls from now on: the connection is being closed. */
    void silence() {
        silent = true;
    }

    /** Tells what another call will tell too, so that it may be lost where there is no thread for it. */
    void report(JMSException problem) {
        try {
            tell(problem);
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.WARNING, "the exception listener cannot hear of: " + problem.getMessage(), e);
        }
    }

    /** Tells what nobody else will: waits until there is a thread for it, or the connection is being closed. Not for a thread that others wait for. */
    void insist(JMSException problem) {
        Waits.untilMemory(() -> silent, () -> tell(problem));
    }

    /** @throws OutOfMemoryError if there is no thread for it; then it is to be told again */
    private void tell(JMSException problem) {
        ExceptionListener told = listener;
        if (silent) {
            return;
        }
        if (told == null) {
            LOG.log(System.Logger.Level.WARNING, () -> "no exception listener for: " + problem.getMessage());
            return;
        }
        threads.execute(() -> call(told, problem));
    }

    /**
     * Tells what an operator has to see too: it is logged also where a listener hears it.
     *
     * @throws OutOfMemoryError if there is no thread for it; then it is to be told again
     */
    void warn(JMSException problem) {
        tell(problem);
        if (listener != null && !silent) {
            LOG.log(System.Logger.Level.WARNING, problem::getMessage);
        }
    }

    private void call(ExceptionListener told, JMSException problem) {
        synchronized (calling) {
            try {
                LinkThreads.callInto(told, () -> told.onException(problem));
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "the exception listener failed", e);
            }
        }
    }
}
