package io.angarium.server.tool.bench;

/** Something that can be measured for a while. Owned by one thread. */
public interface Load extends AutoCloseable {
    /**
     * Runs as fast as it can.
     *
     * @param nanos for how long
     * @throws BenchException if it cannot
     */
    Window run(long nanos) throws InterruptedException;

    @Override
    void close();
}
