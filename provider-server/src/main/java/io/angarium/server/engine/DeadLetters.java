package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.server.effect.Effect;
import io.angarium.server.policy.DeadLetterPolicy;
import io.angarium.server.policy.DeadLetterPolicy.Cause;
import io.angarium.server.policy.Written;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.PropertyFinder;
import io.angarium.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Moves messages that cannot be delivered to the dead letter queue, atomically, with their origin and the reason. Owner: the engine's holder. */
final class DeadLetters {
    static final String ORIGIN = "JMS_ANGARIUM_DEAD_ORIGIN";
    static final String REASON = "JMS_ANGARIUM_DEAD_REASON";
    static final String ATTEMPTS = "JMS_ANGARIUM_DEAD_ATTEMPTS";
    static final String CAUSE = "JMS_ANGARIUM_DEAD_CAUSE";
    static final String DEATHS = "JMS_ANGARIUM_DEAD_COUNT";
    static final String FIRST_TIME = "JMS_ANGARIUM_DEAD_FIRST_TIME";
    static final String TIME = "JMS_ANGARIUM_DEAD_TIME";
    static final String CONSUMER = "JMS_ANGARIUM_DEAD_CONSUMER";

    private final Registry registry;
    private final Relocation relocation;
    private final Removals removals;
    private final BrokerClock clock;
    private final Outputs outputs;

    DeadLetters(Registry registry, Relocation relocation, Removals removals, BrokerClock clock, Outputs outputs) {
        this.removals = removals;
        this.registry = registry;
        this.relocation = relocation;
        this.clock = clock;
        this.outputs = outputs;
    }

    /** Whether those of a queue that died of something are kept. */
    boolean wants(MessageQueue queue, Cause cause) {
        return queue.policy().deadLetters().keeps(cause)
                && !queue.deleted()
                && !registry.isDeadLetterQueue(queue.home());
    }

    /**
     * Moves a message to where its queue's policy says, or drops it if that says so, unless it is not in memory, its queue is gone or is the dead letter queue itself, or the journal has no room: to the outside it leaves
     * one queue and is in the other at the same moment.
     *
     * @param reason for people
     * @param by whose application had it last; null if it did not die of that, or nobody knows
     * @return false if it was left alone; the caller puts it back to its place
     */
    boolean take(MessageRef ref, Cause cause, String reason, @Nullable ConnectionState by) {
        if (!ref.stored().hasBody()
                || ref.queue().deleted()
                || registry.isDeadLetterQueue(ref.queue().home())) {
            return false;
        }
        DeadLetterPolicy policy = ref.queue().policy().deadLetters();
        Effect.Reason left =
                switch (cause) {
                    case EXPIRED -> Effect.Reason.EXPIRED;
                    case OVER_LIMIT -> Effect.Reason.DROPPED;
                    case ATTEMPTS, REJECTED -> Effect.Reason.DEAD;
                };
        if (!policy.keeps(cause)) {
            removals.remove(ref, left);
            return true;
        }
        try {
            relocation.move(ref, registry.deadLetterQueue(policy.of(cause)), marked(ref, cause, reason, by), left);
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
    private EncodedMessage marked(MessageRef ref, Cause cause, String reason, @Nullable ConnectionState by) {
        MessageQueue queue = ref.queue().home();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ORIGIN, (queue.subscription() == null ? "queue:" : "subscription:") + queue.label());
        properties.put(REASON, reason);
        properties.put(CAUSE, Written.word(cause));
        properties.put(ATTEMPTS, ref.attempts());
        properties.put(TIME, clock.now());
        try {
            EncodedMessage message = ref.stored().message();
            if (by != null) {
                properties.put(CONSUMER, Explanation.name(by));
            } else if (PropertyFinder.find(message, name(CONSUMER)) != null) {
                properties.put(CONSUMER, ""); // that of an earlier death
            }
            properties.put(
                    DEATHS, PropertyFinder.find(message, name(DEATHS)) instanceof Integer before ? before + 1 : 1);
            properties.put(
                    FIRST_TIME,
                    PropertyFinder.find(message, name(FIRST_TIME)) instanceof Long first ? first : clock.now());
            return message.withProperties(properties);
        } catch (WireException noRoom) {
            outputs.notice(new Outputs.Notice(
                    true,
                    "a message of " + queue.label() + " moves to the dead letter queue unmarked: "
                            + noRoom.getMessage()));
            return ref.stored().message();
        }
    }

    private static byte[] name(String property) {
        return property.getBytes(StandardCharsets.UTF_8);
    }
}
