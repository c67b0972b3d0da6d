package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy.Cause;
import io.angarium.server.policy.LimitPolicy;
import io.angarium.wire.ErrorCode;
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
    private final Room room;
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
        this.room = new Room(registry, deadLetters);
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
        Room.Leaving before = Room.Leaving.NONE;
        int taking = keeping(queues);
        for (MessageQueue queue : queues) {
            if (queue.policy().limits().full() != LimitPolicy.Full.DROP_OLDEST) {
                continue;
            }
            taking++;
            String limit = room.exceeded(queue, taking, send);
            if (limit == null) {
                continue;
            }
            Fill.of(queue).full(limit, send.room(), clock.now());
            checkFits(send, queue, limit);
            if (!room.enoughCanLeave(queue, taking, send.room(), before)) {
                throw noneLeaves(queue, Fullness.of(queue));
            }
            if (queue.values() == null) {
                before = room.lacking(taking, send.room());
            }
        }
    }

    /** What happens for want of room in the queues that drop nothing for it; null if there is room in all of them. */
    private @Nullable Admission full(PendingSend send, List<MessageQueue> queues, boolean waited) {
        for (MessageQueue queue : queues) {
            LimitPolicy policy = queue.policy().limits();
            if (policy.full().drops() && !policy.neverTakes(send.room())) {
                continue;
            }
            Fill fill = queue.fill();
            String limit = room.exceeded(queue, queues.size(), send);
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
            String limit = room.exceeded(queue, taking, send);
            if (limit == null) {
                continue;
            }
            Fill.of(queue).full(limit, send.room(), clock.now());
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
            String limit = room.exceeded(queue, taking + 1, send);
            if (limit == null) {
                taking++;
                continue;
            }
            Fill.of(queue).full(limit, send.room(), clock.now());
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

    /** What happens if there is no room in a queue that drops nothing for it, or in none ever. */
    private Admission full(PendingSend send, MessageQueue queue, String limit) {
        LimitPolicy policy = queue.policy().limits();
        Fill.of(queue).full(limit, send.room(), clock.now());
        checkFits(send, queue, limit);
        return switch (policy.full()) {
            case BLOCK -> new Admission.Wait(queue, policy.patience().toMillis(), Fullness.of(queue));
            case DIVERT -> divert(send, queue, policy);
            case REFUSE, DROP_OLDEST, DROP_NEWEST -> throw refused(queue, Fullness.of(queue));
        };
    }

    private void checkFits(PendingSend send, MessageQueue queue, String limit) {
        if (room.neverFits(queue, send)) {
            throw refused(
                    queue,
                    "a message of " + send.room() + " bytes never finds room in " + Fullness.describe(queue) + ": "
                            + limit);
        }
    }

    private @Nullable Admission makeRoom(PendingSend send, MessageQueue queue, int queues) {
        String limit = Fullness.of(queue);
        long patience = queue.policy().limits().patience().toMillis();
        while (room.lacks(queue, queues, send)) {
            MessageRef oldest = Room.oldest(queue);
            if (oldest == null && Room.arriving(queue)) {
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

    private Refusal noneLeaves(MessageQueue queue, String limit) {
        return refused(
                queue, limit + "; not enough of them can make room, as others are with consumers or in transactions");
    }

    /** Drops a message, or has the run that it is parked in loaded; false if it is not in memory, and is on its way. */
    private boolean drop(MessageRef ref) {
        if (ref instanceof ParkedRun run) {
            pager.want(run);
            return !run.parked(); // at once, if its list is still in memory: later it might be parked again
        }
        MessageQueue queue = ref.queue();
        if (!room.moves(queue)) {
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
        if (!deadLetters.take(ref, Cause.OVER_LIMIT, Fullness.of(queue), null)) {
            throw refused(queue, Fullness.of(queue) + ", and the journal has no room to move one out of it");
        }
        return true;
    }

    private Admission divert(PendingSend send, MessageQueue queue, LimitPolicy policy) {
        if (!only(send, queue)) {
            throw refused(
                    queue,
                    Fullness.of(queue)
                            + "; limits.full is divert, which is for what is sent to a queue and nowhere else");
        }
        MessageQueue other = registry.ownQueue(policy.divert());
        if (other == queue || room.exceeded(other, 1, send.room(), Room.Leaving.NONE) != null) {
            throw refused(
                    queue, Fullness.of(queue) + ", and so is '" + policy.divert() + "', to which limits.divert leads");
        }
        queue.counters().divert();
        makeWay(List.of(other));
        return new Admission.Take(send.to(other));
    }

    private void taken(PendingSend send, List<MessageQueue> queues) {
        for (MessageQueue queue : queues) {
            Fill fill = Fill.of(queue);
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
            Fill.of(queue).reserve(1, send.room());
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
            Fill.of(queue).reserve(messages, bytes);
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
                Fill.of(queue).reserve(-1, -send.room());
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

    /** The limit that a queue is at now, for people, or null. */
    @Nullable
    String at(MessageQueue queue) {
        Fill fill = queue.fill();
        return fill == null || fill.limit() == null ? null : room.exceeded(queue, 1, fill.size(), Room.Leaving.NONE);
    }
}
