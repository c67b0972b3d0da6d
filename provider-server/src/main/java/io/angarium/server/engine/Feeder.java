package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;
import io.angarium.server.policy.KeepPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives subscriptions what their topics keep, as their consumers take it, and lets go what is kept beyond the bounds. What is to be let go before a subscription
 * has been given it is given first, whatever it has ready. Owner: the engine's holder.
 */
final class Feeder {
    /** When the journal has no room, it is tried again so much later. */
    private static final long AGAIN_MILLIS = 1_000;

    private final Keeps keeps;
    private final Inventory inventory;
    private final Removals removals;
    private final Conflation conflation;
    private final Ledger ledger;
    private final Presence presence;
    private final ReadyQueues ready;
    private final BrokerClock clock;

    Feeder(
            Keeps keeps,
            Inventory inventory,
            Removals removals,
            Ledger ledger,
            Presence presence,
            ReadyQueues ready,
            BrokerClock clock) {
        this.keeps = keeps;
        this.inventory = inventory;
        this.removals = removals;
        this.ledger = ledger;
        this.presence = presence;
        this.conflation = new Conflation(removals, presence, inventory.times());
        this.ready = ready;
        this.clock = clock;
    }

    /** What can be done now for one that is ready, up to so many steps; returns how many. */
    int serve(Keep keep, int most) {
        if (keep.queue().deleted()) {
            return 0;
        }
        int used = 0;
        List<Follower> followers = keep.followers();
        for (int i = 0; i < followers.size() && used < most; i++) {
            used += feed(followers.get(i), most - used);
        }
        if (used < most && Conflation.concerns(keep.queue())) {
            used += conflation.serve(keep.queue(), most - used, ref -> allHave(keep, ref));
        }
        return keep.topic() == null ? used : used + trim(keep, most - used);
    }

    Conflation conflation() {
        return conflation;
    }

    /** A subscription has been served; whether nothing is to come for it from what is kept, if it has nothing. */
    boolean served(Follower follower) {
        if (follower.queue().deleted() || follower.atEnd()) {
            return true;
        }
        if (follower.hasLess(Follower.WINDOW / 2)) {
            ready.mark(follower.keep().queue());
        }
        return !follower.hasLess(1);
    }

    private int feed(Follower follower, int most) {
        List<MessageRef> given = new ArrayList<>();
        OrderCursor cursor = follower.cursor();
        int used = 0;
        MessageRef ref = cursor.peek();
        while (ref != null && used < most && follower.hasLess(Follower.WINDOW - given.size())) {
            boolean wanted = !follower.settled(ref);
            if (wanted && !isHere(follower, ref)) {
                break;
            }
            if (wanted && wants(follower, ref)) {
                given.add(ref);
            }
            cursor.skip(ref);
            used++;
            ref = cursor.peek();
        }
        give(follower, given);
        if (follower.atEnd() && !follower.queue().consumers().draining().isEmpty()) {
            ready.mark(follower.queue());
        }
        return used;
    }

    private boolean isHere(Follower follower, MessageRef ref) {
        Subscription subscription = follower.queue().subscription();
        boolean looks = ref instanceof ParkedRun || (subscription != null && subscription.selects());
        return !looks || presence.here(ref);
    }

    private boolean wants(Follower follower, MessageRef ref) {
        if (ref.stored().expired(clock.now())) {
            return false;
        }
        Subscription subscription = follower.queue().subscription();
        if (subscription == null || !subscription.selects() || subscription.selectsOf(ref.stored())) {
            return true;
        }
        presence.passed(ref);
        return false;
    }

    /** Gives some, in their order; false if the journal has no room to say so: it is tried again. */
    private boolean give(Follower follower, List<MessageRef> refs) {
        if (refs.isEmpty()) {
            return true;
        }
        if (follower.queue().durable() && !journal(follower, refs)) {
            Keep keep = follower.keep();
            follower.cursor().rewind(refs.get(0).sequence(), keep.queue().runs());
            keeps.lookAt(keep, clock.now() + AGAIN_MILLIS);
            return false;
        }
        for (MessageRef ref : refs) {
            presence.leavesHome(ref);
            MessageRef given = inventory.admit(ref.stored(), follower.queue());
            given.from(ref);
            if (follower.suspects(ref)) {
                given.suspect(true);
            }
            inventory.arrive(given);
        }
        return true;
    }

    private boolean journal(Follower follower, List<MessageRef> refs) {
        LongList ids = new LongList();
        Rank upTo = follower.upTo();
        for (MessageRef ref : refs) {
            if (ref.journalled()) {
                ids.add(ref.id());
                Rank rank = ref.stored().rank();
                assert rank.compareTo(upTo) > 0 : "given out of order: " + rank + " behind " + upTo;
                upTo = rank;
            }
        }
        if (ids.isEmpty()) {
            return true;
        }
        try {
            ledger.write(new Effect.SubscriptionFed(
                    follower.queue().id(), follower.keep().queue().id(), upTo.countedAt(), upTo.id(), ids.drain()));
        } catch (JournalException noRoom) {
            return false;
        }
        follower.upTo(upTo);
        return true;
    }

    // -- bounds

    private int trim(Keep keep, int most) {
        MessageQueue queue = keep.queue();
        for (int used = 0; used < most; used++) {
            MessageRef oldest = keep.oldest();
            if (oldest == null) {
                keeps.endIfUseless(keep);
                return used;
            }
            if (!presence.isLoaded(oldest)) {
                return used;
            }
            KeepPolicy policy = queue.policy().keep();
            long came = oldest.stored().acceptedAt();
            boolean wanted = queue.policy().keeps();
            if (wanted && !policy.tooMany(queue.order().size(), queue.counters().bytes(), came, clock.now())) {
                keeps.lookAt(keep, policy.endOf(came));
                return used;
            }
            if (!letGo(keep, oldest)) {
                return used;
            }
            boolean tooOld = policy.endOf(came) <= clock.now();
            removals.remove(oldest, tooOld ? Effect.Reason.EXPIRED : Effect.Reason.DROPPED);
        }
        return most;
    }

    /** Gives the oldest message to those that have not come to it; false if that is not possible now. */
    private boolean letGo(Keep keep, MessageRef oldest) {
        for (Follower follower : keep.followers()) {
            OrderCursor cursor = follower.cursor();
            if (cursor.hasPassed(oldest)) {
                continue;
            }
            if (!follower.settled(oldest)) {
                if (!isHere(follower, oldest)) {
                    return false;
                }
                boolean wanted = wants(follower, oldest);
                if (wanted && !hasRoom(follower.queue(), oldest)) {
                    follower.queue().counters().drop();
                } else if (wanted && !give(follower, List.of(oldest))) {
                    return false;
                }
            }
            cursor.skip(oldest);
        }
        return true;
    }

    /** Whether all that want it have come to it. */
    private static boolean allHave(Keep keep, MessageRef ref) {
        for (Follower follower : keep.followers()) {
            if (!follower.cursor().hasPassed(ref) && !follower.settled(ref)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasRoom(MessageQueue queue, MessageRef ref) {
        QueueCounters counters = queue.counters();
        return queue.policy().limits().exceeded(counters.messages(), counters.bytes(), ref.room()) == null;
    }
}
