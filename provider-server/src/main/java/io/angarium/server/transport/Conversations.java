package io.angarium.server.transport;

import io.angarium.server.transport.Conversation.Stage;
import io.angarium.wire.WireException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one socket, and to which of them belongs what comes in: {@code docs/protocol.md}, Shared sockets. The first is there from the
 * beginning. Owned by the socket's loop.
 */
final class Conversations {
    /** As many links as a client may put on one socket: each costs what a connection costs, and a socket of its own has no such limit. */
    static final int MAX_OPEN = 1000;

    private final Map<Integer, Conversation> open = new HashMap<>();
    private @Nullable Conversation current;
    private int highest;

    /** @param first whose hello is the first frame */
    Conversations(Conversation first) {
        this.current = first;
        open.put(first.number(), first);
    }

    /** To which belongs what comes in; null if that is over. */
    @Nullable
    Conversation current() {
        return current;
    }

    /**
     * What comes in belongs to another one from now on.
     *
     * @param number one that there is or was, or one above all before, which then begins
     * @param maker makes the conversation that begins
     * @throws WireException if the one that is left has not begun
     */
    void switchTo(int number, IntFunction<Conversation> maker) {
        Conversation left = current;
        if (left != null && left.stage() == Stage.HELLO) {
            throw new WireException("conversation " + left.number() + " was left without a hello");
        }
        if (number > highest) {
            highest = number;
            current = maker.apply(number);
        } else {
            current = open.get(number);
        }
    }

    /** The one of that number, null if it is over. */
    @Nullable
    Conversation find(int number) {
        return open.get(number);
    }

    /** Takes one that has said hello; false if there are too many. */
    boolean add(Conversation begun) {
        if (open.size() >= MAX_OPEN) {
            return false;
        }
        open.put(begun.number(), begun);
        return true;
    }

    /** Forgets one; returns whether it was the last. */
    boolean remove(Conversation over) {
        return open.remove(over.number(), over) && open.isEmpty();
    }

    /** Whether the last frame of each has been offered. */
    boolean allLeaving() {
        return open.values().stream().allMatch(Conversation::leaving);
    }

    /** Those that have not ended, at this moment. */
    Collection<Conversation> open() {
        return List.copyOf(open.values());
    }
}
