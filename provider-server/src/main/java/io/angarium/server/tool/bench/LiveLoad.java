package io.angarium.server.tool.bench;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.Callable;

/** A load that runs until it is told to stop; its durations go into a spectrum. */
interface LiveLoad extends AutoCloseable {

    /** Whether to go on; asked by all workers. */
    interface Running {
        boolean goesOn();
    }

    /** What to run at once, each in a thread of its own, until it is over. */
    List<Callable<Long>> workers(Running running);

    /**
     * After the workers: waits for what is still on its way.
     *
     * @param done what the workers counted, together
     * @throws BenchException if something was lost or came twice
     */
    void settle(long done) throws JMSException, InterruptedException;

    @Override
    void close() throws JMSException;
}
