package io.angarium.server.engine;

import io.angarium.wire.ErrorCode;

/** A request that is answered with an error; nothing was changed. Without a stack trace: it is an answer, not a fault. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    Refusal(ErrorCode code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }

    String reason() {
        String reason = getMessage();
        return reason == null ? code.name() : reason;
    }
}
