package io.angarium.server.engine.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** The random choices of one seed. */
final class Choice {
    private final Random random;
    private final long run;

    Choice(long seed) {
        run = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
    }

    /** The seed itself. */
    long run() {
        return run;
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** From 0 to below the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** Behind the first, up to the second. */
    long position(long behind, long upTo) {
        return behind + 1 + (long) (random.nextDouble() * (upTo - behind));
    }

    long seed() {
        return random.nextLong();
    }

    /** One of them, or null if there is none. */
    <T> T of(Collection<? extends T> all) {
        if (all.isEmpty()) {
            return null;
        }
        List<T> list = new ArrayList<>(all);
        return list.get(random.nextInt(list.size()));
    }
}
