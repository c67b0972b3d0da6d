package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy.Cause;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.server.policy.LimitPolicy.Bound;
import io.angarium.wire.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps destinations within the limits of their policies, and all together within theirs: a send is taken if there is room for it in every queue or
 * subscription that it is for, and else waits, is refused, is dropped, goes elsewhere, or older messages make room. What transactions have sent counts from
 * the send on. Owner: the engine's holder.
 */
final class Bounds {
    private final Registry registry;
    private final Router router;
    private final Removals removals;
    private final DeadLetters deadLetters;
    private final Bodies bodies;
    private final Pager pager;
    private final BrokerClock clock;

    Bounds(
            Registry registry,
            Keeps keeps,
            Removals removals,
            DeadLetters deadLetters,
            Bodies bodies,
            Pager pager,
            BrokerClock clock) {
        this.router = new Router(registry, keeps);
        this.registry = registry;
        this.removals = removals;
        this.deadLetters = deadLetters;
        this.bodies = bodies;
        this.pager = pager;
        this.clock = clock;
    }

    Router router() {
        return router;
    }

    /** Whether nothing limits what is sent to a target. */
    boolean free(Target target) {
        return target.policy().limits().none()
                && registry.bounds().none()
                && target.routes().isEmpty()
                && (!(target instanceof Topic topic) || topic.patterns().isEmpty());
    }

    /**
     * Decides what becomes of a send.
     *
     * @param waited whether it has waited before; if not, it is behind those that wait
     * @param transacted whether it is a transaction's, for which its room is reserved
     * @throws Refusal RESOURCE_LIMIT if it is refused
     */
    Admission admit(PendingSend send, boolean waited, boolean transacted) {
        List<MessageQueue> queues = router.recipients(send);
        Admission other = full(send, queues, waited);
        if (other == null) {
            checkEnough(send, queues);
            other = makeRoom(send, queues); // only now: nothing is dropped for what is not taken
        }
        if (other == null) {
            other = leaveOut(send, queues); // last, as nothing makes room for it
        }
        if (other instanceof Admission.Take diverted && transacted) {
            reserve(diverted.send(), router.recipients(diverted.send()));
        }
        if (other != null) {
            return other;
        }
        List<MessageQueue> taking = queues.stream().filter(send::isFor).toList();
        taken(send, taking);
        if (transacted) {
            reserve(send, taking);
        }
        makeWay(queues);
        return new Admission.Take(send);
    }

    /** What has left is journalled in front of what takes its place: no crash leaves more than there may be. */
    private void makeWay(List<MessageQueue> queues) {
        boolean limited = !registry.bounds().none();
        for (int i = 0; i < queues.size() && !limited; i++) {
            limited = !queues.get(i).policy().limits().none();
        }
        if (limited) {
            removals.flush();
        }
    }

    /** How many of the queues drop nothing: when anything is dropped, there is room in each of them. */
    private static int keeping(List<MessageQueue> queues) {
        int keeping = 0;
        for (MessageQueue queue : queues) {
            keeping += queue.policy().limits().full().drops() ? 0 : 1;
        }
        return keeping;
    }

    /** Refuses a send if what can leave some queue is not enough, before anything leaves another. */
    private void checkEnough(PendingSend send, List<MessageQueue> queues) {
        Leaving before = Leaving.NONE;
        int taking = keeping(queues);
        for (MessageQueue queue : queues) {
            if (queue.policy().limits().full() != LimitPolicy.Full.DROP_OLDEST) {
                continue;
            }
            taking++;
            String limit = exceeded(queue, taking, send);
            if (limit == null) {
                continue;
            }
            fill(queue).full(limit, send.room(), clock.now());
            checkFits(send, queue, limit);
            if (!enoughCanLeave(queue, taking, send.room(), before)) {
                throw noneLeaves(queue, fullness(queue));
            }
            if (queue.values() == null) {
                before = lacking(taking, send.room());
            }
        }
    }

    /** What has to leave for there to be room in so many queues within the limits of all together. */
    private Leaving lacking(int queues, long size) {
        LimitPolicy all = registry.bounds();
        Totals totals = registry.totals();
        long messages = totals.messages() + queues - all.messages();
        long bytes = totals.bytes() + queues * size - all.bytes();
        return new Leaving(all.messages() == 0 ? 0 : Math.max(0, messages), all.bytes() == 0 ? 0 : Math.max(0, bytes));
    }

