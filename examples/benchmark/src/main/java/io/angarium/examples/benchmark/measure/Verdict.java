package io.angarium.examples.benchmark.measure;

import java.util.BitSet;
import java.util.List;

/**
 * Whether what was received is what was sent. Any count but zero fails the row.
 *
 * @param lost confirmed, and received by nobody
 * @param doubled received again
 * @param disordered received by a consumer after a later one of the same producer
 * @param foreign of another run, or never sent
 */
public record Verdict(long lost, long doubled, long disordered, long foreign) {

    /** Consumers that compete: each message goes to one of them. */
    public static Verdict competing(long[] sent, List<Tally> tallies) {
        Verdict verdict = new Verdict(0, 0, 0, 0);
        for (Tally tally : tallies) {
            verdict = verdict.plus(new Verdict(0, tally.doubled(), tally.disordered(), tally.foreign()));
        }
        for (int producer = 0; producer < sent.length; producer++) {
            BitSet all = new BitSet();
            long received = 0;
            for (Tally tally : tallies) {
                received += tally.seen(producer).cardinality();
                all.or(tally.seen(producer));
            }
            int expected = Math.toIntExact(sent[producer]);
            long distinct = all.cardinality();
            long known = all.get(0, expected).cardinality();
            verdict = verdict.plus(new Verdict(expected - known, received - distinct, 0, distinct - known));
        }
        return verdict;
    }

    /** Subscribers that each get everything. */
    public static Verdict each(long[] sent, List<Tally> tallies) {
        Verdict verdict = new Verdict(0, 0, 0, 0);
        for (Tally tally : tallies) {
            verdict = verdict.plus(competing(sent, List.of(tally)));
        }
        return verdict;
    }

    private Verdict plus(Verdict other) {
        return new Verdict(
                lost + other.lost, doubled + other.doubled, disordered + other.disordered, foreign + other.foreign);
    }

    public boolean clean() {
        return lost == 0 && doubled == 0 && disordered == 0 && foreign == 0;
    }

    @Override
    public String toString() {
        return lost + " lost, " + doubled + " doubled, " + disordered + " out of order, " + foreign + " foreign";
    }
}
