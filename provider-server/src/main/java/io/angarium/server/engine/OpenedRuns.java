package io.angarium.server.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs of delayed messages that have been opened since the checkpoint: some of what was in them is due, or has left. Ranges of their ids overlap, so that nothing
 * tells which of them a message is in; each is read once, and what happened to its messages is found by their ids. Those that have left are not kept. Owner: {@link RecoveredRuns}.
 */
final class OpenedRuns {
    private final Set<Integer> queues = new HashSet<>();
    private final Map<Long, List<RunEvent>> events = new HashMap<>();
    private final Map<Long, RecoveredMessage> staying = new HashMap<>();

    /** There is one of this queue. */
    void add(int queue) {
        queues.add(queue);
    }

    /** Whether some message of a queue may be in one. */
    boolean mayHave(int queue) {
        return queues.contains(queue);
    }

    /** What the log has said of messages. */
    void happened(List<RunEvent> all) {
        for (RunEvent event : all) {
            events.computeIfAbsent(event.id(), none -> new ArrayList<>(1)).add(event);
        }
    }

    /**
     * One of them has been read.
     *
     * @param messages as its list says
     * @param moves where records are that have moved
     * @return those that are still there, by id
     */
    Map<Long, RecoveredMessage> read(List<RecoveredMessage> messages, Map<Long, Long> moves) {
        Map<Long, RecoveredMessage> here = new HashMap<>();
        for (RecoveredMessage message : messages) {
            message.place = moves.getOrDefault(message.id, message.place);
            events.getOrDefault(message.id, List.of()).forEach(event -> event.applyTo(message));
            if (!message.gone()) {
                here.put(message.id, message);
            }
        }
        staying.putAll(here);
        return here;
    }

    /** All have been read: what has happened has been done. */
    void over() {
        events.clear();
    }

    /** A message that was in one of them and is still there, or null. */
    @Nullable
    RecoveredMessage find(long id) {
        return staying.get(id);
    }
}
