package io.angarium.server.engine;

import io.angarium.wire.PropertyFinder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
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

    /** Those that had expired before they were looked at. */
    private final Set<MessageRef> postponed = new HashSet<>();

    private boolean done;
    private final Deque<MessageRef> ending = new ArrayDeque<>(0);
    /** Those whose place has been promised to a send that is on its way, or in a transaction. */
    private final Map<MessageRef, PendingSend> claims = new HashMap<>();

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

    /** Whether it has once come to the end of what is there. */
    boolean isDone() {
        done |= cursor.peek() == null;
        return done;
    }

    /** Whether a message was looked at since it came, or came back. */
    boolean hasSeen(MessageRef ref) {
        return cursor.hasPassed(ref) && !cursor.wants(ref);
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
        claims.remove(known);
        return switch (known.state()) {
            case AVAILABLE -> known;
            case DELIVERED, IN_TRANSACTION, SCHEDULED -> {
                outdated.add(known);
                yield null;
            }
            case ARRIVING, PARKED, GONE -> null;
        };
    }

    /** The message whose place one that is in no queue yet would take at once, and that nobody else has claimed; or null. */
    @Nullable
    MessageRef replaced(PendingSend send) {
        MessageRef known = known(send);
        return known != null && known.state() == MessageRef.State.AVAILABLE && !claims.containsKey(known)
                ? known
                : null;
    }

    private @Nullable MessageRef known(PendingSend send) {
        Object value = send.hasBody() ? PropertyFinder.find(send.message(), name) : null;
        return value == null ? null : newest.get(value);
    }

    /** A message has expired, and is still to be looked at: its time comes again then. */
    void postpone(MessageRef ref) {
        postponed.add(ref);
    }

    /** Whether a message was postponed; it is no more. */
    boolean resume(MessageRef ref) {
        return postponed.remove(ref);
    }

    /** What is postponed. */
    Collection<MessageRef> postponed() {
        return postponed;
    }

    /** A send is taken: what it replaces counts for no other. */
    void claim(PendingSend send) {
        MessageRef replaced = replaced(send);
        if (replaced != null) {
            claims.put(replaced, send);
        }
    }

    /** A send that was taken never comes. */
    void unclaim(PendingSend send) {
        MessageRef known = known(send);
        if (known == null || !claims.remove(known, send)) {
            claims.values().removeIf(other -> other == send);
        }
    }

    /** What is claimed and there. */
    Collection<MessageRef> claimed() {
        if (!claims.isEmpty()) {
            claims.keySet().removeIf(ref -> ref.state() != MessageRef.State.AVAILABLE);
        }
        return claims.keySet();
    }

    /** What ends a value and is still to be given to somebody, in order. */
    Deque<MessageRef> ending() {
        return ending;
    }

    /** How many values are known. */
    int size() {
        return newest.size();
    }

    /** Forgets what is gone, if it has become much. */
    void tidy(long messages) {
        if (newest.size() + outdated.size() + ending.size() > 3 * messages + SLACK) {
            newest.values().removeIf(ref -> ref.state() == MessageRef.State.GONE);
            outdated.removeIf(ref -> ref.state() == MessageRef.State.GONE);
            ending.removeIf(ref -> ref.state() == MessageRef.State.GONE);
        }
    }
}
