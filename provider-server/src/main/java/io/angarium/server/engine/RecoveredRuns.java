package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of which the checkpoint spoke. While the log is replayed none can be read, so what it says of messages that may be in one is kept; after
 * that, those are read that something may have happened to, one after the other, and those that something has happened to are runs no more. Owner: {@link Recovery}.
 */
final class RecoveredRuns {

    /** A run, and its messages once they are in memory. */
    private static final class Entry {
        private final ParkedRun run;
        private @Nullable List<RecoveredMessage> messages;
        private boolean opened;

        Entry(ParkedRun run) {
            this.run = run;
        }

        /** Whether the time of some has come, since they were loaded for that: their place is that of their time. */
        boolean due(long now) {
            return run.delayed() && run.contents().first().countedAt() <= now;
        }
    }

    private final RecoveryReader reader;
    private final RunMaker maker;
    private final Pager pager;
    private final Inventory inventory;
    private final Map<Long, Entry> byId = new HashMap<>();
    private final RunNews news = new RunNews();
    /** Those that were in runs and are in memory. */
    private final Map<Long, RecoveredMessage> messages = new HashMap<>();

    private final List<Long> retired = new ArrayList<>();
    private final Deque<ParkedRun> parked = new ArrayDeque<>();

    RecoveredRuns(RecoveryReader reader, RunMaker maker, Pager pager, Inventory inventory) {
        this.reader = reader;
        this.maker = maker;
        this.pager = pager;
        this.inventory = inventory;
    }

    RecoveryReader reader() {
        return reader;
    }

    void add(ParkedRun run) {
        byId.put(run.record().id(), new Entry(run));
    }

    /** The messages of a list have been loaded: what is said of them behind this is not in it. */
    void opened(long list) {
        Entry entry = byId.get(list);
        if (entry != null) {
            entry.opened = true;
        }
    }

    /** A message that is not in memory, and is kept there, is in this queue too. */
    void joined(MessageQueue queue, MessageQueue kept, long id) {
        if (!byId.isEmpty()) {
            news.joined(queue, kept, id);
        }
    }

    /** Such a message has left a queue. */
    void left(MessageQueue queue, long id) {
        if (!byId.isEmpty()) {
            news.left(queue, id);
        }
    }

    /** Attempts of such a message were counted. */
    void counted(MessageQueue queue, long id, int attempts) {
        if (!byId.isEmpty()) {
            news.counted(queue, id, attempts);
        }
    }

    /** A record that is not that of a message in memory is somewhere else. */
    void moved(long id, long position) {
        Entry list = byId.get(id);
        if (list != null) {
            list.run.record().place(position);
        } else if (!byId.isEmpty()) {
            news.moved(id, position);
        }
    }

    /** Such a message will be asked for with {@link #find}. */
    void sought(int queue, long id) {
        news.sought(queue, id);
    }

    /** The log has been replayed: reads what something may have happened to. It is now this late. */
    void replayed(long now) {
        news.complete();
        for (Entry entry : byId.values()) {
            if (!entry.run.queue().deleted() && mayHaveChanged(entry, now)) {
                List<RecoveredMessage> read = read(entry.run);
                int queue = entry.run.queue().id();
                if (entry.due(now) || read.stream().anyMatch(message -> news.speaksOf(queue, message))) {
                    read.forEach(news::applyTo);
                    enter(entry, read);
                }
            }
        }
    }

    private boolean mayHaveChanged(Entry entry, long now) {
        if (entry.run.tells() && !entry.opened) {
            return false;
        }
        ParkedRun.Contents contents = entry.run.contents();
        return entry.due(now) || news.speaksOf(entry.run.queue().id(), contents.leastId(), contents.greatestId());
    }

    private void enter(Entry entry, List<RecoveredMessage> read) {
        entry.messages = read;
        read.removeIf(RecoveredMessage::gone);
        read.forEach(message -> messages.put(message.id, message));
        retired.add(entry.run.record().place());
    }

    /** A message that was sought and is in a run, or null. */
    @Nullable
    RecoveredMessage find(long id) {
        return messages.get(id);
    }

    /** Has the messages of a run in memory, whatever has happened to them. */
    private void read(Entry entry) {
        if (entry.messages == null) {
            enter(entry, read(entry.run));
        }
    }

