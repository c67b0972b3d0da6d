package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.RedeliveryPolicy;

/**
 * The life of a message in a queue: admitted, arrived, scheduled, available, with a consumer, gone. Keeps order, time index, memory
 * budget and counters in step. Owner: the engine's holder.
 */
final class Inventory {
    private final BrokerClock clock;
    private final MemoryBudget budget;
    private final ReadyQueues ready;
    private final LiveRecords live;
    private final Bodies bodies;
    private final LongQueues longQueues;
    private final DurabilityGate gate;
    private final Retries retries;
    private final Delays delays;
    private final DueQueues due;
    private final TimeIndex times = new TimeIndex();
    private final AskedDelays asked = new AskedDelays();
    private final LateJoins joins = new LateJoins();
    private final Leases leases;
    private static final int PLACES_PER_MILLI_BITS = 20;

    private long lastSequence;

    Inventory(
            BrokerClock clock,
            MemoryBudget budget,
            ReadyQueues ready,
            LiveRecords live,
            Bodies bodies,
            Crowds crowds,
            DurabilityGate gate,
            Retries retries) {
        this.delays = crowds.delays();
        this.due = crowds.due();
        this.leases = new Leases(clock, times);
        this.retries = retries;
        this.longQueues = crowds.queues();
        this.gate = gate;
        this.bodies = bodies;
        this.live = live;
        this.clock = clock;
        this.budget = budget;
        this.ready = ready;
    }

    /**
     * The run begins at this time, milliseconds since the epoch: places are counted from a number that no earlier run has come to, so that
     * they can stand for messages that are not journalled.
     */
    void start(long now) {
        lastSequence = Math.max(lastSequence, now << PLACES_PER_MILLI_BITS);
    }

    Retries retries() {
        return retries;
    }

    /** When those that are with consumers shall be tried again. */
    AskedDelays asked() {
        return asked;
    }

    /** Those that join by their delivery time while a checkpoint is written. */
    LateJoins joins() {
        return joins;
    }

    /** Those that are with consumers for a time. */
    Leases leases() {
        return leases;
    }

    MemoryBudget budget() {
        return budget;
    }

