package io.angarium.server.engine;

/**
 * The journal cannot take what must not be refused: it has failed, or even the reserve for records that free room is used up. The
 * engine says so to all connections and does nothing more. Thrown by {@link Ledger} only.
 */
final class LedgerBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerBroken(RuntimeException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
