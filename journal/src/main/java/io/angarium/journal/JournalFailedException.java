package io.angarium.journal;

/**
 * A write or a force failed, or the directory cannot be used. What had been reported durable is; nothing after that may be
 * believed, and this journal never writes again. The way on is a new process that opens the directory.
 */
public final class JournalFailedException extends JournalException {
    private static final long serialVersionUID = 1L;

    private JournalFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    static JournalFailedException stopped(String directory, Throwable cause) {
        return new JournalFailedException(
                "The journal in " + directory + " has failed and stopped: " + cause + "; restart to recover it.",
                cause);
    }

    static JournalFailedException cannotOpen(String directory, Throwable cause) {
        return new JournalFailedException("The journal directory " + directory + " cannot be used: " + cause, cause);
    }
}
