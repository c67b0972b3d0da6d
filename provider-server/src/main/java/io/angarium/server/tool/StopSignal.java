package io.angarium.server.tool;

import jakarta.jms.JMSException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends endless work in order: on Ctrl-C or SIGTERM the working thread is asked to stop, and the process waits for it for a while. A lost
 * connection ends the work too, as a failure. Asked by the working thread, told by any.
 */
final class StopSignal implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 5;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "angarium-stop");
    private volatile boolean requested;
    private volatile @Nullable JMSException failure;

    private StopSignal() {}

    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    boolean requested() {
        return requested;
    }

    void fail(JMSException cause) {
        failure = cause;
    }

    /**
     * Says whether the connection was lost.
     *
     * @throws JMSException if so
     */
    void check() throws JMSException {
        JMSException cause = failure;
        if (cause != null) {
            throw new ToolException(
                    "the connection to the broker was lost: " + Failures.oneLine(cause.getMessage()), cause);
        }
    }

    private void stopAndWait() {
        requested = true;
        try {
            done.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work is done. */
    @Override
    public void close() {
        done.countDown();
        if (!requested) {
            removeHook();
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            requested = true; // the process ends just now; the hook finds the work done
        }
    }
}
