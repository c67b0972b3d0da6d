package io.angarium.jms.session;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a connection's exception listener, one call at a time, on a thread of its own: never on the reading thread, which must not run
 * application code (Jakarta Messaging 3.1 section 6.1.7).
 */
final class ExceptionNotifier {
    private static final System.Logger LOG = System.getLogger(ExceptionNotifier.class.getName());

    private final Object calling = new Object();
    private volatile @Nullable ExceptionListener listener;
    private volatile boolean silent;

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

    void report(JMSException problem) {
        ExceptionListener told = listener;
        if (silent) {
            return;
        }
        if (told == null) {
            LOG.log(System.Logger.Level.WARNING, () -> "no exception listener for: " + problem.getMessage());
            return;
        }
        Thread thread = new Thread(() -> call(told, problem), "angarium-exception-listener");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // there is no thread to be had
            LOG.log(System.Logger.Level.WARNING, "the exception listener cannot hear of: " + problem.getMessage(), e);
        }
    }

    /** The same, for what an operator has to see too: it is logged also where a listener hears it. */
    void warn(JMSException problem) {
        if (listener != null && !silent) {
            LOG.log(System.Logger.Level.WARNING, problem::getMessage);
        }
        report(problem);
    }

    private void call(ExceptionListener told, JMSException problem) {
        synchronized (calling) {
            try {
                told.onException(problem);
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "the exception listener failed", e);
            }
        }
    }
}
