package io.angarium.server.engine;

/**
 * Lets delayed messages whose time has come join their queues, in the order of their times: those in memory and those in lists alike, a list being loaded when its first message
 * is the next. However many are due at a moment, no more of a queue come than can be parked there or have room in memory; the others stay in their lists until then.
 * Owner: the engine's holder.
 */
final class DelayedArrivals {
    /** What finds no room is looked at again so much later. */
    private static final long LATER_MILLIS = 10;

    /** So many runs of a queue may have joined it and wait for being parked. */
    private static final int MOST_UNPARKED = 4;

    private final DueQueues due;
    private final Inventory inventory;
    private final Pager pager;
    private final ReadyQueues ready;
    private final BrokerClock clock;
    private final int run;

    /** @param run so many messages are parked together */
    DelayedArrivals(DueQueues due, Inventory inventory, Pager pager, ReadyQueues ready, BrokerClock clock, int run) {
        this.due = due;
        this.inventory = inventory;
        this.pager = pager;
        this.ready = ready;
        this.clock = clock;
        this.run = run;
    }

    /** The time of a message of a queue has come. */
    void come(MessageQueue queue) {
        due.mark(queue);
    }

    /** Lets up to {@code most} join. */
    void run(int most) {
        due.canBeRead(pager.mayAsk());
        int left = most;
        MessageQueue queue = due.poll();
        while (queue != null) {
            left -= serve(queue, left);
            queue = left > 0 ? due.poll() : null;
        }
    }

    /** Whether {@link #run} has something to do at once. */
    boolean due() {
        return !due.isEmpty() || (due.someWait() && pager.mayAsk() > 0);
    }

    /** Whether the time of some has come, and they will join the queue next; those that were held back will if there is room now. */
    boolean late(MessageQueue queue) {
        DelayedMessages delayed = queue.scheduled().delayed();
        MessageRef next = delayed.size() == 0 ? null : delayed.next(clock.now());
        if (next == null || !delayed.held()) {
            return next != null;
        }
        boolean room = hasRoom(next);
        if (room) {
            due.mark(queue);
        }
        return room;
    }

    private int serve(MessageQueue queue, int most) {
        DelayedMessages delayed = queue.scheduled().delayed();
        if (delayed.purged()) {
            return 0;
        }
        delayed.held(false);
        for (int done = 0; done < most; done++) {
            MessageRef next = queue.deleted() ? null : delayed.next(clock.now());
            if (next == null) {
                return done;
            }
            if (next instanceof ParkedRun list) {
                if (!load(list)) {
                    return done;
                }
            } else if (!hasRoom(next)) {
                hold(next);
                return done;
            } else {
                inventory.unschedule(next);
            }
        }
        due.mark(queue);
        return most;
    }

    /** Whether a list is loaded; if not, its queue goes on when it is, or when that is possible. */
    private boolean load(ParkedRun list) {
        MessageQueue queue = list.queue();
        if (!hasRoom(list)) {
            hold(list);
        } else if (pager.mayAsk() == 0) {
            due.whenOneCanBeRead(queue);
        } else {
            pager.want(list);
            return !list.parked();
        }
        return false;
    }

    /** Where memory is used up, only those lists are loaded whose messages somebody will take: else others would keep them back. */
    private boolean hasRoom(MessageRef next) {
        boolean scarce = next instanceof ParkedRun && inventory.budget().exhausted();
        boolean few =
                scarce && next.queue().keep() == null; // of what is given to several the youngest runs are not parked
        return (!scarce || wanted(next.queue())) && unparked(next) < (few ? run : MOST_UNPARKED * run);
    }

    /** Whether somebody will take what comes to a queue, or what is given from there. */
    private static boolean wanted(MessageQueue queue) {
        Keep keep = queue.keep();
        return takes(queue)
                || (keep != null && keep.followers().stream().anyMatch(follower -> takes(follower.queue())));
    }

    private static boolean takes(MessageQueue queue) {
        return !queue.paused() && queue.consumers().takes();
    }

    /** How many have joined their queue and will be parked, unless they are taken before. */
    private static int unparked(MessageRef ref) {
        ParkingLine line = ref.queue().order().parkingLine(ref.priority());
        return line == null || Conflation.concerns(ref.queue()) ? 0 : line.behind();
    }

    private void hold(MessageRef ref) {
        MessageQueue queue = ref.queue();
        queue.scheduled().delayed().held(true);
        ready.mark(queue); // who does not wait is told now that nothing is there
        inventory.times().put(ref, clock.now() + LATER_MILLIS);
    }
}
