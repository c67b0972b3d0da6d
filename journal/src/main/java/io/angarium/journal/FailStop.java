package io.angarium.journal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The journal's one-way switch: after the first failed write or force nothing may be written or believed any more. Any thread.
 */
final class FailStop {
    private final String directory;
    private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

    FailStop(String directory) {
        this.directory = directory;
    }

    /** Throws the switch, unless it was thrown before, and returns what to throw. */
    JournalFailedException fail(Throwable failure) {
        cause.compareAndSet(null, failure);
        return exception(failure);
    }

    /** Does nothing unless the switch was thrown. */
    void check() {
        Throwable first = cause.get();
        if (first != null) {
            throw exception(first);
        }
    }

    boolean failed() {
        return cause.get() != null;
    }

    private JournalFailedException exception(Throwable otherwise) {
        Throwable first = cause.get();
        return JournalFailedException.stopped(directory, first == null ? otherwise : first);
    }
}
