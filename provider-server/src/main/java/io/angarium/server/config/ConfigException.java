package io.angarium.server.config;

import org.jspecify.annotations.Nullable;

/** The configuration cannot be used. The message is one line: {@code FILE:LINE:COLUMN: what is wrong}. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
