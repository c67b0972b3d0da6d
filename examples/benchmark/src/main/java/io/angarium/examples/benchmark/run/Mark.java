package io.angarium.examples.benchmark.run;

/**
 * What a metric has to reach.
 *
 * @param metric name in the results
 * @param kind how it is compared
 * @param value factor, share or limit
 */
public record Mark(String metric, Kind kind, double value) {
    /** How to compare. */
    public enum Kind {
        /** At least so many times the best peer's figure. */
        TIMES_BEST_PEER,
        /** At most so many times the best peer's figure: less is better. */
        SHARE_OF_BEST_PEER,
        /** At least so many times the yardstick's figure of the same run. */
        TIMES_BARE,
        /** At most so many times the yardstick's figure of the same run. */
        SHARE_OF_BARE,
        /** At least so much. */
        AT_LEAST,
        /** At most so much. */
        AT_MOST
    }

    static Mark times(double factor) {
        return new Mark("rate", Kind.TIMES_BEST_PEER, factor);
    }

    static Mark cpu(double share) {
        return new Mark("brokerCpu", Kind.SHARE_OF_BEST_PEER, share);
    }
}
