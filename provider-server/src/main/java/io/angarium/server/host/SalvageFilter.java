package io.angarium.server.host;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalReader;
import io.angarium.journal.JournalSalvage;
import io.angarium.journal.Loss;
import io.angarium.journal.RecordGroup;
import io.angarium.journal.RecordVisitor;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Between a damaged journal and the engine that recovers from it: gives names to queues whose own were lost, and leaves out what cannot be
 * understood or, of an open transaction, not be read. Used once, by one thread.
 */
final class SalvageFilter {
    /** In front of the id of a queue or subscription whose name is lost. */
    static final String NAMELESS = "salvaged.";

    private static final String BROKEN_BODY = ", of whose body not all parts are there, of the open transaction ";

    private final JournalSalvage salvage;
    private final Consumer<Loss> losses;
    private final Set<Integer> known = new HashSet<>();
    private final Set<String> topics = new HashSet<>();
    /** Where records are that were moved. */
    private final Map<Long, Long> moved = new HashMap<>();

    /** Lists of sends that were read, and transactions that were rolled back: the records behind say all of these. */
    private final Set<Long> read = new HashSet<>();

    private final Set<Long> rolledBack = new HashSet<>();

    private final Map<Long, Integer> open = new HashMap<>();
    /** Transactions of branches that are prepared and have not ended. */
    private final Set<Long> inDoubt = new HashSet<>();

    private final SalvagedBodies bodies;
    private int highest;

    /** Takes effects as if from a journal. */
    interface Target {
        void effect(Effect effect, long position);

        void move(long position, ByteBuffer payload);
    }

    /** @param bodies filled here, before anything is handed on */
    SalvageFilter(JournalSalvage salvage, SalvagedBodies bodies, Consumer<Loss> losses) {
        this.bodies = bodies;
        this.salvage = salvage;
        this.losses = losses;
    }

    /** Hands on all that counts. */
    void replay(Target target) throws IOException {
        salvage.replay(this::survey);
        known.clear();
        topics.clear();
        try (JournalReader reader = salvage.reader()) {
            salvage.replay((type, position, payload) -> take(reader, target, type, position, payload));
        }
        open.forEach((transaction, count) -> losses.accept(new Loss(
                "segment-*",
                0,
                0,
                count + " records of transaction " + transaction
                        + ", which had not ended or whose outcome is lost: it is rolled back")));
    }

    private void survey(int type, long position, ByteBuffer payload) {
        if (type == RecordGroup.MOVE) {
            moved.put(payload.getLong(), position);
            return;
        }
        Effect effect = understood(type, position, payload);
        if (effect instanceof Effect.DestinationCreated created) {
            highest = Math.max(highest, created.id());
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            highest = Math.max(highest, created.id());
        } else if (effect instanceof Effect.NumbersUsed used) {
            highest = Math.max(highest, used.destination());
        } else if (effect instanceof Effect.MessageStored stored && stored.transaction() != 0) {
            open.merge(stored.transaction(), 1, Integer::sum);
        } else if (effect instanceof Effect.BodyPartStored part) {
            bodies.stored(part, position);
        } else if (effect instanceof Effect.BodyPartKept part) {
            bodies.kept(part);
        } else if (effect instanceof Effect.SendsListed listed) {
            read.add(listed.list());
        } else if (effect instanceof Effect.BranchPrepared prepared) {
            open.remove(prepared.transaction());
            inDoubt.add(prepared.transaction());
        } else if (effect != null) {
            ended(effect);
        }
    }

    private void ended(Effect effect) {
        long transaction = 0;
        if (effect instanceof Effect.TransactionCommitted committed) {
            transaction = committed.transaction();
        } else if (effect instanceof Effect.TransactionRolledBack ended) {
            transaction = ended.transaction();
            rolledBack.add(transaction);
        } else if (effect instanceof Effect.BranchDecided decided) {
            transaction = decided.transaction();
            if (!decided.committed()) {
                rolledBack.add(transaction);
            }
        }
        open.remove(transaction);
        inDoubt.remove(transaction);
    }

