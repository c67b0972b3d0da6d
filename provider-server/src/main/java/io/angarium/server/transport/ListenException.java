package io.angarium.server.transport;

/** The broker cannot listen where it should. Says where and why, in one line. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
