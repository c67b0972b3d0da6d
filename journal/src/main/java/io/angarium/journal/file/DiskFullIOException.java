package io.angarium.journal.file;

import java.io.IOException;

/** The file system, or the quota of this process, has no room left. */
public final class DiskFullIOException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with what was tried and the system's own error. */
    public DiskFullIOException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Creates the exception for a disk that knows itself to be full. */
    public DiskFullIOException(String message) {
        super(message);
    }
}
