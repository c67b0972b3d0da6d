package io.angarium.server.tool.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One window of one kind of load.
 *
 * @param perSecond operations per second
 * @param p50Micros median of an operation's duration
 * @param p99Micros 99 % took no longer
 */
public record Window(double perSecond, double p50Micros, double p99Micros) {

    /** The medians of several windows, each figure by itself. */
    static Window median(List<Window> windows) {
        return new Window(
                median(windows, Window::perSecond),
                median(windows, Window::p50Micros),
                median(windows, Window::p99Micros));
    }

    /** Median of the quotients of what was measured in the same round. */
    static double medianRatio(List<Window> windows, List<Window> base) {
        double[] ratios = new double[windows.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = windows.get(i).perSecond() / base.get(i).perSecond();
        }
        return median(ratios);
    }

    private static double median(List<Window> windows, ToDoubleFunction<Window> figure) {
        return median(windows.stream().mapToDouble(figure).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
