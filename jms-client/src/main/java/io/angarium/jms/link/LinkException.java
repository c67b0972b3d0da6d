package io.angarium.jms.link;

import io.angarium.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The link could not be opened, or is gone. Says with whom and why, in one line. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable ErrorCode code;

    /**
     * @param code what the broker gave as the reason, or null if it was not the broker who ended it
     * @param message one line: peer and reason
     * @param cause the lower error, or null
     */
    public LinkException(@Nullable ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The broker's reason, or null if the network, a time-out or the client ended it. */
    public @Nullable ErrorCode code() {
        return code;
    }
}
