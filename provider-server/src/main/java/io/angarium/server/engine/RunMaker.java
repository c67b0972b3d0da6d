package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalFailedException;
import io.angarium.journal.RecordGroup;
import io.angarium.server.effect.Effect;
import io.angarium.server.effect.EffectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes lists of messages, and messages of lists. Owner: the engine's holder. */
final class RunMaker {
    private final Ledger ledger;
    private final Space space;
    private final OpenedLists opened;

    /** @param opened those that a start must read */
    RunMaker(Ledger ledger, Space space, OpenedLists opened) {
        this.opened = opened;
        this.ledger = ledger;
        this.space = space;
    }

    /**
     * Journals the list of some messages, in their order; null if there is no room for it.
     *
     * @param delayed whether they wait for their delivery time
     */
    @Nullable
    ParkedRun write(MessageQueue queue, int priority, List<MessageRef> refs, boolean delayed) {
        List<Effect.Listed> listed = new ArrayList<>(refs.size());
        for (MessageRef ref : refs) {
            listed.add(listed(ref));
        }
        Effect.MessagesListed list = new Effect.MessagesListed(queue.id(), priority, listed);
        RecordGroup group = new RecordGroup();
        EffectWriter.write(list, group);
        int length = group.size();
        suspects(queue, listed, group);
        long position;
        try {
            position = ledger.append(group);
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        } catch (JournalException full) {
            return null;
        }
        ListRecord record = new ListRecord(queue, position, position, length);
        ParkedRun run =
                new ParkedRun(queue, priority, record, contents(listed, space.segmentBytes(), delayed), delayed);
        run.sequence(listed.get(0).sequence());
        run.written(list);
        return run;
    }

    /** A clean stop says of each message in memory that may have been seen that it may; of those that are parked it is said now. */
    private static void suspects(MessageQueue queue, List<Effect.Listed> listed, RecordGroup group) {
        List<Effect.Listed> suspects =
                listed.stream().filter(message -> message.attempts() < 0).toList();
        if (!suspects.isEmpty()) {
            EffectWriter.write(
                    new Effect.AttemptsCounted(
                            queue.id(),
                            suspects.stream().mapToLong(Effect.Listed::id).toArray(),
                            suspects.stream().mapToInt(Effect.Listed::attempts).toArray()),
                    group);
        }
    }

    private static Effect.Listed listed(MessageRef ref) {
        StoredMessage stored = ref.stored();
        boolean timed = stored.expiration() != 0
                || stored.deliveryTime() != 0
                || ref.queue().keep() != null;
        return new Effect.Listed(
                stored.id(),
                stored.place(),
                stored.countedAt(),
                ref.sequence(),
                stored.size(),
                ref.knownAttempts(),
                timed ? stored.acceptedAt() : 0,
                stored.expiration(),
                stored.deliveryTime(),
                stored.joined());
    }

    static ParkedRun.Contents contents(List<Effect.Listed> listed, int segmentBytes, boolean delayed) {
        long bytes = 0;
        long least = Long.MAX_VALUE;
        long greatest = 0;
        long due = Long.MAX_VALUE;
        boolean joined = false;
        Map<Long, Effect.Usage> usages = new TreeMap<>();
        for (Effect.Listed message : listed) {
            bytes += message.size();
            least = Math.min(least, message.id());
            greatest = Math.max(greatest, message.id());
            joined |= message.joined();
            due = message.expiration() == 0 ? due : Math.min(due, message.expiration());
            due = delayed ? Math.min(due, message.deliveryTime()) : due;
            usages.merge(
                    message.place() / segmentBytes,
                    new Effect.Usage(message.place() / segmentBytes, 1, message.size()),
                    (one, other) -> new Effect.Usage(one.segment(), one.count() + 1, one.bytes() + other.bytes()));
        }
        Effect.Listed first = listed.get(0);
        Effect.Listed last = listed.get(listed.size() - 1);
        return new ParkedRun.Contents(
                listed.size(),
                bytes,
                last.sequence() - first.sequence(),
                rank(first, delayed),
                rank(last, delayed),
                least,
                greatest,
                due == Long.MAX_VALUE ? 0 : due,
                List.copyOf(usages.values()),
                joined);
    }

    private static Rank rank(Effect.Listed message, boolean delayed) {
        return delayed
                ? new Rank(message.deliveryTime(), message.id())
                : new Rank(message.countedAt(), message.joined() ? message.deliveryTime() : 0, message.id());
    }

    /** A list is not the truth any more for what leaves its run: where ids tell nobody which run that is, a start looks only into those of which this is said. */
    void opened(ParkedRun run) {
        if (run.tells() && run.untold()) {
            ledger.writeFreeing(new Effect.ListOpened(run.record().id()));
            run.told();
        }
        if (run.delayed()) {
            opened.add(run);
        }
    }

    /**
     * What a list says, if it is that of a run.
     *
     * @throws IllegalStateException if it is not
     */
    List<Effect.Listed> check(ParkedRun run, Effect.MessagesListed list) {
        List<Effect.Listed> listed = list.messages();
        if (list.queue() != run.queue().id() || listed.size() != run.contents().count()) {
            throw new IllegalStateException("the list at " + run.record().place() + " is not that of "
                    + run.contents().count() + " messages of " + run.queue().label());
        }
        return listed;
    }

    /** The messages of a run, by its list. */
    List<MessageRef> read(ParkedRun run, Effect.MessagesListed list) {
        List<Effect.Listed> listed = check(run, list);
        long shift = run.sequence() - listed.get(0).sequence();
        List<MessageRef> refs = new ArrayList<>(listed.size());
        for (Effect.Listed message : listed) {
            StoredMessage stored = new StoredMessage(
                    message.id(),
                    message.size(),
                    run.priority(),
                    message.acceptedAt(),
                    message.expiration(),
                    message.deliveryTime());
            stored.place(message.place());
            stored.countedAt(message.countedAt());
            if (message.joined()) {
                stored.join(message.countedAt());
            }
            MessageRef ref = MessageRef.of(stored, run.queue());
            stored.addReference(ref);
            ref.sequence(message.sequence() + shift);
            ref.knownAttempts(message.attempts());
            if (message.id() < run.suspectBelow()) {
                ref.suspect(true);
            }
            ref.state(run.delayed() ? MessageRef.State.SCHEDULED : MessageRef.State.AVAILABLE);
            ref.home(run);
            refs.add(ref);
        }
        return refs;
    }
}
