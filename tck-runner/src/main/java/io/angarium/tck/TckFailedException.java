package io.angarium.tck;

/** Not all of the TCK ran and passed; the message says how much did. */
final class TckFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TckFailedException(String message) {
        super(message);
    }
}
