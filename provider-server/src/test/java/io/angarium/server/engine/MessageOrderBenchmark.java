package io.angarium.server.engine;

import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A queue's order: one message in at the end and one out at the front, and one that comes back to its place in the middle. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MessageOrderBenchmark {
    /** How many wait in the queue all the time. */
    @Param({"1", "100000"})
    int waiting;

    private final MessageQueue queue = Refs.queue("orders");
    private final MessageOrder order = queue.order();
    private StoredMessage stored;
    private MessageRef[] refs = {};
    private long sequence;
    private int at;

    /** Fills the queue. */
    @Setup
    public void fill() {
        EncodedMessage message =
                new MessageBuilder().destination(queue.destination()).build();
        stored = new StoredMessage(0, message, 0, 0, 0);
        refs = new MessageRef[waiting];
        for (int i = 0; i < waiting; i++) {
            refs[i] = next();
            order.add(refs[i]);
        }
    }

    private MessageRef next() {
        MessageRef ref = new MessageRef(stored, queue);
        ref.sequence(++sequence);
        return ref;
    }

    /** In and out; the place of the message is made too. */
    @Benchmark
    public MessageRef addAndTake() {
        order.add(next());
        MessageRef first = order.first();
        order.remove(first);
        return first;
    }

    /** A message goes, and is returned where it was, all over the queue. */
    @Benchmark
    public int giveBack() {
        at = (at + 7_919) % waiting;
        MessageRef ref = refs[at];
        order.remove(ref);
        order.add(ref);
        return order.size();
    }
}
