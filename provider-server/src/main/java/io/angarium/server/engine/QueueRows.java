package io.angarium.server.engine;

import io.angarium.server.management.Row;
import java.util.Map;

/** What management shows of a queue. Owner: the engine's holder. */
final class QueueRows {
    private final ProducerCredits credits;
    private final Bounds bounds;
    private final SlowConsumers slow;

    QueueRows(ProducerCredits credits, Bounds bounds, SlowConsumers slow) {
        this.slow = slow;
        this.credits = credits;
        this.bounds = bounds;
    }

    ProducerCredits credits() {
        return credits;
    }

    /** What {@code queue.list} says of one. */
    static Row row(MessageQueue queue) {
        QueueCounters counters = queue.counters();
        return new Row()
                .put("name", queue.label())
                .put("messages", counters.messages())
                .put("bytes", counters.bytes())
                .put("available", queue.order().size())
                .put("inFlight", counters.inFlight())
                .put("scheduled", queue.scheduled().size())
                .put("consumers", queue.consumers().size() + queue.readers())
                .put("temporary", queue.destination().isTemporary())
                .put("paused", queue.paused());
    }

    /** What {@code queue.show} says of it. */
    Map<String, Object> details(MessageQueue queue) {
        QueueCounters counters = queue.counters();
        int heldBack = credits.heldBack(queue);
        Fill fill = queue.fill();
        String limit = bounds.at(queue);
        int credit = 0;
        for (ConsumerState consumer : queue.consumers().all()) {
            credit += consumer.hasCredit() ? 1 : 0;
        }
        Row row = row(queue)
                .put("consumersWithCredit", credit)
                .put("slowConsumers", slow.of(queue).size())
                .put("slowDisconnected", counters.disconnected())
                .put("arrived", counters.arrived())
                .put("acknowledged", counters.acknowledged())
                .put("waitingForRetry", queue.waiting())
                .put("expired", counters.expired())
                .put("dead", counters.dead())
                .put("purged", counters.purged())
                .put("dropped", counters.dropped())
                .put("replaced", counters.replaced())
                .put("refused", counters.refused())
                .put("diverted", counters.diverted())
                .put("sendersWaiting", fill == null ? 0 : fill.waiting())
                .put("full", limit)
                .put("fullSince", limit == null || fill == null ? null : fill.since())
                .put("producersHeldBack", heldBack)
                .put("heldBackSince", heldBack == 0 ? null : credits.heldSince())
                .put("heldBackBecause", heldBack == 0 ? null : credits.reason());
        GroupRows.count(queue, row);
        return row.map();
    }
}
