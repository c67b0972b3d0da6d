package io.angarium.server.tool.bench;

/** A measurement that could not be made; the message says why in one line. */
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String line) {
        super(line);
    }

    BenchException(String line, Throwable cause) {
        super(line, cause);
    }
}
