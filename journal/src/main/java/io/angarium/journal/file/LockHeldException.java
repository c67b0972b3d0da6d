package io.angarium.journal.file;

import java.io.IOException;

/** The directory is locked by someone else. */
public final class LockHeldException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    /**
     * Creates the exception.
     *
     * @param holder who holds the lock, as far as it can be told, for example {@code process 4711}
     */
    public LockHeldException(String holder) {
        super("locked by " + holder);
        this.holder = holder;
    }

    /** Returns who holds the lock, as far as it can be told. */
    public String holder() {
        return holder;
    }
}
