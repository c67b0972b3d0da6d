package io.angarium.journal;

import io.angarium.journal.NumbersState.Place;
import io.angarium.journal.testing.MemoryDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A journal that holds a set of numbers and is used at random: puts and removals, alone or in transactions, checkpoints while others go on, what is
 * sparse moved, what is empty given up, numbers read back. Knows what the set was at every position. One thread.
 */
final class CrashLife {
    static final int SEGMENT = 64 * 1024;
    static final JournalSettings SETTINGS = new JournalSettings(
            SEGMENT, 16 * 1024, 256 * 1024, 4 * 1024, 16 * 1024, Duration.ofSeconds(10), 77, new FixedClock());

    private static final int MOST_BALLAST = 3000;
    private static final int MOST_OPEN = 3;
    /** What is fuller is not emptied. */
    private static final int FULL = SEGMENT * 7 / 10;

    private static final int SPARE_SEGMENTS = 4;

    /** What is done wrong on purpose so that a check must fail. */
    enum Sabotage {
        NONE,
        FORCES_ARE_FAKED,
        A_WRITE_VANISHES,
        A_REMOVAL_IS_FORGOTTEN,
        A_COMMIT_IS_FORGOTTEN,
        OPEN_TRANSACTIONS_COUNT,
        A_CHECKPOINT_LACKS_A_NUMBER,
        A_LIVING_SEGMENT_IS_FREED,
        NOTHING_IS_FREED
    }

    private final SplittableRandom random;
    private final MemoryDisk disk;
    private final Sabotage sabotage;
    private final Counts counts;
    private final RecordGroup group = new RecordGroup();
    private final NumbersHistory history = new NumbersHistory();
    private NumbersState state = new NumbersState();
    private Journal journal;
    private long lastNumber;
    private long lastTransaction;

    CrashLife(MemoryDisk disk, SplittableRandom random, Sabotage sabotage, Counts counts) {
        this.disk = disk;
        this.random = random;
        this.sabotage = sabotage;
        this.counts = counts;
        disk.faults().lieAboutForces(sabotage == Sabotage.FORCES_ARE_FAKED);
        this.journal = Journal.open(disk, SETTINGS, (type, position, payload) -> {
            throw new IllegalStateException("the journal was to be new");
        });
    }

    Journal journal() {
        return journal;
    }

    NumbersHistory history() {
        return history;
    }

    NumbersState state() {
        return state;
    }

    /** Does something. */
    void step() {
        int kind = random.nextInt(100);
        if (kind < 34) {
            put(0);
        } else if (kind < 60) {
            remove(0);
        } else if (kind < 70) {
            inTransaction();
        } else if (kind < 75) {
            endTransaction();
        } else if (kind < 85) {
            force();
        } else if (kind < 87) {
            checkpoint();
        } else if (kind == 87) {
            moveOut(sparsest());
        } else if (kind == 88) {
            journal.sealIfIdle();
        } else if (kind < 91) {
            readBack();
        } else if (kind == 91) {
            disk.faults().slowNext(this::meanwhile);
        } else {
            journal.prepareStep();
        }
    }

    void put(long transaction) {
        long number = ++lastNumber;
        group.clear();
        ByteBuffer payload = group.begin(NumbersState.PUT, 16 + MOST_BALLAST)
                .putLong(transaction)
                .putLong(number);
        payload.position(payload.position() + random.nextInt(MOST_BALLAST));
        group.end();
        long position = append();
        history.put(transaction, position, number);
        ByteBuffer told = ByteBuffer.allocate(group.size() - 9);
        state.apply(
                NumbersState.PUT,
                position,
                told.putLong(transaction).putLong(number).position(0));
    }

    private long append() {
        return journal.append(group, Admission.RESERVE);
    }

    private void remove(long transaction) {
        // Most often the oldest, now and then none of the first: so something old stays among the young.
        Long number = state.places().isEmpty()
                ? null
                : random.nextInt(10) == 0
                        ? state.places().lastKey()
                        : state.places().higherKey(random.nextLong(4));
        if (number == null || state.isLocked(number)) {
            return;
        }
        boolean forgotten = sabotage == Sabotage.A_REMOVAL_IS_FORGOTTEN && random.nextInt(10) == 0;
        long position = forgotten ? journal.appendedPosition() : record(NumbersState.REMOVED, transaction, number);
        history.removed(transaction, position, number);
        state.apply(NumbersState.REMOVED, position, pair(transaction, number));
    }