    private @Nullable Effect understood(int type, long position, ByteBuffer payload) {
        try {
            return EffectReader.read(type, payload);
        } catch (IllegalStateException unknown) {
            lost(position, "a record that cannot be understood: " + unknown.getMessage());
            return null;
        }
    }

    private void take(JournalReader reader, Target target, int type, long position, ByteBuffer payload) {
        if (type == RecordGroup.MOVE) {
            target.move(position, payload);
            return;
        }
        Effect effect = understood(type, position, payload);
        if (effect == null) {
            return;
        }
        if (effect instanceof Effect.DestinationCreated created) {
            known.add(created.id());
            if (created.destination().isTopic()) {
                topics.add(created.destination().name());
            }
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            known.add(created.id());
            name(target, created.topic(), position);
        } else if (effect instanceof Effect.MessageStored stored) {
            name(target, stored.queues(), position);
            if (inDoubt.contains(stored.transaction()) && !whole(reader, stored.message())) {
                lost(position, "message " + position + BROKEN_BODY + stored.transaction());
                return;
            }
        } else if (effect instanceof Effect.MessageRouted routed) {
            name(target, routed.queues(), position);
        } else if (effect instanceof Effect.SendsListed listed) {
            name(target, new int[] {listed.sends().queue()}, position);
            if (inDoubt.contains(listed.transaction())) {
                sends(reader, target, listed, position);
                return;
            }
        } else if (effect instanceof Effect.ListKept kept) {
            list(reader, target, kept, position);
            return;
        } else if (effect instanceof Effect.DelayedListKept kept) {
            list(reader, target, kept.list(), position);
            return;
        } else if (effect instanceof Effect.SendsKept sends) {
            sends(reader, target, sends, position);
            return;
        } else if (effect instanceof Effect.MessageKept kept) {
            keep(reader, target, kept, position);
            return;
        }
        target.effect(effect, position);
    }

    private void keep(JournalReader reader, Target target, Effect.MessageKept kept, long position) {
        name(target, kept.queues(), position);
        if (kept.transaction() != 0 && !moved.containsKey(kept.id()) && !readable(reader, kept.place())) {
            lost(kept.place(), "message " + kept.id() + " of the open transaction " + kept.transaction());
        } else if (inDoubt.contains(kept.transaction()) && kept.body() != 0 && !whole(reader, kept)) {
            lost(kept.place(), "message " + kept.id() + BROKEN_BODY + kept.transaction());
        } else {
            target.effect(kept, position);
        }
    }

    /** A checkpoint's word on the sends of a prepared branch becomes a word on each, unless nobody needs the list any more. */
    private void sends(JournalReader reader, Target target, Effect.SendsKept sends, long position) {
        Effect.ListKept kept = sends.list();
        if (!read.contains(kept.id()) && !rolledBack.contains(sends.transaction())) {
            name(target, new int[] {kept.queue()}, position);
            long place = moved.getOrDefault(kept.id(), kept.place());
            for (Effect.Listed message : list(reader, place, kept)) {
                keep(reader, target, kept(kept, message, sends.transaction()), position);
            }
        }
    }

    /** What was read of the sends of a branch in doubt says no more of those that cannot be read. */
    private void sends(JournalReader reader, Target target, Effect.SendsListed listed, long position) {
        List<Effect.Listed> there = new ArrayList<>();
        for (Effect.Listed message : listed.sends().messages()) {
            if (moved.containsKey(message.id()) || readable(reader, message.place())) {
                there.add(message);
            } else {
                lost(message.place(), "message " + message.id() + " of the open transaction " + listed.transaction());
            }
        }
        if (!there.isEmpty()) {
            Effect.MessagesListed sends = new Effect.MessagesListed(
                    listed.sends().queue(), listed.sends().priority(), there);
            target.effect(new Effect.SendsListed(listed.transaction(), listed.list(), sends), position);
        }
    }

