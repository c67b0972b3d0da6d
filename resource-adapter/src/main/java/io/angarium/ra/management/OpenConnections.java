package io.angarium.ra.management;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The managed connections that there are, to be counted. Thread-safe. */
public final class OpenConnections {
    private final Set<Counted> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong made = new AtomicLong();

    /** None yet. */
    public OpenConnections() {}

    /** A connection that is counted; equal to itself only. */
    public interface Counted {
        /** Whether an application holds a handle of it. */
        boolean isInUse();

        /** Whether it is in a transaction. */
        boolean inTransaction();

        /** Whether its broker is lost. */
        boolean isGone();

        /** The connection to the broker that it works over, which others may share. */
        Object socket();
    }

    /** Somebody who has them. */
    @FunctionalInterface
    public interface Owner {
        /** All of that adapter. */
        OpenConnections openConnections();
    }

    /** A connection more. */
    public void add(Counted connection) {
        made.incrementAndGet();
        open.add(connection);
    }

    /** It is destroyed. */
    public void remove(Counted connection) {
        open.remove(connection);
    }

    /** How many there are. */
    public int count() {
        return open.size();
    }

    /** How many of them are so. */
    public int count(Predicate<Counted> so) {
        return Math.toIntExact(open.stream().filter(so).count());
    }

    /** How many connections to the broker they share. */
    public int sockets() {
        return Math.toIntExact(open.stream().map(Counted::socket).distinct().count());
    }

    /** How many were ever made. */
    public long made() {
        return made.get();
    }
}
