package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parks the messages in the middle of long queues, and loads them before their turn: memory then has one {@link ParkedRun} for many. Whatever is
 * to be done with a parked message, the whole run is loaded first, so that nobody else knows of parking. Owner: the engine's holder.
 */
final class Pager {
    /** What a run costs in memory, about. */
    private static final int RUN_BYTES = 512;

    /** At most so many lists are asked for by their time. */
    private static final int MOST_ASKED = 16;

    private static final int YOUNG_RUNS = 3;

    /** So much before their time delayed messages are loaded, if there is room for them: then they come in the order of their times. */
    private static final long EARLY_MILLIS = 1000;

    private final Space space;
    private final RunMaker maker;
    private final LiveRecords live;
    private final Inventory inventory;
    private final MemoryBudget budget;
    private final ReadyQueues ready;
    private final TimeIndex times;
    private final LongQueues longQueues;
    private final Delays delays;
    private final DueQueues due;
    private final BrokerClock clock;
    private final Paging paging;
    private final Map<Long, ParkedRun> asked = new HashMap<>();
    private final Map<ParkedRun, List<Runnable>> waiting = new HashMap<>();
    private final List<ParkedRun> later = new ArrayList<>();
    private final Deque<ParkedRun> unforced = new ArrayDeque<>();
    private final Deque<MessageQueue> crowded = new ArrayDeque<>();
    private long durable;
    private boolean refused;

    Pager(
            Space space,
            RunMaker maker,
            LiveRecords live,
            Inventory inventory,
            ReadyQueues ready,
            Crowds crowds,
            BrokerClock clock,
            Paging paging) {
        this.space = space;
        this.maker = maker;
        this.live = live;
        this.inventory = inventory;
        this.budget = inventory.budget();
        this.ready = ready;
        this.times = inventory.times();
        this.longQueues = crowds.queues();
        this.delays = crowds.delays();
        this.due = crowds.due();
        this.clock = clock;
        this.paging = paging;
    }

    // -- parking

    /**
     * End of a round: parks one run, if one is to be parked.
     *
     * @param frozen whether a checkpoint is walking over what is in memory: then that must stay there
     */
    void step(boolean frozen) {
        refused = frozen;
        if (frozen) {
            return;
        }
        MessageQueue full = crowded.pollFirst();
        if (full != null) {
            trim(full);
            return;
        }
        MessageQueue queue = longQueues.poll();
        if (queue != null && !queue.deleted() && !Conflation.concerns(queue)) {
            park(queue);
        }
        if (!refused && delays.crowded()) {
            park(delays.fullest());
        }
    }

    /** Whether {@link #step} has something to do at once. */
    boolean wantsMore() {
        return !refused && !(longQueues.isEmpty() && crowded.isEmpty() && !delays.crowded());
    }

    private void park(@Nullable DelayLane lane) {
        List<MessageRef> refs = lane == null ? List.of() : last(lane);
        if (!refs.isEmpty()) {
            refused = !park(refs.get(0).queue(), refs.get(0).priority(), refs, true);
        } else if (lane != null) {
            delays.passOver(lane);
        } else {
            refused = true;
        }
    }

    /** Those of a lane whose time comes last, by their time; none if they are too few. None that a walk looks at next, and all on the same side of that. */
    private List<MessageRef> last(DelayLane lane) {
        MessageRef first = lane.first();
        List<DelayCursor.Window> windows = new ArrayList<>();
        for (QueueWalk walk :
                first == null ? List.<QueueWalk>of() : first.queue().walks()) {
            windows.add(walk.delayed().window(lane, 2 * paging.run()));
        }
        int least = Math.max(1, paging.run() / Paging.LEAST_PART);
        int looks = 2 * paging.run() * (1 + windows.size());
        List<MessageRef> last = new ArrayList<>(paging.run());
        Iterator<MessageRef> all = lane.fromTheEnd();
        while (last.size() < paging.run() && looks-- > 0 && all.hasNext()) {
            MessageRef ref = all.next();
            Rank rank = DelayLane.rank(ref);
            if (!windows.isEmpty() && windows.stream().anyMatch(window -> window.has(rank))) {
                if (last.size() >= least) {
                    break;
                }
                last.clear();
            } else if (mayWait(ref)) {
                last.add(ref);
            }
        }
        Collections.reverse(last);
        return last.size() < least ? List.of() : last;
    }

    /** Whether nobody is about to look at a message that waits for its time, and nothing is due with it, or was and could not be done. */
    private boolean mayWait(MessageRef ref) {
        StoredMessage stored = ref.stored();
        return !stored.asked() && stored.deliveryTime() > clock.now() && ref.dueAt == Inventory.due(stored);
    }

