package io.angarium.jms.link;

import io.angarium.jms.testing.ScriptedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures blocking calls per second over the loopback address against an echo of frames in the same JVM: once with callers that read
 * their answers themselves, once with a reader thread that wakes them (push mode); interleaved, several rounds. A program, not a test.
 */
final class RoundTripRate {
    private static final int CALLS = 60_000;
    private static final int ROUNDS = 5;

    private RoundTripRate() {}

    /** Takes no arguments; prints a line per round and number of callers. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        try (ScriptedBroker broker = TestLinks.echoBroker()) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (int callers : new int[] {1, 4, 16}) {
                    double own = rate(broker, callers, false);
                    double woken = rate(broker, callers, true);
                    System.out.printf(
                            "round %d, %2d callers: caller reads %,8.0f/s, reader thread wakes %,8.0f/s, ratio %.2f%n",
                            round, callers, own, woken, own / woken);
                }
            }
        }
    }

    private static double rate(ScriptedBroker broker, int callers, boolean push)
            throws InterruptedException, ExecutionException {
        Recorder recorder = new Recorder();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try (Link link = TestLinks.open(broker, recorder)) {
            link.prefersPush(push);
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(() -> {
                    for (int call = 0; call < CALLS / callers; call++) {
                        if (!TestLinks.call(link, recorder, Duration.ofSeconds(10))) {
                            throw new IllegalStateException("a call was not answered");
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            return CALLS / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }
}
