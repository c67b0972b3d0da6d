package io.angarium.examples.benchmark.provider;

/** A broker or driver that cannot be had or has failed; the message says why and what to do in one line. */
public final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProviderException(String line) {
        super(line);
    }

    public ProviderException(String line, Throwable cause) {
        super(line, cause);
    }
}
