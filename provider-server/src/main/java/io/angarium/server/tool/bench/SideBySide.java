package io.angarium.server.tool.bench;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two ways to connect, one producer each in the same process, that take turns in short windows, so that what the machine does besides meets both alike. Owned by one
 * thread.
 */
public final class SideBySide {
    /** Windows of each that are not counted: code and connections warm up. */
    private static final int WARM_UP = 8;

    private final Duration window;
    private final SyncBench.Pause between;

    /**
     * @param window how long one of them sends at a time
     * @param between called after each pair of windows, as to empty the queue
     */
    public SideBySide(Duration window, SyncBench.Pause between) {
        this.window = window;
        this.between = between;
    }

    /**
     * What was seen.
     *
     * @param first confirmed sends a second of the first, all windows together
     * @param second the same of the second
     * @param ratios second to first, of each pair of windows that followed each other, ascending
     */
    public record Outcome(double first, double second, List<Double> ratios) {

        /** The ratio that so great a part of the pairs does not exceed. */
        public double ratio(double part) {
            return ratios.get((int) Math.min(ratios.size() - 1L, Math.round(part * (ratios.size() - 1))));
        }
    }

    /** One of the two: its producer and what it has done. */
    private static final class Side {
        private final Feeder feeder;
        private long sent;
        private long nanos;

        Side(Feeder feeder) {
            this.feeder = feeder;
        }

        double run(Duration window, boolean counts) throws JMSException, InterruptedException {
            long begin = System.nanoTime();
            long end = begin + window.toNanos();
            long done = feeder.run(() -> System.nanoTime() - end < 0, () -> 0);
            long took = System.nanoTime() - begin;
            if (counts) {
                sent += done;
                nanos += took;
            }
            return done * 1e9 / took;
        }

        double perSecond() {
            return sent * 1e9 / nanos;
        }
    }

    /**
     * Runs them, in the order first, second, second, first, and so on.
     *
     * @param pairs how many windows of each, one at least
     */
    public Outcome run(ProducerLoad.Connector first, ProducerLoad.Connector second, LiveBench.Shape shape, int pairs)
            throws JMSException, InterruptedException {
        try (Feeder one = new Feeder(first, shape, nanos -> {});
                Feeder other = new Feeder(second, shape, nanos -> {})) {
            Side a = new Side(one);
            Side b = new Side(other);
            List<Double> ratios = new ArrayList<>();
            for (int i = -WARM_UP; i < pairs; i++) {
                boolean turned = (i & 1) != 0;
                double early = (turned ? b : a).run(window, i >= 0);
                double late = (turned ? a : b).run(window, i >= 0);
                if (i >= 0) {
                    ratios.add(turned ? early / late : late / early);
                }
                between.between();
            }
            ratios.sort(null);
            return new Outcome(a.perSecond(), b.perSecond(), List.copyOf(ratios));
        }
    }
}
