package io.angarium.journal;

/** Another process, or another journal of this one, has the directory; nothing was touched. */
public final class DirectoryLockedException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    DirectoryLockedException(String directory, String holder, Throwable cause) {
        super(
                "The journal directory " + directory + " is in use by " + holder
                        + "; stop that one or use another directory.",
                cause);
        this.holder = holder;
    }

    /** Returns who holds it, as far as it can be told, for example {@code process 4711}. */
    public String holder() {
        return holder;
    }
}
