package io.angarium.server.tool.bench;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures confirmed persistent sends against the bare probe: the three loads take turns in short windows, round after round, so that
 * whatever the machine does meanwhile hits all of them; the figures are medians over the rounds. Owned by one thread.
 *
 * @param probe the bare loop
 * @param one one blocking producer
 * @param many several of them
 */
public record SyncBench(Load probe, Load one, Load many) {

    /** Between two windows, outside the measured time, for instance to empty the queue. */
    public interface Pause {
        void between() throws JMSException, InterruptedException;
    }

    /**
     * How long it takes.
     *
     * @param warmUpMillis of each load, first of all
     * @param windowMillis of each load in each round
     */
    public record Plan(int rounds, long warmUpMillis, long windowMillis) {
        /** About a minute. */
        public static final Plan FULL = new Plan(7, 4_000, 2_000);
        /** About ten seconds, and rough. */
        public static final Plan QUICK = new Plan(3, 1_500, 700);
    }

    /**
     * Medians over the rounds.
     *
     * @param oneToProbe rate of one producer divided by the probe's
     * @param manyToOne rate of all producers together divided by one producer's
     */
    public record Result(Window probe, Window one, Window many, double oneToProbe, double manyToOne) {}

    /**
     * Runs it.
     *
     * @param progress told a line now and then
     */
    public Result run(Plan plan, Pause pause, Consumer<String> progress) throws JMSException, InterruptedException {
        progress.accept("warming up");
        for (Load load : List.of(many, one, probe)) {
            window(load, plan.warmUpMillis(), pause);
        }
        List<Window> probes = new ArrayList<>();
        List<Window> ones = new ArrayList<>();
        List<Window> manys = new ArrayList<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            probes.add(window(probe, plan.windowMillis(), pause));
            ones.add(window(one, plan.windowMillis(), pause));
            manys.add(window(many, plan.windowMillis(), pause));
            progress.accept("round " + round + " of " + plan.rounds() + " done");
        }
        return new Result(
                Window.median(probes),
                Window.median(ones),
                Window.median(manys),
                Window.medianRatio(ones, probes),
                Window.medianRatio(manys, ones));
    }

    private static Window window(Load load, long millis, Pause pause) throws JMSException, InterruptedException {
        Window window = load.run(TimeUnit.MILLISECONDS.toNanos(millis));
        pause.between();
        return window;
    }
}