    /**
     * Reads the runs that are not next to, but between, other messages of their queue; what cannot stay a run is handed on.
     *
     * @param others all other messages that are somewhere
     * @param to takes the messages of runs that were read
     */
    void separate(Iterable<RecoveredMessage> others, Consumer<RecoveredMessage> to) {
        Map<Integer, NavigableMap<Rank, Entry>> lanes = lanes();
        for (RecoveredMessage message : others) {
            for (int i = 0; !message.waits() && i < message.places(); i++) {
                MessageQueue queue = message.queue(i);
                NavigableMap<Rank, Entry> lane =
                        queue == null ? null : lanes.get(lane(queue, priority(queue, message)));
                Rank rank = message.rank();
                Map.Entry<Rank, Entry> before = lane == null ? null : lane.floorEntry(rank);
                if (before != null
                        && rank.compareTo(before.getValue().run.contents().last()) <= 0) {
                    read(before.getValue());
                }
            }
        }
        for (Entry entry : byId.values()) {
            if (entry.messages != null) {
                entry.messages.stream()
                        .sorted(Comparator.comparingLong(message -> message.id))
                        .forEach(to);
            }
        }
    }

    /** All runs that have not been read, by queue and priority; those that overlap are read. */
    private Map<Integer, NavigableMap<Rank, Entry>> lanes() {
        List<Entry> sorted = new ArrayList<>(byId.values());
        sorted.removeIf(entry -> entry.run.delayed());
        sorted.sort(Comparator.comparing(entry -> entry.run.contents().first()));
        Map<Integer, NavigableMap<Rank, Entry>> lanes = new HashMap<>();
        Map<Integer, Entry> furthest = new HashMap<>();
        for (Entry entry : sorted) {
            int lane = lane(entry.run.queue(), entry.run.priority());
            Entry before = furthest.get(lane);
            Rank last = entry.run.contents().last();
            if (before != null
                    && entry.run
                                    .contents()
                                    .first()
                                    .compareTo(before.run.contents().last())
                            <= 0) {
                read(before);
                read(entry);
            }
            if (before == null || last.compareTo(before.run.contents().last()) > 0) {
                furthest.put(lane, entry);
            }
            lanes.computeIfAbsent(lane, none -> new TreeMap<>())
                    .put(entry.run.contents().first(), entry);
        }
        return lanes;
    }

    private static int priority(MessageQueue queue, RecoveredMessage message) {
        return queue.inOrderOfArrival() ? Keep.LANE : message.priority;
    }

    private static int lane(MessageQueue queue, int priority) {
        return queue.id() * MessageOrder.PRIORITIES + priority;
    }

    private List<RecoveredMessage> read(ParkedRun run) {
        List<RecoveredMessage> read = new ArrayList<>(run.contents().count());
        @Nullable MessageQueue[] queues = {run.queue()};
        for (Effect.Listed listed : maker.check(run, reader.list(run.record().place()))) {
            int attempts = listed.attempts();
            boolean suspect = attempts < 0 || listed.id() < run.suspectBelow();
            int known = suspect && attempts >= 0 ? ~attempts : attempts;
            RecoveredMessage message = RecoveredMessage.of(listed, run.priority(), queues);
            if (known != 0) {
                message.count(run.queue(), known);
            }
            message.countedAt = listed.countedAt();
            read.add(message);
        }
        return read;
    }

    /** Takes the runs that stay as they are into the books; the lists of the others are not needed any more, but by the checkpoint. */
    void enter() {
        List<ParkedRun> staying = new ArrayList<>();
        for (Entry entry : byId.values()) {
            if (entry.messages == null && entry.run.queue().deleted()) {
                retired.add(entry.run.record().place());
            } else if (entry.messages == null) {
                staying.add(entry.run);
            }
        }
        staying.sort(Comparator.comparing(run -> run.contents().first()));
        staying.forEach(pager::recovered);
        pager.retired(retired);
        staying.removeIf(ParkedRun::delayed);
        parked.addAll(staying);
    }

    /** Takes the runs of messages that wait for their time into the books likewise; returns how many messages they have. */
    long enterDelayed() {
        long count = 0;
        for (Entry entry : byId.values()) {
            ParkedRun run = entry.run;
            if (run.delayed()
                    && run.parked()
                    && entry.messages == null
                    && !run.queue().deleted()) {
                reader.requireSegments(run, run.record().place());
                mark(run);
                inventory.counted(run);
                count += run.contents().count();
            }
        }
        return count;
    }

    /** What may have been seen says so when it is loaded. */
    private static void mark(ParkedRun run) {
        long horizon = run.queue().horizon().value();
        if (run.contents().leastId() < horizon) {
            run.suspectBelow(Math.min(horizon, run.contents().greatestId() + 1));
        }
    }

    /** Runs that stand before this rank have their places from now on, at the ends of their queues; returns how many messages they have. */
    long enqueue(Rank before) {
        long count = 0;
        for (ParkedRun next = parked.peek();
                next != null && next.contents().first().compareTo(before) < 0;
                next = parked.peek()) {
            parked.remove();
            reader.requireSegments(next, next.record().place());
            mark(next);
            inventory.enqueue(next);
            count += next.contents().count();
        }
        return count;
    }
}
