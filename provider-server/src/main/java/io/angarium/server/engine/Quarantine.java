package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.JournalFailedException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.MessageBuilder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes messages that the journal does not give back, because the disk cannot read them or they are damaged, out of their queues: in the
 * place of each a text message that tells its origin and the reason is in the queue {@value #QUEUE}. So nobody waits for what will not
 * come, and nothing vanishes without a trace. Owner: the engine's holder.
 */
final class Quarantine {
    static final String QUEUE = "QUARANTINE";
    static final String ORIGIN = "JMS_ANGARIUM_QUARANTINE_ORIGIN";
    static final String REASON = "JMS_ANGARIUM_QUARANTINE_REASON";
    static final String MESSAGE = "JMS_ANGARIUM_QUARANTINE_MESSAGE";
    static final String BYTES = "JMS_ANGARIUM_QUARANTINE_BYTES";
    static final String ATTEMPTS = "JMS_ANGARIUM_QUARANTINE_ATTEMPTS";
    static final String TIME = "JMS_ANGARIUM_QUARANTINE_TIME";
    static final String COUNT = "JMS_ANGARIUM_QUARANTINE_COUNT";

    /** What waits for a time, and for which the journal has no room in the quarantine, is looked at again so much later. */
    private static final long AGAIN_MILLIS = 60_000;

    private final Registry registry;
    private final Relocation relocation;
    private final Inventory inventory;
    private final BrokerClock clock;
    private final Outputs outputs;

    Quarantine(Registry registry, Relocation relocation, Inventory inventory, BrokerClock clock, Outputs outputs) {
        this.registry = registry;
        this.relocation = relocation;
        this.inventory = inventory;
        this.clock = clock;
        this.outputs = outputs;
    }

    /**
     * Takes a message out of each queue in which it waits. Where a consumer or a transaction has it, it stays until it comes back.
     *
     * @param reason with file and place, for people
     */
    void take(StoredMessage lost, String reason) {
        MessageRef ref = lost.first();
        while (ref != null) {
            MessageRef next = ref.sibling;
            if (ref.state() == MessageRef.State.AVAILABLE || ref.state() == MessageRef.State.SCHEDULED) {
                take(ref, reason);
            }
            ref = next;
        }
    }

    /**
     * The list of messages in the middle of a queue cannot be read. They stay where they are, since without it nobody knows which records are theirs, and
     * are left out; a note tells of them. A start that can read the list again has them again; one that cannot writes another note.
     *
     * @param reason with file and place, for people
     */
    void take(ParkedRun lost, String reason) {
        int count = lost.contents().count();
        String what = "the list of " + count + " messages of " + origin(lost) + " at position "
                + lost.record().place() + " of the journal cannot be read and they are left out: ";
        try {
            relocation.put(registry.quarantine(), note(lost, reason));
            outputs.notice(new Outputs.Notice(true, what + reason + "; a note is in the queue " + QUEUE));
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        } catch (JournalException full) {
            outputs.notice(new Outputs.Notice(true, what + reason + "; " + full.getMessage()));
        }
    }

    private void take(MessageRef ref, String reason) {
        String what = "message " + ref.id() + " of " + origin(ref) + " cannot be read";
        try {
            relocation.move(ref, registry.quarantine(), standIn(ref, reason), Effect.Reason.DEAD);
            outputs.notice(new Outputs.Notice(true, what + " and is in the queue " + QUEUE + " instead: " + reason));
        } catch (JournalFailedException failed) {
            throw new LedgerBroken(failed);
        } catch (JournalException full) {
            outputs.notice(new Outputs.Notice(
                    true, what + " and is left " + leave(ref) + ": " + reason + "; " + full.getMessage()));
        }
    }

    /** It stays in its queue; returns for how long. */
    private String leave(MessageRef ref) {
        if (ref.state() == MessageRef.State.AVAILABLE) {
            ref.group(null);
            inventory.deliver(ref); // nobody gets it, and nobody waits for it; a restart looks again
            return "out until a restart";
        }
        if (ref.timeSlot < 0) { // something was due with it, for which it was read
            inventory.setAside(ref, clock.now() + AGAIN_MILLIS);
        }
        ref.queue().walks().forEach(walk -> walk.leaveOut(ref));
        return "where it is until " + Instant.ofEpochMilli(ref.dueAt);
    }

    private static String origin(MessageRef ref) {
        return (ref.queue().subscription() == null ? "queue:" : "subscription:")
                + ref.queue().label();
    }

    private EncodedMessage standIn(MessageRef ref, String reason) {
        Map<String, Object> properties = facts(ref, reason);
        properties.put(MESSAGE, ref.id());
        properties.put(BYTES, ref.size());
        properties.put(ATTEMPTS, ref.attempts());
        return message(
                ref,
                ref.id(),
                properties,
                "A message of " + origin(ref) + " could not be read back from the journal: " + reason);
    }

    private EncodedMessage note(ParkedRun run, String reason) {
        ParkedRun.Contents contents = run.contents();
        Map<String, Object> properties = facts(run, reason);
        properties.put(COUNT, contents.count());
        properties.put(BYTES, contents.bytes());
        return message(
                run,
                run.record().id(),
                properties,
                "The list of " + contents.count() + " messages of " + origin(run) + ", with numbers from "
                        + contents.leastId() + " to " + contents.greatestId()
                        + ", could not be read back from the journal: " + reason);
    }

    private Map<String, Object> facts(MessageRef ref, String reason) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ORIGIN, origin(ref));
        properties.put(REASON, reason);
        properties.put(TIME, clock.now());
        return properties;
    }

    private EncodedMessage message(MessageRef ref, long id, Map<String, Object> properties, String text) {
        return new MessageBuilder()
                .persistent(true)
                .priority(ref.priority())
                .timestamp(clock.now())
                .destination(Destination.queue(QUEUE))
                .messageId("ID:quarantine-" + id + "-" + ref.queue().id())
                .properties(properties)
                .text(text)
                .build();
    }
}
