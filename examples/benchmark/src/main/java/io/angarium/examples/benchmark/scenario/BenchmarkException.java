package io.angarium.examples.benchmark.scenario;

/** A measurement that could not be made or must not be believed; the message says why in one line. */
public final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchmarkException(String line) {
        super(line);
    }

    public BenchmarkException(String line, Throwable cause) {
        super(line, cause);
    }
}
