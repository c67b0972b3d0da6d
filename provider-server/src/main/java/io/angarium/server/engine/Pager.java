package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads parked messages before their turn. Whatever is to be done with one of them, the whole run is loaded first, so that nobody else than {@link RunParker} knows of parking.
 * Owner: the engine's holder.
 */
final class Pager {
    /** What a run costs in memory, about. */
    private static final int RUN_BYTES = 512;

    /** At most so many lists are asked for by their time. */
    private static final int MOST_ASKED = 16;

    /** So much before their time delayed messages are loaded, if there is room for them: then they come in the order of their times. */
    private static final long EARLY_MILLIS = 1000;

    private final Space space;
    private final RunMaker maker;
    private final LiveRecords live;
    private final MemoryBudget budget;
    private final ReadyQueues ready;
    private final TimeIndex times;
    private final Delays delays;
    private final DueQueues due;
    private final Paging paging;
    private final Map<Long, ParkedRun> asked = new HashMap<>();
    private final Map<ParkedRun, List<Runnable>> waiting = new HashMap<>();
    private final List<ParkedRun> later = new ArrayList<>();
    private final Deque<ParkedRun> unforced = new ArrayDeque<>();
    private final Deque<MessageQueue> crowded = new ArrayDeque<>();
    private long durable;

    Pager(
            Space space,
            RunMaker maker,
            LiveRecords live,
            Inventory inventory,
            ReadyQueues ready,
            Crowds crowds,
            Paging paging) {
        this.space = space;
        this.maker = maker;
        this.live = live;
        this.budget = inventory.budget();
        this.ready = ready;
        this.times = inventory.times();
        this.delays = crowds.delays();
        this.due = crowds.due();
        this.paging = paging;
    }

    /** The list of a run was appended: it is had without reading until that can be read. */
    void written(ParkedRun run) {
        unforced.addLast(run);
    }

    /** Queues of which more has been loaded than is to stay in memory, once for each turn that they are to have. */
    Deque<MessageQueue> crowded() {
        return crowded;
    }

    /** A run stands for messages from now on. */
    void enter(ParkedRun run) {
        budget.add(RUN_BYTES);
        if (run.delayed()) {
            run.queue().scheduled().delayed().enter(run);
            times.put(run, run.contents().due() - EARLY_MILLIS);
        } else {
            run.queue().runs().add(run);
            if (run.contents().due() != 0) {
                times.put(run, run.contents().due());
            }
        }
    }

    /** A restart has found a run, which has its place in the order. */
    void recovered(ParkedRun run) {
        live.recovered(run.record());
        live.recovered((Parked) run);
        enter(run);
    }

    /** A restart has found that lists were at these places, of which only the checkpoint speaks. */
    void retired(List<Long> places) {
        places.forEach(live::retired);
    }

    /** The list of a run, whose messages are in memory, does not tell the truth any more. */
    void spoil(ParkedRun run) {
        live.spoil(run);
    }

    // -- loading

    /** The messages of a run are wanted: its queue becomes ready again when they are there, which may be at once. */
    void want(ParkedRun run) {
        if (!run.parked() || run.lost() || run.asked()) {
            return;
        }
        Effect.MessagesListed written = run.written();
        if (written != null) {
            load(run, written);
        } else {
            run.asked(true);
            fetch(run);
        }
    }

    /** The same; then something is done, as well if they cannot be had. */
    void want(ParkedRun run, Runnable then) {
        waiting.computeIfAbsent(run, none -> new ArrayList<>(1)).add(then);
        want(run);
    }

    /** How many lists may be loaded for their time, beside those that are being read. */
    int mayAsk() {
        return Math.max(0, MOST_ASKED - asked.size());
    }

    /** How many messages are in lists that are being read. */
    int coming() {
        return asked.size() * paging.run();
    }

    private void fetch(ParkedRun run) {
        long place = run.record().place();
        if (place < durable) {
            asked.put(place, run);
            space.fetch(place);
        } else {
            later.add(run);
        }
    }

    /** Everything before this position is durable. */
    void durable(long position) {
        durable = position;
        for (ParkedRun first = unforced.peekFirst();
                first != null && first.record().id() < position;
                first = unforced.peekFirst()) {
            first.written(null);
            unforced.removeFirst();
        }
        if (!later.isEmpty()) {
            List<ParkedRun> all = List.copyOf(later);
            later.clear();
            all.forEach(this::fetch);
        }
    }

    /** A record was read; whether it was asked for here. */
    boolean fetched(long place, int type, ByteBuffer payload) {
        ParkedRun run = asked.remove(place);
        if (run == null) {
            return false;
        }
        run.asked(false);
        if (run.parked()) {
            load(run, StoredRecords.list(type, payload));
        }
        return true;
    }

    /** A record could not be read; returns the run if that is a loss: the place of its list has not changed meanwhile. */
    @Nullable
    ParkedRun unreadable(long place) {
        ParkedRun run = asked.remove(place);
        if (run == null) {
            return null;
        }
        run.asked(false);
        if (!run.parked()) {
            return null;
        }
        if (run.record().place() != place) {
            want(run);
            return null;
        }
        run.lose();
        if (run.delayed()) {
            run.queue().scheduled().delayed().lose(run);
            due.mark(run.queue());
        } else {
            run.queue().order().drop(run);
        }
        ready.mark(run.queue());
        goOn(run);
        return run;
    }

    private void load(ParkedRun run, Effect.MessagesListed list) {
        run.written(null);
        List<MessageRef> refs = maker.read(run, list);
        List<StoredMessage> messages = new ArrayList<>(refs.size());
        for (MessageRef ref : refs) {
            messages.add(ref.stored());
            budget.add(MemoryBudget.OVERHEAD);
        }
        messages.sort(Comparator.comparingLong(StoredMessage::place));
        live.load(run, messages);
        leave(run);
        maker.opened(run);
        if (run.delayed()) {
            for (MessageRef ref : refs) {
                times.put(ref, Inventory.due(ref.stored()));
                delays.add(ref);
            }
            due.mark(run.queue());
        } else {
            ordered(run, refs);
        }
        ready.mark(run.queue());
        goOn(run);
    }

    private void ordered(ParkedRun run, List<MessageRef> refs) {
        MessageQueue queue = run.queue();
        for (MessageRef ref : refs) {
            if (ref.stored().expiration() != 0) {
                times.put(ref, ref.stored().expiration());
            }
        }
        queue.order().load(run, refs);
        queue.loadedRuns().addLast(run);
        if (queue.loadedRuns().size() > paging.loaded()) {
            crowded.addLast(queue);
        }
    }

    private void leave(ParkedRun run) {
        run.parked(false);
        times.remove(run);
        budget.free(RUN_BYTES);
        if (run.delayed()) {
            run.queue().scheduled().delayed().leave(run);
        } else {
            run.queue().runs().remove(run);
        }
    }

    private void goOn(ParkedRun run) {
        List<Runnable> next = waiting.remove(run);
        if (next != null) {
            next.forEach(Runnable::run);
        }
    }

    /** The queue of a run is deleted: its messages go without having been loaded. Who waited for them goes on. */
    void drop(ParkedRun run) {
        if (!run.lost() && !run.delayed()) {
            run.queue().order().drop(run);
        }
        leave(run);
        live.drop(run);
        spoil(run);
        run.queue().counters().purged(run.contents().count(), run.contents().bytes());
        ready.mark(run.queue());
        goOn(run);
    }
}
