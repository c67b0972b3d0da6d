package io.angarium.examples.benchmark.run;

/**
 * What a metric has to reach. A row with several marks of {@link Metric#RATE} reaches all of them, but where {@link #orElse} says that
 * another one will do.
 *
 * @param metric which figure
 * @param kind how it is compared
 * @param value factor, share or limit
 * @param alternative the mark is reached too if the next one in the row is
 */
public record Mark(Metric metric, Kind kind, double value, boolean alternative) {
    /** How to compare. */
    public enum Kind {
        /** At least (if more is better) or at most so many times the best peer's figure. */
        BEST_PEER,
        /** At least or at most so many times the yardstick's figure of the same run. */
        YARDSTICK,
        /** At least or at most so much. */
        LIMIT,
        /** At least so many times the figure of the row above. */
        ROW_ABOVE,
        /** At least so many times the best peer's figure in the row above. */
        BEST_PEER_ABOVE
    }

    static Mark peers(Metric metric, double factor) {
        return new Mark(metric, Kind.BEST_PEER, factor, false);
    }

    static Mark rate(double factor) {
        return peers(Metric.RATE, factor);
    }

    static Mark yardstick(Metric metric, double factor) {
        return new Mark(metric, Kind.YARDSTICK, factor, false);
    }

    static Mark limit(Metric metric, double value) {
        return new Mark(metric, Kind.LIMIT, value, false);
    }

    static Mark rowAbove(double factor) {
        return new Mark(Metric.RATE, Kind.ROW_ABOVE, factor, false);
    }

    static Mark peersAbove(double factor) {
        return new Mark(Metric.RATE, Kind.BEST_PEER_ABOVE, factor, false);
    }

    /** The next mark of the row will do as well. */
    Mark orElse() {
        return new Mark(metric, kind, value, true);
    }

    /** Whether the figure reaches it. */
    public boolean reached(double figure, double base) {
        return metric.moreIsBetter() ? figure >= value * base : figure <= value * base;
    }
}
