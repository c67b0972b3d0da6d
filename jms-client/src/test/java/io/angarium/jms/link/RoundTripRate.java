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
    private static final int CALLS = 40_000;
    private static final int ROUNDS = 9;

    private RoundTripRate() {}

    /** Takes no arguments; prints the medians of all rounds. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        try (ScriptedBroker broker = TestLinks.echoBroker()) {
            for (int callers : new int[] {1, 4, 16}) {
                List<Double> own = new ArrayList<>();
                List<Double> woken = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    own.add(rate(broker, callers, false));
                    woken.add(rate(broker, callers, true));
                }
                System.out.printf(
                        "%2d callers, calls/s, median (least to most) of %d rounds: the caller reads %s, a reader thread wakes it %s%n",
                        callers, ROUNDS, summary(own), summary(woken));
            }
        }
    }

    private static String summary(List<Double> rates) {
        List<Double> sorted = rates.stream().sorted().toList();
        return String.format(
                "%,.0f (%,.0f to %,.0f)", sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
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
