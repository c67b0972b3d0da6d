package io.angarium.journal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The model of a journal of numbers: what was put and removed when, as a plain list. One thread. */
final class NumbersHistory {
    private record Change(long position, long number, boolean put) {}

    private final List<Change> changes = new ArrayList<>();
    private final TreeMap<Long, List<Change>> open = new TreeMap<>();

    void put(long transaction, long position, long number) {
        add(transaction, new Change(position, number, true));
    }

    void removed(long transaction, long position, long number) {
        add(transaction, new Change(position, number, false));
    }

    private void add(long transaction, Change change) {
        if (transaction == 0) {
            changes.add(change);
        } else {
            open.computeIfAbsent(transaction, t -> new ArrayList<>()).add(change);
        }
    }

    void committed(long transaction, long position) {
        for (Change change : open.remove(transaction)) {
            changes.add(new Change(position, change.number(), change.put()));
        }
    }

    /** The transaction never commits. */
    void aborted(long transaction) {
        open.remove(transaction);
    }

    /** Forgets what happened at or behind a position, and all open transactions; returns how many changes that were. */
    int cut(long position) {
        int before = changes.size();
        changes.removeIf(change -> change.position() >= position);
        open.clear();
        return before - changes.size();
    }

    /** The numbers that were there when everything in front of a position had happened, and nothing else. */
    Set<Long> at(long position) {
        Set<Long> numbers = new HashSet<>();
        for (Change change : changes) {
            if (change.position() < position) {
                if (change.put()) {
                    numbers.add(change.number());
                } else {
                    numbers.remove(change.number());
                }
            }
        }
        return numbers;
    }
}
