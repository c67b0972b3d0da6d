package io.angarium.examples.benchmark.measure;

import java.util.concurrent.atomic.AtomicLong;

/** How many operations one thread has done; that thread alone writes it, everybody may read it. */
public final class Progress {
    private final AtomicLong done = new AtomicLong();

    /** By the owner. */
    public void add(long operations) {
        done.lazySet(done.getPlain() + operations);
    }

    public long count() {
        return done.get();
    }
}