    /** What a branch in doubt has sent is in no queue: no note could take its place. */
    private boolean whole(JournalReader reader, EncodedMessage message) {
        return bodies.missing(message) == null
                && (!message.inParts() || bodies.readable(reader, message.partsBody(), moved.keySet()));
    }

    private boolean whole(JournalReader reader, Effect.MessageKept kept) {
        boolean[] whole = {bodies.readable(reader, kept.body(), moved.keySet())};
        if (whole[0] && !moved.containsKey(kept.id())) {
            reader.read(kept.place(), (type, place, payload) -> {
                if (unmoved(type, payload) instanceof Effect.MessageStored stored) {
                    whole[0] = bodies.missing(stored.message()) == null;
                }
            });
        }
        return whole[0];
    }

    private void list(JournalReader reader, Target target, Effect.ListKept kept, long position) {
        name(target, new int[] {kept.queue()}, position);
        for (Effect.Listed message : list(reader, moved.getOrDefault(kept.id(), kept.place()), kept)) {
            target.effect(kept(kept, message, 0), position);
        }
    }

    /** A checkpoint's word on a list becomes a word on each of its messages, as far as the list can be read. */
    private List<Effect.Listed> list(JournalReader reader, long at, Effect.ListKept kept) {
        List<Effect.Listed> messages = new ArrayList<>();
        try {
            reader.read(at, (type, place, payload) -> {
                Effect found = unmoved(type, payload);
                if (found instanceof Effect.MessagesListed listed) {
                    messages.addAll(listed.messages());
                }
            });
        } catch (JournalException | IllegalStateException damaged) {
            lost(
                    at,
                    "the list of " + kept.count() + " messages of queue, topic or subscription " + kept.queue()
                            + ", and with it where they are: " + damaged.getMessage());
        }
        return messages;
    }

    /** The effect in a record, also if it was moved. */
    static Effect unmoved(int type, ByteBuffer payload) {
        if (type != RecordGroup.MOVE) {
            return EffectReader.read(type, payload);
        }
        payload.getLong();
        return EffectReader.read(payload.get(), payload);
    }

    private static Effect.MessageKept kept(Effect.ListKept list, Effect.Listed message, long transaction) {
        boolean suspect = message.attempts() >= 0 && message.id() < list.suspectBelow();
        return new Effect.MessageKept(
                message.id(),
                message.place(),
                transaction == 0 ? message.countedAt() : 0,
                transaction,
                message.acceptedAt(),
                message.expiration(),
                message.deliveryTime(),
                message.size(),
                list.priority(),
                new int[] {list.queue()},
                new int[] {suspect ? ~message.attempts() : message.attempts()},
                0,
                message.joined());
    }

    private static boolean readable(JournalReader reader, long place) {
        RecordVisitor nobody = (type, position, payload) -> {};
        try {
            reader.read(place, nobody);
            return true;
        } catch (JournalException damaged) {
            return false;
        }
    }

    private void name(Target target, int[] queues, long position) {
        for (int id : queues) {
            if (known.add(id)) {
                highest = Math.max(highest, id);
                Destination stand = Destination.queue(NAMELESS + id);
                lost(
                        position,
                        "the name of queue or subscription " + id + ": its messages are in queue " + stand.name());
                target.effect(new Effect.DestinationCreated(id, stand), position);
            }
        }
    }

    private void name(Target target, String topic, long position) {
        if (topics.add(topic)) {
            highest++;
            known.add(highest);
            lost(position, "the record that made topic " + topic + ", which was made again");
            target.effect(new Effect.DestinationCreated(highest, Destination.topic(topic)), position);
        }
    }

    private void lost(long position, String what) {
        long segment = position / salvage.segmentBytes();
        losses.accept(new Loss(
                position == 0 ? "checkpoint-*" : String.format(Locale.ROOT, "segment-%016d.journal", segment),
                position % salvage.segmentBytes(),
                0,
                what));
    }
}
