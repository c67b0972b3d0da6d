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
 * that, those are read that something has happened to. Owner: {@link Recovery}.
 */
final class RecoveredRuns {

    /** A run, and its messages by id once it has been read. */
    private static final class Entry {
        private final ParkedRun run;
        private @Nullable Map<Long, RecoveredMessage> messages;
        private boolean opened;

        Entry(ParkedRun run) {
            this.run = run;
        }
    }

    private final RecoveryReader reader;
    private final RunMaker maker;
    private final Pager pager;
    private final Inventory inventory;
    private final Map<Integer, RunIndex<Entry>> byQueue = new HashMap<>();
    private final Map<Long, Entry> byId = new HashMap<>();
    /** Of subscriptions that are given what a topic keeps, where: what they have may be in a run of it. */
    private final Map<Integer, Integer> keeps = new HashMap<>();

    private final OpenedRuns openedRuns = new OpenedRuns();
    private final List<RunEvent> events = new ArrayList<>();
    private final Map<Long, Long> moves = new HashMap<>();
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
        Entry entry = new Entry(run);
        byId.put(run.record().id(), entry);
        if (!run.delayed()) {
            index(entry);
        }
    }

    /** Runs of delayed messages have ranges of ids that overlap: so only those are looked into that are known to have been opened. */
    void opened(long list) {
        Entry entry = byId.get(list);
        if (entry != null && entry.run.delayed() && !entry.opened) {
            entry.opened = true;
            openedRuns.add(entry.run.queue().id());
        }
    }

    private void index(Entry entry) {
        ParkedRun.Contents contents = entry.run.contents();
        byQueue.computeIfAbsent(entry.run.queue().id(), queue -> new RunIndex<>())
                .add(contents.leastId(), contents.greatestId(), entry);
    }

    /** A subscription is given what is kept there. */
    void fed(MessageQueue subscription, MessageQueue kept) {
        keeps.put(subscription.id(), kept.id());
    }

    /** The entries that may have a message of a queue. */
    private List<Entry> candidates(int queue, long id) {
        RunIndex<Entry> index = byQueue.get(queue);
        List<Entry> own = index == null ? List.of() : index.find(id);
        Integer kept = keeps.get(queue);
        RunIndex<Entry> there = kept == null ? null : byQueue.get(kept);
        if (there == null) {
            return own;
        }
        List<Entry> all = new ArrayList<>(own);
        all.addAll(there.find(id));
        return all;
    }

    private void note(MessageQueue queue, long id, RunEvent.What what, int attempts) {
        if (mayBeOpened(queue.id()) || !candidates(queue.id(), id).isEmpty()) {
            events.add(new RunEvent(queue, id, what, attempts));
        }
    }

    private boolean mayBeOpened(int queue) {
        Integer kept = keeps.get(queue);
        return openedRuns.mayHave(queue) || (kept != null && openedRuns.mayHave(kept));
    }

    /** A message that is not in memory is in this queue too. */
    void joined(MessageQueue queue, long id) {
        note(queue, id, RunEvent.What.JOINED, 0);
    }

    /** Such a message has left a queue. */
    void left(MessageQueue queue, long id) {
        note(queue, id, RunEvent.What.LEFT, 0);
    }

    /** Attempts of such a message were counted. */
    void counted(MessageQueue queue, long id, int attempts) {
        note(queue, id, RunEvent.What.COUNTED, attempts);
    }

    /** A record that is not that of a message in memory is somewhere else. */
    void moved(long id, long position) {
        Entry list = byId.get(id);
        if (list != null) {
            list.run.record().place(position);
        } else if (!byId.isEmpty()) {
            moves.put(id, position);
        }
    }

    /** The log has been replayed: does what was kept. */
    void replayed() {
        readOpened();
        for (RunEvent event : events) {
            RecoveredMessage message = inOrder(event.queue().id(), event.id());
            if (message != null) {
                event.applyTo(message);
            }
        }
        for (RunIndex<Entry> index : byQueue.values()) {
            moves.forEach((id, position) -> {
                for (Entry entry : index.find(id)) {
                    RecoveredMessage message = messages(entry).get(id);
                    if (message != null) {
                        message.place = position;
                    }
                }
            });
        }
    }

    /** Before anything else comes: some of them are due, and are in front of what was sent since. */
    private void readOpened() {
        openedRuns.happened(events);
        for (Entry entry : byId.values()) {
            if (entry.opened && !entry.run.queue().deleted()) {
                entry.messages = openedRuns.read(read(entry.run), moves);
                retired.add(entry.run.record().place());
            }
        }
        openedRuns.over();
    }

    /** A message that is in a run of a queue, or null. */
    @Nullable
    RecoveredMessage find(int queue, long id) {
        RecoveredMessage opened = mayBeOpened(queue) ? openedRuns.find(id) : null;
        return opened == null ? inOrder(queue, id) : opened;
    }

    /** The same, of runs that have places in their queues. */
    private @Nullable RecoveredMessage inOrder(int queue, long id) {
        for (Entry entry : candidates(queue, id)) {
            RecoveredMessage message = messages(entry).get(id);
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    private Map<Long, RecoveredMessage> messages(Entry entry) {
        Map<Long, RecoveredMessage> known = entry.messages;
        if (known == null) {
            known = new HashMap<>();
            for (RecoveredMessage message : read(entry.run)) {
                known.put(message.id, message);
            }
            entry.messages = known;
            retired.add(entry.run.record().place());
        }
        return known;
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
            for (int i = 0; i < message.places(); i++) {
                MessageQueue queue = message.queue(i);
                NavigableMap<Rank, Entry> lane =
                        queue == null ? null : lanes.get(lane(queue, priority(queue, message)));
                Rank rank = new Rank(message.countedAt, message.id);
                Map.Entry<Rank, Entry> before = lane == null ? null : lane.floorEntry(rank);
                if (before != null
                        && rank.compareTo(before.getValue().run.contents().last()) <= 0) {
                    messages(before.getValue());
                }
            }
        }
        for (Entry entry : byId.values()) {
            if (entry.messages != null) {
                entry.messages.values().stream()
                        .filter(message -> !message.gone())
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
                messages(before);
                messages(entry);
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
