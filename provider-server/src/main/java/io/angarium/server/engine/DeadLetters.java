package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.WireException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves messages that cannot be delivered to the dead letter queue, atomically, with their origin and the reason. Owner: the engine's holder. */
final class DeadLetters {
    static final String ORIGIN = "JMS_ANGARIUM_DEAD_ORIGIN";
    static final String REASON = "JMS_ANGARIUM_DEAD_REASON";
    static final String ATTEMPTS = "JMS_ANGARIUM_DEAD_ATTEMPTS";
    static final String TIME = "JMS_ANGARIUM_DEAD_TIME";

    private final Registry registry;
    private final Relocation relocation;
    private final BrokerClock clock;
    private final Outputs outputs;

    DeadLetters(Registry registry, Relocation relocation, BrokerClock clock, Outputs outputs) {
        this.registry = registry;
        this.relocation = relocation;
        this.clock = clock;
        this.outputs = outputs;
    }

    /**
     * Moves a message, unless it is not in memory, its queue is gone or is the dead letter queue itself, or the journal has no room: to the outside it leaves
     * one queue and is in the other at the same moment.
     *
     * @return false if it was left alone; the caller puts it back to its place
     */
    boolean take(MessageRef ref, String reason) {
        if (!ref.stored().hasBody() || ref.queue().deleted() || registry.isDeadLetterQueue(ref.queue())) {
            return false;
        }
        try {
            relocation.move(ref, registry.deadLetterQueue(), marked(ref, reason));
            return true;
        } catch (JournalException refused) {
            outputs.notice(new Outputs.Notice(
                    true,
                    "a message of " + ref.queue().label() + " cannot move to the dead letter queue: "
                            + refused.getMessage()));
            return false;
        }
    }

    /** The message with its story; as it is, if it has no room for that. */
    private EncodedMessage marked(MessageRef ref, String reason) {
        MessageQueue queue = ref.queue();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ORIGIN, (queue.subscription() == null ? "queue:" : "subscription:") + queue.label());
        properties.put(REASON, reason);
        properties.put(ATTEMPTS, ref.attempts());
        properties.put(TIME, clock.now());
        try {
            return ref.stored().message().withProperties(properties);
        } catch (WireException noRoom) {
            outputs.notice(new Outputs.Notice(
                    true,
                    "a message of " + queue.label() + " moves to the dead letter queue unmarked: "
                            + noRoom.getMessage()));
            return ref.stored().message();
        }
    }
}
