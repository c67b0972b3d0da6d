package io.angarium.server;

import org.jspecify.annotations.Nullable;

/** A broker could not be started. The message is one line that says why and what to do. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