    TimeIndex times() {
        return times;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** Takes a message into the books; its record lives until it has left the last of the queues that it is admitted to. */
    void admit(StoredMessage stored) {
        if (stored.journalled()) {
            live.add(stored);
        }
        bodies.large().admitted(stored);
    }

    /** Takes a message into the books of a queue, after {@link #admit(StoredMessage)}; it is not visible yet. */
    MessageRef admit(StoredMessage stored, MessageQueue queue) {
        MessageRef ref = MessageRef.of(stored, queue);
        budget.add(stored.addReference(ref) == 1 ? cost(stored) : MemoryBudget.REFERENCE);
        queue.counters().arrived(ref.room());
        return ref;
    }

    /** What of a message is in memory. */
    static long cost(StoredMessage stored) {
        return stored.hasBody() ? MemoryBudget.cost(stored.size()) : MemoryBudget.OVERHEAD;
    }

    /** The message counts from now on: it is scheduled or becomes available. */
    void arrive(MessageRef ref) {
        if (ref.queue().deleted()) {
            gone(ref, Effect.Reason.PURGED);
            return;
        }
        StoredMessage stored = ref.stored();
        if (stored.deliveryTime() != 0
                && !stored.joined()) { // also if that has come: there may be others whose time came before
            ref.state(MessageRef.State.SCHEDULED);
            delays.add(ref);
            ref.queue().scheduled().delayed().came(ref);
            times.put(ref, due(stored));
        } else {
            enqueue(ref);
        }
        bodies.arrived(ref);
    }

    /** When something is due with a message that waits for its delivery time: that, or its expiry. */
    static long due(StoredMessage stored) {
        long expiration = stored.expiration();
        return expiration == 0 || stored.recurs() ? stored.deliveryTime() : Math.min(stored.deliveryTime(), expiration);
    }

    /** Its time has come: if it had a place before, it returns there, else it joins the end of the queue. */
    void unschedule(MessageRef ref) {
        unscheduled(ref);
        times.remove(ref);
        if (hadPlace(ref)) {
            retries.end(ref);
            available(ref);
            return;
        }
        StoredMessage stored = ref.stored();
        if (!stored.joined()) { // else it has joined another queue, where it must not change its place
            joins.joining(stored);
            stored.join(gate.released() + 1); // behind all that has come, in front of all that is to come
        }
        enqueue(ref);
    }

    /** Whether a message that is not to be had before a time had a place in its queue already. */
    static boolean hadPlace(MessageRef ref) {
        return ref.sequence() > 0;
    }

    private void unscheduled(MessageRef ref) {
        if (hadPlace(ref)) {
            ref.queue().scheduled().remove(ref);
        } else {
            delays.remove(ref);
        }
    }

    /** Recovery found a run that nothing has happened to: it joins the end of its queue. */
    void enqueue(ParkedRun run) {
        run.sequence(lastSequence + 1);
        lastSequence = run.lastSequence();
        MessageQueue queue = run.queue();
        queue.order().append(run);
        counted(run);
        ready.mark(queue);
    }

    /** Recovery found a run: its queue has its messages. */
    void counted(ParkedRun run) {
        run.queue().counters().arrived(run.contents().count(), run.contents().bytes());
    }

    private void enqueue(MessageRef ref) {
        ref.sequence(++lastSequence);
        available(ref);
    }

    private void available(MessageRef ref) {
        ref.state(MessageRef.State.AVAILABLE);
        ref.queue().order().add(ref);
        if (ref.stored().expiration() != 0) {
            times.put(ref, ref.stored().expiration());
        } else {
            times.remove(ref); // what a lease has left there
        }
        ready.mark(ref.queue());
        longQueues.look(ref.queue(), ref.priority());
    }

    /** A consumer gets it. */
    void deliver(MessageRef ref) {
        ref.queue().order().remove(ref);
        times.remove(ref);
        ref.state(MessageRef.State.DELIVERED);
        ref.queue().counters().delivered(ref.room());
        MessageGroup group = ref.group();
        if (group != null) {
            group.opened();
        }
    }

    /** Acknowledged in a transaction. */
    void lock(MessageRef ref) {
        ref.state(MessageRef.State.IN_TRANSACTION);
        endLease(ref);
    }

    /** Whoever has it has it for as long as he likes from now on. */
    void endLease(MessageRef ref) {
        times.remove(ref);
        leases.settled(ref);
    }

    /** Recovery found it acknowledged in a prepared branch: it has its place, but is not to be had. */
    void lockRecovered(MessageRef ref) {
        ref.sequence(++lastSequence);
        ref.queue().counters().delivered(ref.room());
        ref.queue().strangers().add(ref);
        lock(ref);
    }

    /** It returns from a consumer or transaction to its place. */
    void giveBack(MessageRef ref) {
        if (ref.queue().deleted()) {
            gone(ref, Effect.Reason.PURGED);
            return;
        }
        available(ref);
        settled(ref);
    }

    /** It is with a consumer or in a transaction no more. */
    private void settled(MessageRef ref) {
        ref.queue().counters().settled(ref.room());
        asked.settled(ref);
        leases.settled(ref);
        MessageGroup group = ref.group();
        if (group != null) {
            group.settled();
        }
    }

    /**
     * It returns likewise, but not before its time.
     *
     * @param until milliseconds since the epoch
     * @param blocks whether those behind it wait too
     */
    void giveBackLater(MessageRef ref, long until, boolean blocks) {
        wait(ref, until, blocks);
        settled(ref);
    }

    /** One that has expired is out of the way until a time, and keeps its place; a restart knows nothing of that. */
    void setAside(MessageRef ref, long until) {
        if (ref.state() == MessageRef.State.AVAILABLE) {
            ref.queue().order().remove(ref);
            ref.state(MessageRef.State.SCHEDULED);
            ref.queue().scheduled().add(ref);
        }
        times.put(ref, until);
    }

    /**
     * Recovery found it: it arrives, or goes on waiting for its next attempt.
     *
     * @param placed whether it joins by its delivery time only now: not in front of others in lists whose time came before
     */
    void arriveRecovered(MessageRef ref, boolean placed) {
        Long until = retries.recovered(ref);
        if (until == null || until <= clock.now()) {
            if (placed && ref.queue().scheduled().delayed().precedes(ref, clock.now())) {
                ref.stored().waitAgain();
            }
            arrive(ref);
            return;
        }
        ref.sequence(++lastSequence);
        boolean blocks = ref.queue().policy().redelivery().order() == RedeliveryPolicy.Order.BLOCK;
        wait(ref, until, blocks);
        if (blocks) {
            ref.queue().strangers().add(ref);
        }
    }

    private void wait(MessageRef ref, long until, boolean blocks) {
        ref.state(MessageRef.State.SCHEDULED);
        ref.queue().scheduled().add(ref);
        long expiration = ref.stored().expiration();
        times.put(ref, expiration == 0 ? until : Math.min(until, expiration));
        retries.begin(ref, until, blocks);
    }

    /** It leaves the queue for good. */
    void gone(MessageRef ref, Effect.Reason reason) {
        switch (ref.state()) {
            case AVAILABLE -> {
                ref.queue().order().remove(ref);
                if (!ref.stored().hasBody()) {
                    ready.mark(ref.queue()); // it may wait for that body, which will not come any more
                }
            }
            case SCHEDULED -> {
                unscheduled(ref);
                retries.end(ref);
                ready.mark(ref.queue());
                if (ref.queue().scheduled().delayed().held()) {
                    due.mark(ref.queue()); // it may be the one by whose time the others would be looked at again
                }
            }
            case DELIVERED -> settled(ref);
            case IN_TRANSACTION -> {
                settled(ref);
                if (!ref.queue().strangers().isEmpty()) {
                    ready.mark(ref.queue()); // it may be one of them, and nothing of the queue waits for it any more
                }
            }
            case ARRIVING -> {}
            case PARKED, GONE ->
                throw new IllegalStateException(
                        "message " + ref.id() + " left " + ref.queue().label() + " twice");
        }
        times.remove(ref);
        LastValues values = ref.queue().values();
        if (values != null) {
            values.resume(ref);
        }
        ref.state(MessageRef.State.GONE);
        ref.queue().counters().left(ref.room(), reason);
        ParkedRun home = ref.home();
        if (home != null) {
            live.spoil(home);
        }
        boolean last = ref.stored().dropReference(ref);
        budget.free(last ? cost(ref.stored()) : MemoryBudget.REFERENCE);
        if (last && ref.stored().onDisk()) {
            live.remove(ref.stored());
        }
        if (last) {
            if (values != null) {
                ref.stored().dropBody(); // what knows the newest may know it for a while
            }
            bodies.large().left(ref.stored());
        }
    }
}
