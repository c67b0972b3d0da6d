package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parks the messages in the middle of long queues, and those that wait longest for their delivery time: memory then has one {@link ParkedRun} for many. What was loaded and is
 * not needed it parks again. Owner: the engine's holder.
 */
final class RunParker {
    private static final int YOUNG_RUNS = 3;

    private final Pager pager;
    private final RunMaker maker;
    private final LiveRecords live;
    private final MemoryBudget budget;
    private final TimeIndex times;
    private final LongQueues longQueues;
    private final Delays delays;
    private final BrokerClock clock;
    private final Paging paging;
    private boolean refused;

    RunParker(
            Pager pager,
            RunMaker maker,
            LiveRecords live,
            Inventory inventory,
            Crowds crowds,
            BrokerClock clock,
            Paging paging) {
        this.pager = pager;
        this.maker = maker;
        this.live = live;
        this.budget = inventory.budget();
        this.times = inventory.times();
        this.longQueues = crowds.queues();
        this.delays = crowds.delays();
        this.clock = clock;
        this.paging = paging;
    }

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
        MessageQueue full = pager.crowded().pollFirst();
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
        return !refused && !(longQueues.isEmpty() && pager.crowded().isEmpty() && !delays.crowded());
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
        pager.written(run);
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
                live.spoil(home);
            }
        }
        run.parked(true);
        pager.enter(run);
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
            pager.crowded().addLast(queue);
        }
        MessageRef at = queue.order().from(run.priority(), run.sequence());
        if (run.parked() || at == null || at == queue.order().head(run.priority())) {
            return;
        }
        int most =
                Math.max(paging.run(), run.contents().count()); // a list may be of a broker that parked more together
        List<MessageRef> refs = new ArrayList<>(run.contents().count());
        while (at != null && at.sequence() <= run.lastSequence() && refs.size() <= most) {
            if (eligible(at)) {
                refs.add(at);
            }
            at = at.next;
        }
        boolean asUsual = refs.size() <= paging.run() && unchanged(run, refs);
        if (!asUsual && parkInParts(queue, run.priority(), refs)) {
            return;
        }
        if (unchanged(run, refs)) {
            put(run, refs);
        } else {
            refused = true;
            if (loaded.size() == paging.loaded()) { // else it waits for its next turn already
                pager.crowded().addLast(queue);
            }
            loaded.addFirst(run);
        }
    }

    /** Parks messages in as many lists as are needed for them; false if the journal has no room for all of these. */
    private boolean parkInParts(MessageQueue queue, int priority, List<MessageRef> refs) {
        int parts = (refs.size() + paging.run() - 1) / paging.run();
        for (int part = 0; part < parts; part++) {
            List<MessageRef> some = refs.subList(part * refs.size() / parts, (part + 1) * refs.size() / parts);
            if (!park(queue, priority, some, false)) {
                return false;
            }
        }
        return true;
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
}