    /** What happens for want of room in the queues that drop nothing for it; null if there is room in all of them. */
    private @Nullable Admission full(PendingSend send, List<MessageQueue> queues, boolean waited) {
        for (MessageQueue queue : queues) {
            LimitPolicy policy = queue.policy().limits();
            if (policy.full().drops() && !policy.neverTakes(send.room())) {
                continue;
            }
            Fill fill = queue.fill();
            String limit = exceeded(queue, queues.size(), send);
            if (limit == null
                    && !waited
                    && fill != null
                    && fill.waiting() > 0
                    && policy.full() == LimitPolicy.Full.BLOCK) {
                limit = String.valueOf(fill.limit());
            }
            if (limit != null) {
                return full(send, queue, limit);
            }
        }
        return null;
    }

    /** Has the oldest leave, each queue making room for its own: what is left out of others counts for none. Null if there is room now. */
    private @Nullable Admission makeRoom(PendingSend send, List<MessageQueue> queues) {
        int taking = keeping(queues);
        for (MessageQueue queue : queues) {
            if (queue.policy().limits().full() != LimitPolicy.Full.DROP_OLDEST) {
                continue;
            }
            taking++;
            String limit = exceeded(queue, taking, send);
            if (limit == null) {
                continue;
            }
            fill(queue).full(limit, send.room(), clock.now());
            Admission other = makeRoom(send, queue, taking);
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    /** Leaves out the queues that drop the newest and have no room beside the others. */
    private @Nullable Admission leaveOut(PendingSend send, List<MessageQueue> queues) {
        int taking = queues.size();
        for (MessageQueue queue : queues) {
            taking -= queue.policy().limits().full() == LimitPolicy.Full.DROP_NEWEST ? 1 : 0;
        }
        for (MessageQueue queue : queues) {
            if (queue.policy().limits().full() != LimitPolicy.Full.DROP_NEWEST) {
                continue;
            }
            String limit = exceeded(queue, taking + 1, send);
            if (limit == null) {
                taking++;
                continue;
            }
            fill(queue).full(limit, send.room(), clock.now());
            checkFits(send, queue, limit);
            queue.counters().drop();
            if (only(send, queue)) {
                return new Admission.Drop();
            }
            send.leaveOut(queue);
        }
        return null;
    }

    /** Whether a send is for that queue and for nothing else. */
    private static boolean only(PendingSend send, MessageQueue queue) {
        return send.target() == queue && queue.routes().isEmpty();
    }

    /** Messages that leave at once, and their bytes. */
    private record Leaving(long messages, long bytes) {
        static final Leaving NONE = new Leaving(0, 0);

        Leaving and(Leaving other) {
            return new Leaving(messages + other.messages, bytes + other.bytes);
        }
    }

    /** What a send replaces, and what those that are taken do: that makes room for it. */
    private static Leaving replaced(MessageQueue queue, PendingSend send) {
        LastValues values = queue.values();
        if (values == null) {
            return Leaving.NONE;
        }
        MessageRef own = values.replaced(send);
        long messages = own == null ? 0 : 1;
        long bytes = own == null ? 0 : own.room();
        for (MessageRef claimed : values.claimed()) {
            messages++;
            bytes += claimed.room();
        }
        return new Leaving(messages, bytes);
    }

    /** The limit that a send to so many queues would exceed, for people, or null. */
    private @Nullable String exceeded(MessageQueue queue, int queues, PendingSend send) {
        return exceeded(queue, queues, send.room(), replaced(queue, send));
    }

    /** The limit that one more message in so many queues would exceed, if some leave at once, for people, or null. */
    private @Nullable String exceeded(MessageQueue queue, int queues, long size, Leaving leaving) {
        String own = exceeded(queue, size, leaving);
        return own == null ? exceeded(queues, size, leaving) : own;
    }

    /** The queue's own limit that one more message would exceed, if some leave at once, for people, or null. */
    private static @Nullable String exceeded(MessageQueue queue, long size, Leaving leaving) {
        LimitPolicy policy = queue.policy().limits();
        QueueCounters counters = queue.counters();
        Fill fill = queue.fill();
        long messages = counters.messages() - leaving.messages + (fill == null ? 0 : fill.reservedMessages());
        long bytes = counters.bytes() - leaving.bytes + (fill == null ? 0 : fill.reservedBytes());
        Bound bound = policy.exceeded(messages, bytes, size);
        if (bound == null) {
            return null;
        }
        return bound == Bound.MESSAGES
                ? "limits.messages is " + policy.messages()
                : "limits.bytes is " + policy.bytes();
    }

    /** The limit of all together that one more message in so many queues would exceed, if some leave at once, for people, or null. */
    private @Nullable String exceeded(int queues, long size, Leaving leaving) {
        LimitPolicy all = registry.bounds();
        Totals totals = registry.totals();
        long others = queues - 1L;
        long messages = totals.messages() - leaving.messages + others;
        Bound bound = all.exceeded(messages, totals.bytes() - leaving.bytes + others * size, size);
        if (bound == null) {
            return null;
        }
        return bound == Bound.MESSAGES
                ? "messages.maxMessages is " + all.messages()
                : "messages.maxBytes is " + all.bytes();
    }

    /** What happens if there is no room in a queue that drops nothing for it, or in none ever. */
    private Admission full(PendingSend send, MessageQueue queue, String limit) {
        LimitPolicy policy = queue.policy().limits();
        fill(queue).full(limit, send.room(), clock.now());
        checkFits(send, queue, limit);
        return switch (policy.full()) {
            case BLOCK -> new Admission.Wait(queue, policy.patience().toMillis(), fullness(queue));
            case DIVERT -> divert(send, queue, policy);
            case REFUSE, DROP_OLDEST, DROP_NEWEST -> throw refused(queue, fullness(queue));
        };
    }

    private void checkFits(PendingSend send, MessageQueue queue, String limit) {
        if (queue.policy().limits().neverTakes(send.room()) || registry.bounds().neverTakes(send.room())) {
            throw refused(
                    queue,
                    "a message of " + send.room() + " bytes never finds room in " + describe(queue) + ": " + limit);
        }
    }

    private @Nullable Admission makeRoom(PendingSend send, MessageQueue queue, int queues) {
        String limit = fullness(queue);
        long patience = queue.policy().limits().patience().toMillis();
        while (lacksRoom(queue, queues, send)) {
            MessageRef oldest = oldest(queue);
            if (oldest == null && arriving(queue)) {
                return new Admission.Wait(queue, patience, limit);
            }
            if (oldest == null) {
                throw noneLeaves(queue, limit);
            }
            if (!drop(oldest)) {
                return new Admission.Wait(queue, patience, limit);
            }
        }
        return null;
    }

    /** Whether still more is to leave: what moves stays within the limits of all together, which had room before. */
    private boolean lacksRoom(MessageQueue queue, int queues, PendingSend send) {
        return moves(queue)
                ? exceeded(queue, send.room(), replaced(queue, send)) != null
                : exceeded(queue, queues, send) != null;
    }

    /** Whether what makes room goes to another queue. */
    private boolean moves(MessageQueue queue) {
        return deadLetters.wants(queue, Cause.OVER_LIMIT);
    }

    /**
     * Whether there is room in so many queues if all leave this one that can: else none leaves in vain.
     *
     * @param before what leaves others for want of room for all together
     */
    private boolean enoughCanLeave(MessageQueue queue, int queues, long size, Leaving before) {
        QueueCounters counters = queue.counters();
        Leaving all =
                new Leaving(counters.messages() - counters.inFlight(), counters.bytes() - counters.inFlightBytes());
        return exceeded(queue, size, all) == null
                && exceeded(queues, size, moves(queue) ? before : before.and(all)) == null;
    }

    private Refusal noneLeaves(MessageQueue queue, String limit) {
        return refused(
                queue, limit + "; not enough of them can make room, as others are with consumers or in transactions");
    }

    /** Whether some of it is on its way to the disk, and can be dropped then. */
    private static boolean arriving(MessageQueue queue) {
        QueueCounters counters = queue.counters();
        return counters.messages() > queue.order().size() + queue.scheduled().size() + counters.inFlight();
    }

    /** The message that came first of those that nobody has, or the run that it is parked in. */
    private static @Nullable MessageRef oldest(MessageQueue queue) {
        MessageRef oldest = null;
        for (int priority = 0; priority < MessageOrder.PRIORITIES; priority++) {
            MessageRef head = queue.order().head(priority);
            if (head != null && (oldest == null || head.sequence() < oldest.sequence())) {
                oldest = head;
            }
        }
        return oldest == null ? queue.scheduled().any() : oldest;
    }

    /** Drops a message, or has the run that it is parked in loaded; false if it is not in memory, and is on its way. */
    private boolean drop(MessageRef ref) {
        if (ref instanceof ParkedRun run) {
            pager.want(run);
            return !run.parked(); // at once, if its list is still in memory: later it might be parked again
        }
        MessageQueue queue = ref.queue();
        if (!moves(queue)) {
            removals.remove(ref, Effect.Reason.DROPPED);
            return true;
        }
        if (!ref.stored().hasBody()) {
            ParkedRun next = bodies.want(ref);
            if (next != null) {
                pager.want(next);
            }
            return false;
        }
        if (!deadLetters.take(ref, Cause.OVER_LIMIT, fullness(queue), null)) {
            throw refused(queue, fullness(queue) + ", and the journal has no room to move one out of it");
        }
        return true;
    }

    private Admission divert(PendingSend send, MessageQueue queue, LimitPolicy policy) {
        if (!only(send, queue)) {
            throw refused(
                    queue,
                    fullness(queue) + "; limits.full is divert, which is for what is sent to a queue and nowhere else");
        }
        MessageQueue other = registry.ownQueue(policy.divert());
        if (other == queue || exceeded(other, 1, send.room(), Leaving.NONE) != null) {
            throw refused(
                    queue, fullness(queue) + ", and so is '" + policy.divert() + "', to which limits.divert leads");
        }
        queue.counters().divert();
        makeWay(List.of(other));
        return new Admission.Take(send.to(other));
    }

    private void taken(PendingSend send, List<MessageQueue> queues) {
        for (MessageQueue queue : queues) {
            Fill fill = fill(queue);
            LastValues values = queue.values();
            if (values != null) {
                values.claim(send);
            }
            LimitPolicy policy = queue.policy().limits();
            if (policy.messages() != 0
                    && queue.counters().messages() + fill.reservedMessages() + 1 >= policy.messages()) {
                fill.full("limits.messages is " + policy.messages(), send.room(), clock.now());
            } else {
                fill.room();
            }
        }
    }

    private void reserve(PendingSend send, List<MessageQueue> queues) {
        for (MessageQueue queue : queues) {
            fill(queue).reserve(1, send.room());
            registry.totals().add(1, send.room());
        }
        send.reserved(queues);
    }

    /** A start has found a prepared branch with this send: its room is reserved again. */
    void recovered(PendingSend send) {
        if (send.target() instanceof MessageQueue) {
            List<MessageQueue> queues = router.recipients(send);
            if (!queues.stream().allMatch(this::free)) {
                reserve(send, queues);
            }
        }
    }

    /** The same for those of a list. */
    void recovered(ParkedSends list) {
        if (list.kind().reserved()) {
            reserve(list, 1);
        }
    }

    /** The transaction of those of a list has ended, and they will never be. */
    void release(ParkedSends list) {
        if (list.kind().reserved()) {
            reserve(list, -1);
        }
    }

    private void reserve(ParkedSends list, int sign) {
        if (list.kind().target() instanceof MessageQueue queue) {
            int messages = sign * list.contents().count();
            long bytes = sign * list.contents().bytes();
            fill(queue).reserve(messages, bytes);
            registry.totals().add(messages, bytes);
        }
    }

    /** Whether a start reserves room for what prepared branches have sent to a target. */
    boolean reserves(Target target) {
        return target instanceof MessageQueue && !free(target);
    }

    /** The transaction of a send has ended: its message is in the queues now, or will never be. */
    void release(PendingSend send) {
        List<MessageQueue> queues = send.reserved();
        if (queues != null) {
            for (MessageQueue queue : queues) {
                fill(queue).reserve(-1, -send.room());
                registry.totals().add(-1, -send.room());
            }
            send.reserved(null);
        }
    }

    /** A send that was taken never comes: what it would have replaced is free for another. */
    void forget(PendingSend send) {
        List<MessageQueue> queues = send.reserved();
        if (queues != null) {
            for (MessageQueue queue : queues) {
                LastValues values = queue.values();
                if (values != null) {
                    values.unclaim(send);
                }
            }
        }
        release(send);
    }

    private Refusal refused(MessageQueue queue, String why) {
        queue.counters().refuse();
        return new Refusal(ErrorCode.RESOURCE_LIMIT, why);
    }

    /** A send has waited in vain. */
    Refusal tooLate(Admission.Wait wait) {
        return refused(wait.on(), wait.why() + "; waited " + wait.patience() + " ms for room");
    }

    static Fill fill(MessageQueue queue) {
        Fill fill = queue.fill();
        if (fill == null) {
            fill = new Fill();
            queue.fill(fill);
        }
        return fill;
    }

    /** That a queue is full, by which limit, and since when. */
    private static String fullness(MessageQueue queue) {
        Fill fill = fill(queue);
        return describe(queue) + " is full: it has " + queue.counters().messages() + " messages of "
                + queue.counters().bytes() + " bytes, " + reserved(fill) + fill.limit() + ", reached since "
                + Instant.ofEpochMilli(fill.since());
    }

    /** What room is taken although it is not seen in the queue. */
    private static String reserved(Fill fill) {
        return fill.reservedMessages() == 0
                ? ""
                : "transactions that have not ended have room for " + fill.reservedMessages() + " of "
                        + fill.reservedBytes() + " bytes, ";
    }

    private static String describe(MessageQueue queue) {
        return queue.subscription() == null
                ? Registry.describe(queue.destination())
                : "subscription '" + queue.label() + "'";
    }

    /** The limit that a queue is at now, for people, or null. */
    @Nullable
    String at(MessageQueue queue) {
        Fill fill = queue.fill();
        return fill == null || fill.limit() == null ? null : exceeded(queue, 1, fill.size(), Leaving.NONE);
    }
}
