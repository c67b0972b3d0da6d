package io.angarium.journal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the records of a journal of numbers add up to: the numbers that live, and what open transactions have put and removed. Applied to
 * it live and in a replay alike. One thread.
 *
 * <pre>
 * PUT          i64 transaction or 0, i64 number, ballast
 * REMOVED      i64 transaction or 0, i64 number
 * COMMITTED    i64 transaction
 * ABORTED      i64 transaction
 * KEPT         i64 transaction or 0, i64 number, i64 place, i32 bytes; in checkpoints
 * KEPT_REMOVAL i64 transaction, i64 number; in checkpoints
 * </pre>
 */
final class NumbersState {
    static final int PUT = 1;
    static final int REMOVED = 2;
    static final int COMMITTED = 3;
    static final int ABORTED = 4;
    static final int KEPT = 5;
    static final int KEPT_REMOVAL = 6;

    /** Where the put of a number is, and how long its record. */
    record Place(long position, int bytes) {}

    /** What a transaction has done that does not count yet. */
    record Open(TreeMap<Long, Place> puts, Set<Long> removals) {
        Open() {
            this(new TreeMap<>(), new HashSet<>());
        }
    }

    private final TreeMap<Long, Place> places = new TreeMap<>();
    private final TreeMap<Long, Open> open = new TreeMap<>();

    TreeMap<Long, Place> places() {
        return places;
    }

    TreeMap<Long, Open> open() {
        return open;
    }

    void apply(int type, long position, ByteBuffer payload) {
        int bytes = payload.remaining() + 9;
        if (type == RecordGroup.MOVE) {
            payload.getLong();
            int moved = payload.get();
            if (moved != PUT) {
                throw new AssertionError("a record of type " + moved + " has moved");
            }
            moved(payload.getLong(), payload.getLong(), new Place(position, bytes));
            return;
        }
        long transaction = payload.getLong();
        switch (type) {
            case PUT -> put(transaction, payload.getLong(), new Place(position, bytes));
            case KEPT -> put(transaction, payload.getLong(), new Place(payload.getLong(), payload.getInt()));
            case REMOVED, KEPT_REMOVAL -> removed(transaction, payload.getLong());
            case COMMITTED -> committed(transaction);
            case ABORTED -> open.remove(transaction);
            default -> throw new AssertionError("a record of type " + type);
        }
    }

    private void put(long transaction, long number, Place place) {
        (transaction == 0 ? places : open(transaction).puts()).put(number, place);
    }

    private void removed(long transaction, long number) {
        if (transaction == 0) {
            places.remove(number);
        } else {
            open(transaction).removals().add(number);
        }
    }

    private Open open(long transaction) {
        return open.computeIfAbsent(transaction, t -> new Open());
    }

    private void committed(long transaction) {
        Open done = open.remove(transaction);
        if (done != null) {
            places.putAll(done.puts());
            done.removals().forEach(places::remove);
        }
    }

    private void moved(long transaction, long number, Place place) {
        if (places.containsKey(number)) {
            places.put(number, place);
        } else if (open.containsKey(transaction)) {
            open.get(transaction).puts().replace(number, place);
        }
    }

    /** Whether an open transaction has removed it. */
    boolean isLocked(long number) {
        return open.values().stream().anyMatch(one -> one.removals().contains(number));
    }

    /** Every put that must stay readable, by number. */
    Map<Long, Place> living() {
        Map<Long, Place> living = new HashMap<>(places);
        open.values().forEach(one -> living.putAll(one.puts()));
        return living;
    }

    /** Which transaction holds a number back, 0 if none does. */
    long holder(long number) {
        for (Map.Entry<Long, Open> one : open.entrySet()) {
            if (one.getValue().puts().containsKey(number)) {
                return one.getKey();
            }
        }
        return 0;
    }

    /** Writes what a checkpoint has of it. */
    void describe(RecordGroup group, @Nullable Long without) {
        places.forEach((number, place) -> {
            if (!number.equals(without)) {
                kept(group, 0, number, place);
            }
        });
        open.forEach((transaction, one) -> {
            one.puts().forEach((number, place) -> kept(group, transaction, number, place));
            one.removals().forEach(number -> {
                group.begin(KEPT_REMOVAL, 16).putLong(transaction).putLong(number);
                group.end();
            });
        });
    }

    private static void kept(RecordGroup group, long transaction, long number, Place place) {
        group.begin(KEPT, 28)
                .putLong(transaction)
                .putLong(number)
                .putLong(place.position())
                .putInt(place.bytes());
        group.end();
    }
}
