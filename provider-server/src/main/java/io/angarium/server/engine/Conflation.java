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
    private final TimeIndex times;

    Conflation(Removals removals, Presence presence, TimeIndex times) {
        this.times = times;
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
     * @param before asked for each message that ends a value of what a topic keeps; it stays until this agrees
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
            if (values.resume(ref)) {
                times.put(ref, ref.stored().expiration());
            }
            MessageRef replaced = values.look(ref);
            if (replaced == ref) {
                removals.remove(ref, Effect.Reason.REPLACED);
            } else {
                if (replaced != null) {
                    removals.remove(replaced, Effect.Reason.REPLACED);
                }
                if (isKept(queue) && endsValue(ref)) {
                    values.ending().add(ref);
                }
                values.cursor().skip(ref);
                presence.passed(ref);
            }
            ref = values.cursor().peek();
        }
        used += end(values, most - used, before);
        values.tidy(queue.counters().messages());
        return used;
    }

    /** Takes away what ends a value, as far as that may leave: those of the front first, as it is with those who are given it. */
    private int end(LastValues values, int most, Before before) {
        int used = 0;
        MessageRef ref = values.ending().peekFirst();
        while (ref != null && used < most) {
            boolean gone = ref.state() == MessageRef.State.GONE;
            if (!gone && !before.leaves(ref)) {
                return used;
            }
            used++;
            values.ending().removeFirst();
            if (!gone) {
                removals.remove(ref, Effect.Reason.REPLACED);
            }
            ref = values.ending().peekFirst();
        }
        return used;
    }

    /** Whether it is what a topic keeps. */
    private static boolean isKept(MessageQueue queue) {
        Keep keep = queue.keep();
        return keep != null && keep.topic() != null;
    }

    /** Whether all that was there first has been looked at: from then on what has been looked at may be delivered, however much comes. */
    static boolean isDone(MessageQueue queue) {
        LastValues values = queue.values();
        return values == null || values.isDone();
    }

    /** Whether a message may be delivered: it has been looked at. */
    static boolean admits(@Nullable LastValues values, MessageRef ref) {
        return values == null || values.hasSeen(ref);
    }

    /** Whether a message is still to be looked at: it may replace an older one, though it has expired. */
    static boolean awaits(MessageRef ref) {
        return ref.state() == MessageRef.State.AVAILABLE
                && concerns(ref.queue())
                && (ref.queue().values() == null || !admits(ref.queue().values(), ref));
    }

    /** Whether a message that has expired is still to be looked at, and its time comes again when that is done: there may be very many of these, and what they wait for are reads. */
    static boolean postpones(MessageRef ref) {
        LastValues values = ref.queue().values();
        if (values == null || !awaits(ref)) {
            return false;
        }
        values.postpone(ref);
        return true;
    }

    private static boolean endsValue(MessageRef ref) {
        return Boolean.TRUE.equals(PropertyFinder.find(ref.stored().message(), TOMBSTONE_NAME));
    }

    private @Nullable LastValues values(MessageQueue queue) {
        LastValuePolicy policy = queue.policy().lastValue();
        LastValues values = queue.values();
        if (values != null && (queue.deleted() || !values.property().equals(policy.property()))) {
            values.close();
            values.postponed().forEach(ref -> times.put(ref, ref.stored().expiration()));
            values = null;
        }
        if (values == null && policy.on() && !queue.deleted()) {
            values = new LastValues(queue, policy.property());
        }
        queue.values(values);
        return values;
    }
}
