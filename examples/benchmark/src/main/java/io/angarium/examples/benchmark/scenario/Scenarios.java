package io.angarium.examples.benchmark.scenario;

import io.angarium.examples.benchmark.scenario.Shape.Audience;
import io.angarium.examples.benchmark.scenario.Shape.Receiving;
import io.angarium.examples.benchmark.scenario.Shape.Sending;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Set;

/** The scenarios by name, as they stand in the table of results. */
public final class Scenarios {
    private static final int LARGE = 10 << 20;
    private static final int LARGE_AHEAD = 8;

    /** Before the name of a row: its yardstick. */
    public static final String BARE = "bare:";

    private static final Set<String> YARDSTICKS = Set.of("sync-1", "tail", "request-reply", "xa-1", "xa-4");

    private Scenarios() {}

    /**
     * Opens one.
     *
     * @throws BenchmarkException if there is none of that name
     */
    public static Scenario open(String name, Bench bench) throws JMSException, IOException {
        return switch (name) {
            case "sync-1" -> sends(bench, name, 1, Sending.BLOCKING);
            case "sync-16" -> sends(bench, name, 16, Sending.BLOCKING);
            case "sync-64" -> sends(bench, name, 64, Sending.BLOCKING);
            case "async-1" -> sends(bench, name, 1, Sending.ASYNCHRONOUS);
            case "async-4" -> sends(bench, name, 4, Sending.ASYNCHRONOUS);
            case "pairs-4" -> queue(bench, name, Shape.of(4, Sending.BLOCKING, 4, Audience.QUEUE, Receiving.LISTENER));
            case "pairs-4-async" ->
                queue(bench, name, Shape.of(4, Sending.ASYNCHRONOUS, 4, Audience.QUEUE, Receiving.LISTENER));
            case "tx-1" -> transacted(bench, name, 1, Audience.QUEUE, 1);
            case "tx-100" -> transacted(bench, name, 1, Audience.QUEUE, 100);
            case "np-pair" -> queue(bench, name, nonPersistent(1, Audience.QUEUE));
            case "np-paced" ->
                queue(bench, name, nonPersistent(1, Audience.QUEUE).at(5_000));
            case "topic-8" -> queue(bench, name, nonPersistent(8, Audience.SUBSCRIBERS));
            case "topic-durable-4" -> transacted(bench, name, 4, Audience.DURABLE, 100);
            case "topic-shared-4" -> transacted(bench, name, 4, Audience.SHARED, 100);
            case "large" ->
                queue(
                        bench,
                        name,
                        Shape.of(1, Sending.BLOCKING, 1, Audience.QUEUE, Receiving.LISTENER)
                                .withBodies(LARGE, LARGE_AHEAD));
            case "request-reply", "vm-round-trip" -> new RequestReply(bench, name);
            case "vm-pair" -> queue(bench, name, nonPersistent(1, Audience.QUEUE));
            case "vm-outstanding" -> new Outstanding(bench, name);
            case "selector" -> new Selecting(bench, name);
            case "backlog" -> new Backlog(bench, name);
            case "tail" -> new Tail(new Tail.Sends(bench, name));
            case "idle" -> new Idle(bench, name);
            default -> numbered(name, bench);
        };
    }

    /** Those whose name ends with how many. */
    private static Scenario numbered(String name, Bench bench) throws JMSException, IOException {
        int dash = name.lastIndexOf('-');
        if (name.startsWith(BARE)) {
            return bare(name.substring(BARE.length()), bench);
        }
        int count = count(name, dash);
        return switch (name.substring(0, Math.max(0, dash))) {
            case "xa" -> new Xa(bench, name, count, Xa.Members.PROVIDER_AND_DATABASE);
            case "xa-one" -> new Xa(bench, name, count, Xa.Members.PROVIDER);
            case "local" -> sends(bench, name, count, Sending.TRANSACTED);
            case "queues" ->
                queue(
                        bench,
                        name,
                        Shape.of(4, Sending.ASYNCHRONOUS, 4, Audience.QUEUE, Receiving.LISTENER)
                                .over(count));
            case "connections" -> sends(bench, name, count, Sending.BLOCKING);
            default -> throw new BenchmarkException("there is no scenario called " + name);
        };
    }

    private static int count(String name, int dash) {
        try {
            return Integer.parseInt(name.substring(dash + 1));
        } catch (NumberFormatException e) {
            throw new BenchmarkException("there is no scenario called " + name, e);
        }
    }

    /** Whether there is a yardstick for a row. */
    public static boolean hasYardstick(String name) {
        return YARDSTICKS.contains(name);
    }

    /** The yardsticks of the same machine, without any provider. */
    private static Scenario bare(String name, Bench bench) throws JMSException, IOException {
        return switch (name) {
            case "sync-1" -> new BareForce(bench);
            case "tail" -> new Tail(new BareForce(bench));
            case "request-reply" -> new BareRoundTrips(bench);
            case "xa-1" -> new Xa(bench, name, 1, Xa.Members.DATABASE);
            case "xa-4" -> new Xa(bench, name, 4, Xa.Members.DATABASE);
            default -> throw new BenchmarkException("there is no yardstick for " + name);
        };
    }

    private static Scenario sends(Bench bench, String name, int producers, Sending sending) throws JMSException {
        return new Stream(bench, Shape.sends(producers, sending), name);
    }

    private static Scenario transacted(Bench bench, String name, int consumers, Audience audience, int batch)
            throws JMSException {
        Shape shape = Shape.of(1, Sending.TRANSACTED, consumers, audience, Receiving.TRANSACTED);
        return queue(bench, name, shape.inBatchesOf(batch));
    }

    private static Shape nonPersistent(int consumers, Audience audience) {
        return Shape.of(1, Sending.NON_PERSISTENT, consumers, audience, Receiving.LISTENER);
    }

    private static Scenario queue(Bench bench, String name, Shape shape) throws JMSException {
        return new Stream(bench, shape, name);
    }
}
