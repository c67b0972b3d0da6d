package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.policy.LastValuePolicy;
import io.angarium.wire.PropertyFinder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Has queues keep only the newest message of each value of a property: what a newer one replaces goes, unless a consumer has it. Owner: the engine's holder. */
final class Conflation {
    /** A boolean property of messages that end a value: what a topic keeps has nothing of it afterwards. */
    static final String TOMBSTONE = "JMS_ANGARIUM_TOMBSTONE";

    private static final byte[] TOMBSTONE_NAME = TOMBSTONE.getBytes(StandardCharsets.UTF_8);

    private final Removals removals;
    private final Presence presence;

    Conflation(Removals removals, Presence presence) {
        this.removals = removals;
        this.presence = presence;
    }

    /** Something is done before a message leaves. */
    interface Before {
        /** Whether it may leave now. */
        boolean leaves(MessageRef ref);
    }

    /** Whether a queue has, or has had, such a rule. */
    static boolean concerns(MessageQueue queue) {
        return queue.values() != null || queue.policy().lastValue().on();
    }

    /**
     * Looks at what is new in a queue, up to so many messages; returns at how many.
     *
     * @param before asked for each message that ends a value and is not to stay; it stays until this agrees
     */
    int serve(MessageQueue queue, int most, Before before) {
        LastValues values = values(queue);
        if (values == null) {
            return 0;
        }
        int used = 0;
        MessageRef ref = values.cursor().peek();
        while (ref != null && used < most && presence.here(ref)) {
            used++;
            MessageRef replaced = values.look(ref);
            if (replaced == ref) {
                removals.remove(ref, Effect.Reason.REPLACED);
            } else {
                if (replaced != null) {
                    removals.remove(replaced, Effect.Reason.REPLACED);
                }
                if (queue.keep() != null && endsValue(ref)) {
                    if (!before.leaves(ref)) {
                        return used;
                    }
                    removals.remove(ref, Effect.Reason.REPLACED);
                } else {
                    values.cursor().skip(ref);
                    presence.passed(ref);
                }
            }
            ref = values.cursor().peek();
        }
        values.tidy(queue.counters().messages());
        return used;
    }

    /** Whether nothing is left to be looked at. */
    static boolean isDone(MessageQueue queue) {
        LastValues values = queue.values();
        return values == null || values.cursor().peek() == null;
    }

    private static boolean endsValue(MessageRef ref) {
        return Boolean.TRUE.equals(PropertyFinder.find(ref.stored().message(), TOMBSTONE_NAME));
    }

    private static @Nullable LastValues values(MessageQueue queue) {
        LastValuePolicy policy = queue.policy().lastValue();
        LastValues values = queue.values();
        if (values != null && (queue.deleted() || !values.property().equals(policy.property()))) {
            values.close();
            values = null;
        }
        if (values == null && policy.on() && !queue.deleted()) {
            values = new LastValues(queue, policy.property());
        }
        queue.values(values);
        return values;
    }
}
