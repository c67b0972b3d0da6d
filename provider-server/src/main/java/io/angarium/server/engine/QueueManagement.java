package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What operators ask of the delivery of a queue, and change of it: {@code queue.explain}, {@code queue.pause}, {@code queue.resume}; and which
 * queues are for dead letters, {@code dlq.list}. Owner: the
 * engine's holder.
 */
final class QueueManagement {
    private static final Set<String> OPERATIONS = Set.of("queue.explain", "queue.pause", "queue.resume", "dlq.list");

    private final Registry registry;
    private final Explanation explanation;
    private final Ledger ledger;
    private final ReadyQueues ready;

    QueueManagement(Explanation explanation, Registry registry, Ledger ledger, ReadyQueues ready) {
        this.registry = registry;
        this.explanation = explanation;
        this.ledger = ledger;
        this.ready = ready;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return OPERATIONS.contains(operation);
    }

    /**
     * Carries out a request.
     *
     * @throws Refusal if it cannot be done
     * @throws io.angarium.journal.JournalException if the journal refuses it
     */
    List<Map<String, Object>> execute(ManagementRequest request) {
        if (request.operation().equals("dlq.list")) {
            return deadLetterQueues();
        }
        MessageQueue queue = registry.queue(request.required("name"));
        if (queue == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "queue '" + request.required("name") + "' does not exist");
        }
        return switch (request.operation()) {
            case "queue.pause" -> pause(queue, true);
            case "queue.resume" -> pause(queue, false);
            default -> explanation.of(queue);
        };
    }

    private List<Map<String, Object>> deadLetterQueues() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (MessageQueue queue : registry.queues()) {
            if (registry.isDeadLetterQueue(queue)) {
                rows.add(new Row()
                        .put("name", queue.label())
                        .put("messages", queue.counters().messages())
                        .put("bytes", queue.counters().bytes())
                        .put("consumers", queue.consumers().size())
                        .map());
            }
        }
        return rows;
    }

    private List<Map<String, Object>> pause(MessageQueue queue, boolean paused) {
        boolean before = queue.paused();
        if (before != paused) {
            if (queue.durable()) {
                ledger.write(new Effect.QueuePaused(queue.id(), paused));
            }
            queue.paused(paused);
            ready.mark(queue);
            Keep keep = queue.keep();
            if (keep != null) {
                keep.followers().forEach(reader -> ready.mark(reader.queue()));
            }
        }
        return List.of(new Row()
                .put("paused", paused)
                .put("before", before)
                .put("messages", queue.counters().messages())
                .map());
    }
}