    private long record(int type, long first, long second) {
        group.clear();
        group.begin(type, 16).putLong(first).putLong(second);
        group.end();
        return append();
    }

    private static ByteBuffer pair(long first, long second) {
        return ByteBuffer.allocate(16).putLong(first).putLong(second).position(0);
    }

    private void inTransaction() {
        boolean another = state.open().size() < MOST_OPEN && random.nextInt(3) == 0;
        long transaction = another || state.open().isEmpty() ? ++lastTransaction : anyTransaction();
        for (int i = random.nextInt(4); i >= 0; i--) {
            if (random.nextInt(3) == 0) {
                remove(transaction);
            } else {
                put(transaction);
            }
        }
    }

    private long anyTransaction() {
        Long any = state.open().ceilingKey(1 + random.nextLong(lastTransaction));
        return any == null ? state.open().firstKey() : any;
    }

    private void endTransaction() {
        if (state.open().isEmpty()) {
            return;
        }
        long transaction = anyTransaction();
        boolean commit = random.nextInt(4) > 0;
        int type = commit ? NumbersState.COMMITTED : NumbersState.ABORTED;
        boolean forgotten = sabotage == Sabotage.A_COMMIT_IS_FORGOTTEN && random.nextInt(4) == 0;
        long position = forgotten ? journal.appendedPosition() : record(type, transaction, 0);
        state.apply(type, position, pair(transaction, 0));
        if (commit) {
            history.committed(transaction, position);
            counts.add("commit");
        } else {
            history.aborted(transaction);
            counts.add("rollback");
        }
    }

    void force() {
        if (sabotage == Sabotage.A_WRITE_VANISHES && random.nextInt(10) == 0) {
            disk.faults().loseNextWrite();
        }
        journal.tryForce();
    }

    /** What the owner does while a write or force of somebody else takes its time. */
    private void meanwhile() {
        long durable = journal.durablePosition();
        for (int i = random.nextInt(4); i >= 0 && journal.preparedBytes() > 4 * MOST_BALLAST; i--) {
            put(0);
        }
        require(journal.durablePosition() == durable, "durable before the force has ended");
        counts.add("slow call");
    }

    /** A checkpoint of now, written while others go on; then what is empty is given up. */
    void checkpoint() {
        CheckpointMark mark = journal.mark();
        RecordGroup told = new RecordGroup();
        boolean lacking = sabotage == Sabotage.A_CHECKPOINT_LACKS_A_NUMBER
                && !state.places().isEmpty();
        state.describe(told, lacking ? state.places().lastKey() : null);
        CheckpointWriter writer = journal.checkpoint(mark);
        writer.write(told);
        try {
            for (int i = random.nextInt(4); i > 0; i--) {
                put(0);
            }
        } catch (JournalFullException full) {
            writer.discard();
            throw full;
        }
        journal.tryForce();
        journal.publish(writer, journal.durablePosition());
        counts.add("checkpoint");
        giveUpEmpty();
    }

    /** All that was appended is durable. */
    private void giveUpEmpty() {
        for (long segment : journal.segmentsBeforeReplay()) {
            boolean empty = bytes(segment) == 0;
            boolean wrongly = sabotage == Sabotage.A_LIVING_SEGMENT_IS_FREED && random.nextInt(4) == 0;
            if ((empty && sabotage != Sabotage.NOTHING_IS_FREED) || wrongly) {
                journal.free(segment);
                counts.add("segment given up");
            }
        }
    }

    private int bytes(long segment) {
        return state.living().values().stream()
                .filter(place -> place.position() / SEGMENT == segment)
                .mapToInt(Place::bytes)
                .sum();
    }

    private long sparsest() {
        long sparsest = -1;
        int least = FULL;
        for (long segment : journal.segmentsBeforeReplay()) {
            int bytes = bytes(segment);
            if (bytes > 0 && bytes < least) {
                least = bytes;
                sparsest = segment;
            }
        }
        return sparsest;
    }

