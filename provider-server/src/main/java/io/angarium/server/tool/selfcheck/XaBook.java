package io.angarium.server.tool.selfcheck;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what becomes of transactions with two branches. Thread-safe. */
final class XaBook {
    final AtomicLong committed = new AtomicLong();
    final AtomicLong rolledBack = new AtomicLong();
    final AtomicLong connectionsLost = new AtomicLong();
    final AtomicLong finished = new AtomicLong();
    final AtomicLong orphans = new AtomicLong();

    XaSums sums() {
        return new XaSums(committed.get(), rolledBack.get(), connectionsLost.get(), finished.get(), orphans.get());
    }
}
