package io.angarium.examples.benchmark.measure;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What one consumer received in one run, by producer and sequence number. Sequence numbers begin at 0 for each producer and each run. One
 * thread writes; {@link #progress} may be read by all, the rest after that thread has ended or the counts are known to be final.
 */
public final class Tally {
    private final int run;
    private final BitSet[] seen;
    private final long[] last;
    private final Progress progress = new Progress();
    private long doubled;
    private long disordered;
    private long foreign;

    /**
     * @param run number that all its messages carry
     * @param producers how many there are
     */
    public Tally(int run, int producers) {
        this.run = run;
        this.seen = new BitSet[producers];
        Arrays.setAll(seen, i -> new BitSet());
        this.last = new long[producers];
        Arrays.fill(last, -1);
    }

    /** A message came. */
    public void take(Stamp stamp) {
        int producer = stamp.producer();
        if (stamp.run() != run || producer < 0 || producer >= seen.length) {
            foreign++;
            return;
        }
        int sequence = Math.toIntExact(stamp.sequence());
        if (seen[producer].get(sequence)) {
            doubled++;
        } else if (sequence < last[producer]) {
            disordered++;
        }
        seen[producer].set(sequence);
        last[producer] = Math.max(last[producer], sequence);
        progress.add(1);
    }

    /** All messages so far, foreign ones excepted. */
    public long count() {
        return progress.count();
    }

    BitSet seen(int producer) {
        return seen[producer];
    }

    int producers() {
        return seen.length;
    }

    long doubled() {
        return doubled;
    }

    long disordered() {
        return disordered;
    }

    long foreign() {
        return foreign;
    }
}
