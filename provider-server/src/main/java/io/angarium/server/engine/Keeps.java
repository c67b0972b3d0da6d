package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.KeepPolicy;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What topics keep for late subscribers: made when first needed, and gone when no policy wants it and nobody is given it any more. Owner: the engine's holder. */
final class Keeps implements DurableState {
    private final Registry registry;
    private final Ledger ledger;
    private final QueueRemover remover;
    private final DurabilityGate gate;
    private final ReadyQueues ready;
    private final Set<Keep> all = new LinkedHashSet<>();
    private long wakeAt = Long.MAX_VALUE;

    Keeps(Registry registry, Ledger ledger, QueueRemover remover, DurabilityGate gate, ReadyQueues ready) {
        this.registry = registry;
        this.ledger = ledger;
        this.remover = remover;
        this.gate = gate;
        this.ready = ready;
    }

    @Override
    public void describe(Consumer<Effect> to) {
        for (Keep keep : all) {
            to.accept(created(keep.queue().id(), keep.queue().destination()));
            for (Follower follower : keep.followers()) {
                if (follower.queue().durable()) {
                    to.accept(new Follower.Start(keep, 0, follower.upTo())
                            .of(follower.queue().id()));
                }
            }
        }
    }

    private static Effect created(int id, Destination topic) {
        return new Effect.SubscriptionCreated(id, topic.name(), Keep.NAME, null, true, null, false);
    }

    /** Whether the policy of a topic wants its messages kept. */
    private static boolean wants(Topic topic) {
        return topic.policy().keeps()
                && !topic.destination().isTemporary()
                && !topic.isPattern()
                && !topic.deleted(); // a transaction may still have sent to it
    }

    /** Where messages that are published now are kept, or null. A new one is journalled whatever room there is: the commit of a prepared branch may need it. */
    @Nullable
    Keep of(Topic topic) {
        Keep keep = topic.keep();
        return keep != null || !wants(topic) ? keep : make(topic);
    }

    private Keep make(Topic topic) {
        int id = registry.nextId();
        ledger.writeFreeing(created(id, topic.destination()));
        return add(id, topic);
    }

    /** One that a restart has found, or a new one that the journal knows. */
    Keep add(int id, Topic topic) {
        MessageQueue queue = registry.addKeep(id, topic);
        Keep keep = new Keep(this, topic, queue);
        queue.keep(keep);
        topic.keep(keep);
        all.add(keep);
        return keep;
    }

    /**
     * Where a new subscription begins, or null if it only gets what is published from now on.
     *
     * @param wish what it asks for, or null for what the policy says
     * @throws Refusal if it asks for what cannot be had
     */
    Follower.@Nullable Start start(Topic topic, Subscription subscription, KeepPolicy.@Nullable Give wish) {
        boolean possible = wants(topic) && !subscription.noLocal();
        KeepPolicy.Give give =
                wish != null ? wish : possible ? topic.policy().keep().give() : KeepPolicy.Give.NONE;
        if (give != KeepPolicy.Give.NONE && !possible) {
            throw new Refusal(ErrorCode.INVALID_DESTINATION, impossible(topic));
        }
        return switch (give) {
            case NONE -> null;
            case ALL -> Follower.Start.oldest(Objects.requireNonNull(of(topic)));
            case LAST -> newest(Objects.requireNonNull(of(topic)));
        };
    }

    private static String impossible(Topic topic) {
        String name = Registry.describe(topic.destination());
        if (topic.isPattern()) {
            return name + " is a pattern: its subscriptions get what is published from now on; leave out consumer.kept";
        }
        return wants(topic)
                ? name + ": a subscription that leaves out messages of its own connection gets none of those that are"
                        + " kept; leave out noLocal, or consumer.kept"
                : name
                        + " keeps nothing for late subscribers; keep.messages, keep.bytes, keep.age or lastValue.key of the"
                        + " configuration would have it do so";
    }

    private Follower.Start newest(Keep keep) {
        MessageRef last = keep.queue().order().tail(Keep.LANE);
        if (last == null) {
            return Follower.Start.oldest(keep);
        }
        if (last instanceof ParkedRun run) {
            return new Follower.Start(
                    keep, run.lastSequence(), before(run.contents().last()));
        }
        Rank before = last.journalled()
                ? before(last.stored().rank())
                : new Rank(gate.released(), Long.MAX_VALUE); // all that has come; it is gone after a restart
        return new Follower.Start(keep, last.sequence(), before);
    }

    private static Rank before(Rank rank) {
        return new Rank(rank.countedAt(), rank.time(), rank.id() - 1);
    }

    /** A new consumer of a queue that its consumers only read is given what is in it, by a queue of its own. */
    void read(MessageQueue queue, MessageQueue own) {
        Keep keep = queue.keep();
        if (keep == null) {
            keep = new Keep(this, null, queue);
            queue.keep(keep);
        }
        follow(own, Follower.Start.oldest(keep));
    }

    /** A new subscription is given what is kept. */
    void follow(MessageQueue queue, Follower.Start start) {
        Follower follower = new Follower(queue, start);
        queue.follower(follower);
        start.keep().followers().add(follower);
        ready.mark(start.keep().queue());
    }

    /** Recovery: so far a subscription has been given what is kept. */
    void recovered(MessageQueue queue, MessageQueue kept, Rank upTo) {
        Keep keep = kept.keep();
        if (keep != null) {
            keep.followers().removeIf(follower -> follower.queue() == queue);
            follow(queue, new Follower.Start(keep, 0, upTo));
        }
    }

    /**
     * Recovery is over: policies may be others than before.
     *
     * @param end of what was found: what comes later has been seen by nobody, how ever far ahead the horizons are
     */
    void recovered(long end) {
        for (Keep keep : all) {
            for (Follower follower : keep.followers()) {
                follower.suspectBelow(Math.min(end, follower.queue().horizon().value()));
            }
        }
        reconfigured();
    }

    /** Policies may be others than before. */
    void reconfigured() {
        for (MessageQueue queue : registry.all()) {
            if (queue.keep() != null || Conflation.concerns(queue)) {
                ready.mark(queue);
            }
        }
    }

    /** Ends one that nothing is in, if nobody wants it. */
    void endIfUseless(Keep keep) {
        Topic topic = keep.topic();
        if (topic != null
                && !wants(topic)
                && keep.followers().isEmpty()
                && keep.queue().counters().messages() == 0) {
            end(topic);
        }
    }

    /** The topic ends, or keeps nothing any more. */
    void end(Topic topic) {
        Keep keep = topic.keep();
        if (keep != null) {
            ledger.writeFreeing(new Effect.SubscriptionDeleted(keep.queue().id()));
            remover.remove(keep.queue());
        }
    }

    void forget(Keep keep) {
        all.remove(keep);
    }

    // -- time

    /** One is to be looked at then, if not before. */
    void lookAt(Keep keep, long time) {
        keep.lookAt(Math.min(time, keep.lookAt()));
        wakeAt = Math.min(wakeAt, time);
    }

    /** When something is to be looked at next; sometimes too early. */
    long wakeAt() {
        return wakeAt;
    }

    /** It is now this late. */
    void time(long now) {
        if (wakeAt > now) {
            return;
        }
        wakeAt = Long.MAX_VALUE;
        for (Keep keep : all) {
            if (keep.lookAt() <= now) {
                keep.lookAt(Long.MAX_VALUE);
                ready.mark(keep.queue());
            }
            wakeAt = Math.min(wakeAt, keep.lookAt());
        }
    }
}
