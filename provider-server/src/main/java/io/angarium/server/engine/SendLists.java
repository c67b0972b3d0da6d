package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes lists of what prepared branches have sent, and sends of lists. Owner: the engine's holder. */
final class SendLists {
    private static final @Nullable MessageQueue[] NOWHERE = {};

    private final Ledger ledger;
    private final LiveRecords live;
    private final Space space;

    SendLists(Ledger ledger, LiveRecords live, Space space) {
        this.ledger = ledger;
        this.live = live;
        this.space = space;
    }

    /** Journals the list of some sends of one kind; null if there is no room for it. */
    @Nullable
    ParkedSends write(Transaction work, List<PendingSend> sends) {
        ParkedSends.Kind kind = ParkedSends.Kind.of(sends.get(0));
        List<Effect.Listed> listed = new ArrayList<>(sends.size());
        for (PendingSend send : sends) {
            listed.add(listed(send, listed.size()));
        }
        RecordGroup group = new RecordGroup();
        EffectWriter.write(new Effect.MessagesListed(kind.target().id(), kind.priority(), listed), group);
        int length = group.size();
        long position;
        try {
            position = ledger.append(group);
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        } catch (JournalException full) {
            return null;
        }
        return new ParkedSends(
                work, kind, RunMaker.contents(listed, space.segmentBytes(), false), position, position, length);
    }

    private Effect.Listed listed(PendingSend send, int number) {
        boolean timed = send.expiration() != 0
                || send.deliveryTime() != 0
                || send.target() instanceof Topic; // which may keep it for some time
        return new Effect.Listed(
                send.id(),
                live.placeOfPending(send.id()),
                send.id(),
                number,
                send.size(),
                0,
                timed ? send.acceptedAt() : 0,
                send.expiration(),
                send.deliveryTime(),
                false);
    }

    /**
     * Journals that what a list says is to be had without it.
     *
     * @return whether there was room
     * @throws IllegalStateException if the list is another one
     */
    boolean writeRead(ParkedSends list, Effect.MessagesListed read) {
        if (read.queue() != list.kind().target().id()
                || read.messages().size() != list.contents().count()) {
            throw new IllegalStateException("the list at " + list.place() + " is not that of "
                    + list.contents().count() + " messages of transaction "
                    + list.work().id());
        }
        try {
            ledger.write(new Effect.SendsListed(list.work().id(), list.id(), read));
            return true;
        } catch (JournalException full) {
            return false;
        }
    }

    /** The records of the sends of a list, which are in the journal only. */
    static List<PendingRecord> read(ParkedSends list, Effect.MessagesListed read) {
        Target target = list.kind().target();
        int[] queues = {target.id()};
        List<PendingRecord> records = new ArrayList<>(read.messages().size());
        for (Effect.Listed message : read.messages()) {
            PendingSend send = new PendingSend(
                    target,
                    RecoveredMessage.of(message, list.kind().priority(), NOWHERE),
                    list.kind().sender());
            if (target instanceof MessageQueue queue) {
                send.recipients(List.of(queue)); // whatever rules there are by now
                send.reserved(list.kind().reserved() ? List.of(queue) : null);
            }
            records.add(new PendingRecord(list.work().id(), queues, send, message.place()));
        }
        return records;
    }
}
