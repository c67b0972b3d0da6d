package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that recovery has met, by id. They come in the order of their ids but for those that were moved, of which a checkpoint may
 * even speak twice: then the later word counts. Owner: {@link Recovery}.
 */
final class RecoveredMessages {
    private static final int FEW = 100_000;

    private List<RecoveredMessage> list = new ArrayList<>();
    private boolean sorted = true;
    private int gone;

    void add(RecoveredMessage message) {
        if (!list.isEmpty() && list.get(list.size() - 1).id >= message.id) {
            sorted = false;
        }
        list.add(message);
    }

    /** Puts a message in the place of what is known of the same one, in the order all the same. */
    void replace(RecoveredMessage message) {
        int slot = slot(message.id);
        if (slot >= 0) {
            list.set(slot, message);
        } else {
            list.add(-slot - 1, message);
        }
    }

    @Nullable
    RecoveredMessage find(long id) {
        int slot = slot(id);
        return slot < 0 ? null : list.get(slot);
    }

    /** As a binary search gives it. */
    private int slot(long id) {
        sort();
        int low = 0;
        int high = list.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = list.get(middle).id;
            if (there == id) {
                return middle;
            }
            if (there < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** A message has gone; now and then those are forgotten that no open transaction will ask for. */
    void noteGone() {
        gone++;
        if (gone > FEW && gone > list.size() / 2) {
            sort(); // of two words about one message the earlier would stay
            list.removeIf(message -> message.gone() && !message.pending);
            gone = 0;
        }
    }

    private void sort() {
        if (sorted) {
            return;
        }
        list.sort(Comparator.comparingLong(message -> message.id)); // stable: of two, the later one stays behind
        List<RecoveredMessage> once = new ArrayList<>(list.size());
        for (RecoveredMessage message : list) {
            if (!once.isEmpty() && once.get(once.size() - 1).id == message.id) {
                once.remove(once.size() - 1);
            }
            once.add(message);
        }
        list = once;
        sorted = true;
    }

    /** All that there are, in no order. */
    Iterable<RecoveredMessage> all() {
        return list;
    }

    /** All that are still somewhere, by the place of their records. */
    void byPlace(Consumer<RecoveredMessage> to) {
        sort();
        list.removeIf(RecoveredMessage::gone);
        list.sort(Comparator.comparingLong(message -> message.place));
        list.forEach(to);
    }

    /** After {@link #byPlace}: all that are still somewhere, in the order in which they came to count; nothing is kept. */
    void drainByOrder(Consumer<RecoveredMessage> to) {
        list.sort(Comparator.<RecoveredMessage>comparingLong(message -> message.countedAt)
                .thenComparingLong(RecoveredMessage::rankTime)
                .thenComparingLong(message -> message.id));
        list.forEach(to);
        list = new ArrayList<>();
    }
}
