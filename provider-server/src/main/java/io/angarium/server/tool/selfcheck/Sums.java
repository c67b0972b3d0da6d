package io.angarium.server.tool.selfcheck;

import java.util.ArrayList;
import java.util.List;

/**
 * What the book of one or all streams says.
 *
 * @param sent messages handed to the client
 * @param confirmed of these, promised
 * @param received different ones
 * @param missing confirmed and not received
 * @param again received more than once, rightly or not
 * @param doubled received more often than promised
 * @param outOfOrder received after a later one of their producer
 * @param faults examples
 */
public record Sums(
        long sent,
        long confirmed,
        long received,
        long missing,
        long again,
        long doubled,
        long outOfOrder,
        List<String> faults) {

    static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, List.of());

    Sums plus(Sums other) {
        List<String> all = new ArrayList<>(faults);
        all.addAll(other.faults);
        return new Sums(
                sent + other.sent,
                confirmed + other.confirmed,
                received + other.received,
                missing + other.missing,
                again + other.again,
                doubled + other.doubled,
                outOfOrder + other.outOfOrder,
                all);
    }
}
