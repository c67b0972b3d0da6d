package io.angarium.server.tool;

import io.angarium.wire.ErrorCode;

/** The broker has refused a request; the message is the line for the user. */
final class RefusedException extends ToolException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RefusedException(ErrorCode code, String reason) {
        super(Failures.ofCode(code, reason));
        this.code = code;
    }

    /** Why. */
    ErrorCode code() {
        return code;
    }
}
