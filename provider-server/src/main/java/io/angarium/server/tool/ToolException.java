package io.angarium.server.tool;

import org.jspecify.annotations.Nullable;

/** A failure whose message is already the one line for the user: what is wrong and what to do. */
class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ToolException(String line) {
        super(line);
    }

    ToolException(String line, @Nullable Throwable cause) {
        super(line, cause);
    }
}
