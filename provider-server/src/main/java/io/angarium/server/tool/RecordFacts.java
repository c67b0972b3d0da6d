package io.angarium.server.tool;

import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectReader;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a journal record is about, for people and filters.
 *
 * @param type of the record
 * @param position of the record, 0 in a checkpoint
 * @param kind its name
 * @param effect what it says; null for the journal's own records and for those of a later version
 * @param destinations ids of the queues, topics and subscriptions that it names
 * @param messages ids of the messages that it names
 * @param transaction the transaction that it names, 0 for none
 */
@SuppressWarnings("ArrayRecordComponent")
record RecordFacts(
        int type,
        long position,
        String kind,
        @Nullable Effect effect,
        int[] destinations,
        long[] messages,
        long transaction) {
    private static final int[] NOWHERE = {};
    private static final long[] NONE = {};

    /** Looks into a record, whose payload is left as it is. */
    static RecordFacts of(int type, long position, ByteBuffer payload) {
        ByteBuffer content = payload.duplicate();
        if (type == RecordGroup.MOVE) {
            long id = content.getLong();
            RecordFacts moved = of(content.get(), id, content.slice());
            return new RecordFacts(
                    type, position, "Move", null, moved.destinations(), new long[] {id}, moved.transaction());
        }
        if (type > Byte.MAX_VALUE) {
            return new RecordFacts(type, position, "housekeeping", null, NOWHERE, NONE, 0);
        }
        try {
            return of(type, position, EffectReader.read(type, content));
        } catch (IllegalStateException laterVersion) {
            return new RecordFacts(type, position, "unknown", null, NOWHERE, NONE, 0);
        }
    }

    private static RecordFacts of(int type, long position, Effect effect) {
        return new RecordFacts(
                type,
                position,
                effect.getClass().getSimpleName(),
                effect,
                destinations(effect),
                messages(effect, position),
                transaction(effect));
    }

    private static int[] destinations(Effect effect) {
        if (effect instanceof Effect.MessageStored stored) {
            return stored.queues();
        }
        if (effect instanceof Effect.MessageKept kept) {
            return kept.queues();
        }
        if (effect instanceof Effect.MessageRouted routed) {
            return routed.queues();
        }
        return IntStream.of(destination(effect)).filter(id -> id != 0).toArray();
    }

    private static int destination(Effect effect) {
        if (effect instanceof Effect.MessagesRemoved removed) {
            return removed.queue();
        } else if (effect instanceof Effect.AttemptsCounted counted) {
            return counted.queue();
        } else if (effect instanceof Effect.RetriesDelayed delayed) {
            return delayed.queue();
        } else if (effect instanceof Effect.SubscriptionFed fed) {
            return fed.subscription();
        } else if (effect instanceof Effect.DispatchHorizon horizon) {
            return horizon.queue();
        } else if (effect instanceof Effect.MessagesListed listed) {
            return listed.queue();
        } else if (effect instanceof Effect.ListKept kept) {
            return kept.queue();
        } else if (effect instanceof Effect.DelayedListKept kept) {
            return kept.list().queue();
        } else if (effect instanceof Effect.SendsKept kept) {
            return kept.list().queue();
        } else if (effect instanceof Effect.SendsListed listed) {
            return listed.sends().queue();
        } else if (effect instanceof Effect.DestinationCreated created) {
            return created.id();
        } else if (effect instanceof Effect.QueuePaused pause) {
            return pause.id();
        } else if (effect instanceof Effect.DestinationDeleted deleted) {
            return deleted.id();
        } else if (effect instanceof Effect.SubscriptionCreated created) {
            return created.id();
        } else {
            return effect instanceof Effect.SubscriptionDeleted deleted ? deleted.id() : 0;
        }
    }

    private static long[] messages(Effect effect, long position) {
        if (effect instanceof Effect.MessageStored) {
            return new long[] {position};
        } else if (effect instanceof Effect.MessageKept kept) {
            return new long[] {kept.id()};
        } else if (effect instanceof Effect.MessageRouted routed) {
            return new long[] {routed.message()};
        } else if (effect instanceof Effect.MessagesRemoved removed) {
            return removed.ids();
        } else if (effect instanceof Effect.MessagesListed listed) {
            return ids(listed);
        } else if (effect instanceof Effect.SendsListed listed) {
            return ids(listed.sends());
        } else if (effect instanceof Effect.SubscriptionFed fed) {
            return fed.ids();
        } else if (effect instanceof Effect.RetriesDelayed delayed) {
            return delayed.ids();
        } else {
            return effect instanceof Effect.AttemptsCounted counted ? counted.ids() : NONE;
        }
    }

    private static long[] ids(Effect.MessagesListed listed) {
        return listed.messages().stream().mapToLong(Effect.Listed::id).toArray();
    }

    private static long transaction(Effect effect) {
        if (effect instanceof Effect.MessageStored stored) {
            return stored.transaction();
        } else if (effect instanceof Effect.MessageKept kept) {
            return kept.transaction();
        } else if (effect instanceof Effect.MessagesRemoved removed) {
            return removed.transaction();
        } else if (effect instanceof Effect.MessageRouted routed) {
            return routed.transaction();
        } else if (effect instanceof Effect.TransactionCommitted committed) {
            return committed.transaction();
        } else if (effect instanceof Effect.TransactionRolledBack rolledBack) {
            return rolledBack.transaction();
        } else if (effect instanceof Effect.BranchPrepared prepared) {
            return prepared.transaction();
        } else if (effect instanceof Effect.BranchDecided decided) {
            return decided.transaction();
        } else if (effect instanceof Effect.SendsKept kept) {
            return kept.transaction();
        } else if (effect instanceof Effect.SendsListed listed) {
            return listed.transaction();
        } else {
            return effect instanceof Effect.BranchForgotten forgotten ? forgotten.transaction() : 0;
        }
    }
}
