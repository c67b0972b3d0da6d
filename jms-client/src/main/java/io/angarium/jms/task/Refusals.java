package io.angarium.jms.task;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ResourceAllocationException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was refused of what tasks leave behind, for their next attempts in this worker: so a result that is too large becomes a failure, and not an
 * attempt for ever. What it has forgotten is found out once more. For all threads of a worker.
 */
final class Refusals {
    private static final int MOST = 1_000;
    private static final int DEEPEST = 10;

    private final Map<String, Exception> refused = new ConcurrentHashMap<>();

    /**
     * Keeps it, if it is something that the next attempt meets again.
     *
     * @param ran whether the task has run, so that it is its own fault
     */
    void note(String task, Exception problem, boolean ran) {
        if (refused.size() >= MOST) {
            refused.clear();
        }
        if (nobody(problem) || ran && any(problem, Refusals::again)) {
            refused.put(task, problem);
        }
    }

    /** What became of the attempt before; once. */
    @Nullable
    Exception take(String task) {
        return refused.remove(task);
    }

    /** Whether where it was to go is not there. */
    static boolean nobody(Exception problem) {
        return any(problem, InvalidDestinationException.class::isInstance);
    }

    private static boolean again(Throwable problem) {
        return problem instanceof ResourceAllocationException
                || problem instanceof MessageFormatException
                || problem instanceof JMSException own && "MESSAGE_TOO_LARGE".equals(own.getErrorCode());
    }

    private static boolean any(Throwable problem, Predicate<Throwable> kind) {
        Throwable cause = problem;
        for (int i = 0; cause != null && i < DEEPEST; i++) {
            if (kind.test(cause)) {
                return true;
            }
            cause = cause(cause);
        }
        return false;
    }

    /** Providers link exceptions, or chain them, or both. */
    private static @Nullable Throwable cause(Throwable problem) {
        Throwable cause = problem.getCause();
        return cause == null && problem instanceof JMSException own ? own.getLinkedException() : cause;
    }

    /** What it says, and what its causes say. */
    static String text(Throwable problem) {
        StringBuilder text = new StringBuilder(said(problem));
        Throwable cause = cause(problem);
        for (int i = 0; cause != null && i < DEEPEST; i++) {
            text.append(", because of ").append(said(cause));
            cause = cause(cause);
        }
        return text.toString();
    }

    /** What applications throw may not even say what it is. */
    static String said(Throwable problem) {
        try {
            String text = problem.toString();
            return text == null ? problem.getClass().getName() : text;
        } catch (RuntimeException | Error e) {
            return problem.getClass().getName();
        }
    }
}
