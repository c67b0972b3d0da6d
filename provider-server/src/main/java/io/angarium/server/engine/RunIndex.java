package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Things by the ranges of ids that they may have. Ranges may overlap, but seldom do. Owner: {@link RecoveredRuns}. */
final class RunIndex<T> {
    private record Range<T>(long least, long greatest, T thing) {}

    private final List<Range<T>> ranges = new ArrayList<>();
    private long[] greatestSoFar = new long[0];
    private boolean sorted;

    void add(long least, long greatest, T thing) {
        ranges.add(new Range<>(least, greatest, thing));
        sorted = false;
    }

    /** All things whose ranges have an id. */
    List<T> find(long id) {
        sort();
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).least <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<T> found = new ArrayList<>(1);
        for (int i = low - 1; i >= 0 && greatestSoFar[i] >= id; i--) {
            if (ranges.get(i).greatest >= id) {
                found.add(ranges.get(i).thing);
            }
        }
        return found;
    }

    private void sort() {
        if (sorted) {
            return;
        }
        ranges.sort(Comparator.comparingLong(Range::least));
        greatestSoFar = new long[ranges.size()];
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < greatestSoFar.length; i++) {
            greatest = Math.max(greatest, ranges.get(i).greatest);
            greatestSoFar[i] = greatest;
        }
        sorted = true;
    }
}
