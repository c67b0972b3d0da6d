package io.angarium.server.engine;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What recognising resends costs each send: the look whether it was taken before, and the note that it was now. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SendWindowBenchmark {
    /** Sends of the session that were refused. */
    @Param({"0", "256"})
    public int holes;

    private SendWindow window;
    private long next;
    private long oldest;

    /** A session that has had as many refusals. */
    @Setup(Level.Iteration)
    public void open() {
        window = new SendWindow(new SendWindow.Key(new UUID(1, 2), 1));
        next = 1;
        for (int i = 0; i < holes; i++) {
            window.refused(next++);
            window.taken(next++);
        }
        oldest = next == 1 ? 1 : 2;
        window.taken(next++);
    }

    /** A send as almost all are. */
    @Benchmark
    public boolean takeNext() {
        boolean known = window.has(next);
        window.taken(next++);
        return known;
    }

    /** A send that was taken long ago comes again. */
    @Benchmark
    public boolean recogniseOldest() {
        return window.has(oldest);
    }
}