    private void park(MessageQueue queue) {
        for (int priority = 0; priority < MessageOrder.PRIORITIES; priority++) {
            ParkingLine line = queue.order().parkingLine(priority);
            if (line != null && line.behind() >= worthwhile(queue)) {
                refused = !park(queue, priority, line);
                longQueues.look(queue, priority);
                if (refused) {
                    return; // it is tried again in a later round
                }
            }
        }
    }

    /** So many behind the line are worth a list; of what a topic keeps the youngest are left alone, as they are with subscriptions too. */
    private int worthwhile(MessageQueue queue) {
        return queue.keep() == null ? paging.run() : YOUNG_RUNS * paging.run();
    }

    /** Parks what can be parked of the next few; false if the journal has no room for that. */
    private boolean park(MessageQueue queue, int priority, ParkingLine line) {
        List<MessageRef> refs = new ArrayList<>(paging.run());
        MessageRef at = line.from();
        for (int i = 0; i < paging.run() && at != null; i++) {
            if (eligible(at)) {
                refs.add(at);
            }
            at = ParkingLine.after(at);
        }
        int staying = paging.run() - refs.size();
        if (refs.size() < Math.max(1, paging.run() / Paging.LEAST_PART)) {
            staying = paging.run();
        } else if (!park(queue, priority, refs, false)) {
            return false;
        }
        for (int i = 0; i < staying; i++) {
            line.pass();
        }
        return true;
    }

    private boolean eligible(MessageRef ref) {
        return !(ref instanceof ParkedRun)
                && ref.journalled()
                && ref.stored().alone()
                && !ref.stored().asked()
                && ref.stored().largeBody() == null
                && !live.large(ref.stored())
                && !ref.queue().order().cursorWants(ref);
    }

    private boolean park(MessageQueue queue, int priority, List<MessageRef> refs, boolean delayed) {
        ParkedRun run = maker.write(queue, priority, refs, delayed);
        if (run == null) {
            return false;
        }
        live.add(run.record());
        unforced.addLast(run);
        put(run, refs);
        return true;
    }

    private void put(ParkedRun run, List<MessageRef> refs) {
        live.park(run, refs);
        if (run.delayed()) {
            refs.forEach(delays::remove);
        } else {
            run.queue().order().park(run, refs);
        }
        for (MessageRef ref : refs) {
            times.remove(ref);
            budget.free(Inventory.cost(ref.stored()));
            ref.stored().park();
            ref.state(MessageRef.State.PARKED);
            ParkedRun home = ref.home();
            if (home != null && home != run) {
                spoil(home);
            }
        }
        run.parked(true);
        enter(run);
    }

    private void enter(ParkedRun run) {
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

    /** Parks again what was loaded and is not needed. */
    private void trim(MessageQueue queue) {
        Deque<ParkedRun> loaded = queue.loadedRuns();
        if (queue.deleted() || loaded.size() <= paging.loaded() || Conflation.concerns(queue)) {
            return;
        }
        ParkedRun run = loaded.removeFirst();
        if (queue.keep() != null && isMostlyShared(run)) {
            loaded.addLast(run); // what some subscription has is looked at again when the next one is loaded
            return;
        }
        if (loaded.size() > paging.loaded()) {
            crowded.addLast(queue);
        }
        MessageRef at = queue.order().from(run.priority(), run.sequence());
        if (run.parked() || at == null || at == queue.order().head(run.priority())) {
            return;
        }
        List<MessageRef> refs = new ArrayList<>(run.contents().count());
        while (at != null && at.sequence() <= run.lastSequence() && refs.size() <= paging.run()) {
            if (eligible(at)) {
                refs.add(at);
            }
            at = at.next;
        }
        if (unchanged(run, refs)) {
            put(run, refs);
        } else if (!refs.isEmpty() && !park(queue, run.priority(), refs, false)) {
            refused = true;
            if (loaded.size() == paging.loaded()) { // else it waits for its next turn already
                crowded.addLast(queue);
            }
            loaded.addFirst(run);
        }
    }

    /** Whether most of what was parked is in other places too. */
    private static boolean isMostlyShared(ParkedRun run) {
        int shared = 0;
        MessageRef at = run.queue().order().from(run.priority(), run.sequence());
        while (at != null && at.sequence() <= run.lastSequence()) {
            if (!(at instanceof ParkedRun) && !at.stored().alone()) {
                shared++;
            }
            at = at.next;
        }
        return 2 * shared > run.contents().count();
    }

    private static boolean unchanged(ParkedRun run, List<MessageRef> refs) {
        if (run.record().retired() || refs.size() != run.contents().count()) {
            return false;
        }
        for (MessageRef ref : refs) {
            if (ref.home() != run || ref.changed()) {
                return false;
            }
        }
        return true;
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