    /** Writes again what lives in a segment; -1 for none. */
    private void moveOut(long segment) {
        if (segment < 0) {
            return;
        }
        try (JournalReader reader = journal.reader()) {
            for (Map.Entry<Long, Place> living : state.living().entrySet()) {
                if (living.getValue().position() / SEGMENT == segment) {
                    move(reader, living.getKey(), living.getValue().position());
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void move(JournalReader reader, long number, long place) {
        group.clear();
        reader.read(place, (type, position, payload) -> {
            ByteBuffer moved = group.beginMove(payload.remaining() + 9);
            if (type != RecordGroup.MOVE) {
                moved.putLong(position).put((byte) type);
            }
            moved.put(payload);
            group.end();
        });
        int bytes = group.size();
        long position = append();
        Place there = new Place(position, bytes);
        if (state.places().replace(number, there) == null) {
            state.open().get(state.holder(number)).puts().replace(number, there);
        }
        counts.add("move");
    }

    /** Empties what is sparse, as the broker does after a burst; then the files may not have more than what is promised. */
    void tidy() {
        checkpoint();
        for (long sparse = sparsest(); sparse >= 0; sparse = sparsest()) {
            moveOut(sparse);
            journal.tryForce();
            giveUpEmpty();
        }
        checkpoint();
        for (int i = 0; i < 1000 && journal.prepareStep(); i++) {
            // The preparation deletes what is left over.
        }
        long files = disk.list().stream()
                .filter(name -> name.startsWith("segment-") || name.startsWith("preparing-"))
                .count();
        long living = state.living().values().stream().mapToLong(Place::bytes).sum();
        require(
                files * SEGMENT <= living * 3 / 2 + SPARE_SEGMENTS * SEGMENT,
                files + " segments of " + SEGMENT + " bytes hold " + living + " bytes that live");
        counts.add("disk bound held");
    }

    /** Closes the journal in order. */
    void close() {
        disk.faults().slowNext(() -> {});
        journal.close();
        counts.add("closed in order");
    }

    /**
     * Opens the journal again after its end: the set must be what it was at the place where the log ends now, and that must not be
     * before what had been reported durable.
     *
     * @throws JournalFailedException if the disk fails again
     */
    RecoveryReport reopen() {
        // Before the opening: if that fails half-way, it has used positions behind the cut for its own record.
        return reopen(history.cut(JournalScan.verify(disk).lastPosition()));
    }

    private RecoveryReport reopen(int cut) {
        long reported = journal.durablePosition();
        NumbersState found = new NumbersState();
        Journal opened = Journal.open(disk, SETTINGS, found::apply);
        long end = opened.recovery().lastPosition();
        require(end >= reported, "durable up to " + reported + ", but the log ends at " + end);
        if (sabotage == Sabotage.OPEN_TRANSACTIONS_COUNT) {
            found.open().values().forEach(one -> found.places().putAll(one.puts()));
        }
        Set<Long> expected = history.at(end);
        if (!found.places().keySet().equals(expected)) {
            throw new AssertionError("the journal holds " + found.places().keySet() + " and not " + expected);
        }
        if (cut > 0) {
            counts.add("cut off what was not durable");
        }
        if (!found.open().isEmpty()) {
            counts.add("found open transactions");
        }
        found.open().clear();
        state = found;
        journal = opened;
        return opened.recovery();
    }

    /** A process that is killed right after a recovery is followed by one that finds the same. */
    void reopenAgain() {
        Map<Long, Place> first = Map.copyOf(state.places());
        disk.killProcess();
        disk.faults().lieAboutForces(sabotage == Sabotage.FORCES_ARE_FAKED);
        reopen(0);
        require(first.equals(state.places()), "a second recovery finds other places");
    }

    /** Some number that lives and is durable; null if there is none. */
    @Nullable
    Long anyNumber() {
        Map.Entry<Long, Place> any =
                lastNumber == 0 ? null : state.places().ceilingEntry(random.nextLong(lastNumber + 1));
        return any == null || any.getValue().position() >= journal.durablePosition() ? null : any.getKey();
    }

    /** Reads back the put of each number that lives and is durable. */
    void readBack() {
        try (JournalReader reader = journal.reader()) {
            state.places().forEach((number, place) -> {
                if (place.position() < journal.durablePosition()) {
                    readBack(reader, number, place.position());
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads back the put of one number. */
    void readBack(long number) {
        readBack(journal, number, state.places().get(number).position());
    }

    static void readBack(Journal journal, long number, long place) {
        try (JournalReader reader = journal.reader()) {
            readBack(reader, number, place);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void readBack(JournalReader reader, long number, long place) {
        reader.read(place, (type, position, payload) -> {
            if (type == RecordGroup.MOVE) {
                payload.getLong();
                payload.get();
            }
            payload.getLong();
            if (payload.getLong() != number) {
                throw new AssertionError("another record than the put of " + number + " is at " + place);
            }
        });
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
