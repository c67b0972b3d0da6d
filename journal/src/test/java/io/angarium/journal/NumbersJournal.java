package io.angarium.journal;

import io.angarium.journal.file.JournalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A journal that holds a set of numbers: puts with some ballast, removals, checkpoints that say where the puts of what lives are, and
 * segments given up when nothing in them lives. Knows what the set was at every position. One thread.
 */
final class NumbersJournal {
    static final int SEGMENT = 64 * 1024;
    static final JournalSettings SETTINGS = new JournalSettings(
            SEGMENT, 16 * 1024, 256 * 1024, 4 * 1024, 16 * 1024, Duration.ofSeconds(10), 77, new FixedClock());

    private static final int PUT = 1;
    private static final int REMOVED = 2;
    private static final int KEPT = 3;
    private static final int MOST_BALLAST = 3000;

    private record Change(long position, long number, boolean put) {}

    private final SplittableRandom random;
    private final RecordGroup group = new RecordGroup();
    private final List<Change> history = new ArrayList<>();
    private final TreeMap<Long, Long> places = new TreeMap<>();
    private final Journal journal;
    private long last;

    NumbersJournal(JournalDisk disk, SplittableRandom random) {
        this.random = random;
        this.journal = Journal.open(disk, SETTINGS, (type, position, payload) -> {
            throw new IllegalStateException("the journal was to be new");
        });
    }

    Journal journal() {
        return journal;
    }

    /** Does something. */
    void step() {
        int kind = random.nextInt(60);
        if (kind < 26) {
            put();
        } else if (kind < 48 && !places.isEmpty()) {
            remove();
        } else if (kind < 54) {
            journal.tryForce();
        } else if (kind == 54) {
            checkpoint();
        } else {
            journal.prepareStep();
        }
    }

    void put() {
        long number = ++last;
        group.clear();
        ByteBuffer payload = group.begin(PUT, Long.BYTES + MOST_BALLAST).putLong(number);
        payload.position(payload.position() + random.nextInt(MOST_BALLAST));
        group.end();
        long position = journal.append(group, Admission.RESERVE);
        history.add(new Change(position, number, true));
        places.put(number, position);
    }

    private void remove() {
        // Most often the oldest, now and then none of the first: so something old stays among the young.
        Long number = random.nextInt(10) == 0 ? places.lastKey() : places.higherKey(random.nextLong(4));
        if (number == null) {
            return;
        }
        group.clear();
        group.begin(REMOVED, Long.BYTES).putLong(number);
        group.end();
        history.add(new Change(journal.append(group, Admission.RESERVE), number, false));
        places.remove(number);
    }

    void checkpoint() {
        CheckpointMark mark = journal.mark();
        CheckpointWriter writer = journal.checkpoint(mark);
        group.clear();
        places.forEach((number, place) -> {
            group.begin(KEPT, 2 * Long.BYTES).putLong(number).putLong(place);
            group.end();
        });
        writer.write(group);
        journal.tryForce();
        journal.publish(writer, journal.durablePosition());
        for (long segment : journal.segmentsBeforeReplay()) {
            if (places.values().stream().noneMatch(place -> place / SEGMENT == segment)) {
                journal.free(segment);
            }
        }
    }

    /** The set as it was when everything before a position had been appended, and nothing else. */
    Set<Long> at(long position) {
        Set<Long> numbers = new HashSet<>();
        for (Change change : history) {
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

    /** Whether the set was this one at any time. */
    boolean wasEver(Set<Long> numbers) {
        Set<Long> now = new HashSet<>();
        boolean found = now.equals(numbers);
        for (Change change : history) {
            if (change.put()) {
                now.add(change.number());
            } else {
                now.remove(change.number());
            }
            found |= now.equals(numbers);
        }
        return found;
    }

    /** Opens a journal, reads back each put of what lives, closes it, and returns the set. */
    static Set<Long> read(JournalDisk disk) {
        TreeMap<Long, Long> found = new TreeMap<>();
        try (Journal opened = Journal.open(disk, SETTINGS, (type, position, payload) -> {
                    long number = payload.getLong();
                    if (type == REMOVED) {
                        found.remove(number);
                    } else {
                        found.put(number, type == KEPT ? payload.getLong() : position);
                    }
                });
                JournalReader reader = opened.reader()) {
            found.forEach((number, place) -> reader.read(place, (type, position, payload) -> {
                if (type != PUT || payload.getLong() != number) {
                    throw new AssertionError("another record than the put of " + number + " is at " + place);
                }
            }));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return new HashSet<>(found.keySet());
    }

    /** The set as a salvage of a journal has it. */
    static Set<Long> salvage(JournalDisk disk, Consumer<Loss> losses) {
        Set<Long> found = new HashSet<>();
        try (JournalSalvage salvage = JournalSalvage.of(disk, losses)) {
            salvage.replay((type, position, payload) -> {
                long number = payload.getLong();
                if (type == REMOVED) {
                    found.remove(number);
                } else {
                    found.add(number);
                }
            });
        }
        return found;
    }
}
