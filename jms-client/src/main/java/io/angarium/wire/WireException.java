package io.angarium.wire;

/** Bytes that break the protocol: a limit exceeded, an unknown code, a frame cut short. The connection that sent them is closed. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, with the offending value */
    public WireException(String message) {
        super(message);
    }
}
