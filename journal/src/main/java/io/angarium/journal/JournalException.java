package io.angarium.journal;

import org.jspecify.annotations.Nullable;

/** Everything that a journal reports; the subclass says what a caller can do about it. */
public abstract sealed class JournalException extends RuntimeException
        permits DirectoryLockedException,
                FormatTooNewException,
                GatherLimitException,
                JournalDamagedException,
                JournalFailedException,
                JournalFullException,
                JournalIncompleteException,
                RecordTooLargeException {
    private static final long serialVersionUID = 1L;

    JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
