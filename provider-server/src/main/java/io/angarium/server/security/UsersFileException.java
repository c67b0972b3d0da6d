package io.angarium.server.security;

/** The users file cannot be used, or a change to it makes no sense; the message is one line for people. */
public final class UsersFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsersFileException(String message) {
        super(message);
    }

    UsersFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
