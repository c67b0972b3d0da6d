package io.angarium.server.engine;

import org.jspecify.annotations.Nullable;

/**
 * Looks once at each message that waits in a queue: first at those that wait for their time, then at the others in their order. What comes meanwhile may be
 * seen or not; what is looked at may leave. In steps, of which the {@link Dispatcher} does the next when there is something to look at. Owner: the engine's holder.
 */
final class QueueWalk {
    private final MessageQueue queue;
    private final Bodies bodies;
    private final Pager pager;
    private final boolean reads;
    private final Look look;
    private final Runnable end;
    private final ScheduledMessages.Cursor scheduled;
    private final DelayCursor delayed;
    private final @Nullable OrderCursor order;
    private long unread;
    private boolean over;

    /** What is done with each. */
    interface Look {
        /** Looks at a message, which is in memory; false: it has seen enough. */
        boolean at(MessageRef ref);
    }

    /** Which messages of a queue are looked at. */
    enum Which {
        ALL,
        SCHEDULED
    }

    /** Makes walks. */
    record Maker(Bodies bodies, Pager pager, ReadyQueues ready) {
        /** One that reads what is not in memory; it begins by itself, and runs {@code end} when it is over. */
        void begin(MessageQueue queue, Which which, Look look, Runnable end) {
            queue.walks().add(new QueueWalk(this, queue, which, true, look, end));
            ready.mark(queue);
        }

        /** One that leaves out what is not in memory; the caller does its steps. */
        QueueWalk inMemory(MessageQueue queue, Which which, Look look) {
            return new QueueWalk(this, queue, which, false, look, () -> {});
        }
    }

    private QueueWalk(Maker maker, MessageQueue queue, Which which, boolean reads, Look look, Runnable end) {
        this.queue = queue;
        this.bodies = maker.bodies();
        this.pager = maker.pager();
        this.reads = reads;
        this.look = look;
        this.end = end;
        this.scheduled = queue.scheduled().cursor();
        this.delayed = new DelayCursor(queue.scheduled().delayed());
        this.unread = reads ? 0 : queue.scheduled().delayed().parked();
        this.order = which == Which.ALL ? queue.order().cursor(false) : null;
    }

    /** How far it has looked at those that wait for their time. */
    DelayCursor delayed() {
        return delayed;
    }

    /** Does up to {@code most} messages, fewer if it has to wait for what is read; returns how many. */
    int step(int most) {
        for (int done = 0; done < most; done++) {
            MessageRef ref = next();
            if (ref == null) {
                over();
                return done;
            }
            if (ref instanceof ParkedRun run) {
                if (reads) {
                    pager.want(run);
                    return done;
                }
                unread += run.contents().count();
                skip(run);
            } else if (ref.stored().hasBody()) {
                skip(ref);
                boolean more = look.at(ref);
                if (ref.state() != MessageRef.State.GONE) {
                    bodies.passed(ref);
                }
                if (!more) {
                    over();
                    return done + 1;
                }
            } else if (reads) {
                read(ref);
                return done;
            } else {
                unread++;
                skip(ref);
            }
        }
        return most;
    }

    private @Nullable MessageRef next() {
        if (over) {
            return null;
        }
        MessageRef ref = scheduled.peek();
        if (ref == null) {
            ref = reads ? delayed.peek() : delayed.inMemory();
        }
        return ref != null || order == null ? ref : order.peek();
    }

    private void read(MessageRef ref) {
        if (ref.state() == MessageRef.State.SCHEDULED && !Inventory.hadPlace(ref)) {
            bodies.want(queue.scheduled().delayed().from(ref));
            return;
        }
        ParkedRun run = bodies.want(ref);
        if (run != null) {
            pager.want(run);
        }
    }

    private void skip(MessageRef ref) {
        if (scheduled.peek() == ref) {
            scheduled.skip();
        } else if (ref.state() == MessageRef.State.SCHEDULED) {
            delayed.skip(ref);
        } else if (order != null) {
            order.skip(ref);
        }
    }

    /** A message cannot be read, and stays where it is: if it is the next, it is not waited for. */
    void leaveOut(MessageRef ref) {
        if (next() == ref) {
            unread++;
            skip(ref);
        }
    }

    /** It looks at nothing more. */
    private void over() {
        over = true;
        queue.scheduled().close(scheduled);
        if (order != null) {
            order.close();
        }
        end.run();
    }

    boolean isOver() {
        return over;
    }

    /** How many it has left out, as they are not in memory. */
    long unread() {
        return unread;
    }
}
