package io.angarium.server.engine;

import io.angarium.wire.PropertyFinder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which message of a queue is the newest of each value of a property. What is in the queue is looked at once, in whatever way it came there, and again when it comes
 * back from a consumer; so a restart, or another rule, needs nothing but a cursor at the front. Owner: the engine's holder.
 */
final class LastValues {
    /** So many entries more than messages are worth a look for those that are not needed any more. */
    private static final int SLACK = 1000;

    private final String property;
    private final byte[] name;
    private final OrderCursor cursor;
    private final Map<Object, MessageRef> newest = new HashMap<>();
    /** Those that somebody had when a younger one came. */
    private final Set<MessageRef> outdated = new HashSet<>();

    LastValues(MessageQueue queue, String property) {
        this.property = property;
        this.name = property.getBytes(StandardCharsets.UTF_8);
        this.cursor = queue.order().cursor(true);
    }

    String property() {
        return property;
    }

    OrderCursor cursor() {
        return cursor;
    }

    void close() {
        cursor.close();
    }

    /** What stands in the way of the newest message; the message itself if there is a newer one; null if nothing does. */
    @Nullable
    MessageRef look(MessageRef ref) {
        Object value = PropertyFinder.find(ref.stored().message(), name);
        if (value == null) {
            return null;
        }
        if (outdated.remove(ref)) {
            return ref;
        }
        MessageRef known = newest.get(value);
        if (known != null && known.sequence() > ref.sequence()) {
            return ref;
        }
        newest.put(value, ref);
        if (known == null || known == ref) {
            return null;
        }
        return switch (known.state()) {
            case AVAILABLE -> known;
            case DELIVERED, IN_TRANSACTION, SCHEDULED -> {
                outdated.add(known);
                yield null;
            }
            case ARRIVING, PARKED, GONE -> null;
        };
    }

    /** Whether a message, which is in no queue yet, takes the place of one that would go at once. */
    boolean replaces(PendingSend send) {
        if (!send.hasBody()) {
            return false;
        }
        Object value = PropertyFinder.find(send.message(), name);
        MessageRef known = value == null ? null : newest.get(value);
        return known != null && known.state() == MessageRef.State.AVAILABLE;
    }

    /** How many values are known. */
    int size() {
        return newest.size();
    }

    /** Forgets what is gone, if it has become much. */
    void tidy(long messages) {
        if (newest.size() + outdated.size() > 2 * messages + SLACK) {
            newest.values().removeIf(ref -> ref.state() == MessageRef.State.GONE);
            outdated.removeIf(ref -> ref.state() == MessageRef.State.GONE);
        }
    }
}
