package io.angarium.server.engine;

import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.wire.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What operators ask of one topic: {@code topic.show}, {@code topic.explain}, {@code topic.delete}. Owner: the engine's holder. */
final class TopicManagement {
    private static final Set<String> OPERATIONS = Set.of("topic.show", "topic.explain", "topic.delete");

    private final Registry registry;
    private final Explanation explanation;
    private final BrokerClock clock;
    private final TopicRemover remover;

    TopicManagement(Registry registry, Explanation explanation, BrokerClock clock, TopicRemover remover) {
        this.registry = registry;
        this.explanation = explanation;
        this.clock = clock;
        this.remover = remover;
    }

    /** Whether it knows this operation. */
    static boolean knows(String operation) {
        return OPERATIONS.contains(operation);
    }

    /**
     * Carries out a request.
     *
     * @throws Refusal if there is no such topic, or it cannot be deleted
     * @throws io.angarium.journal.JournalException if the journal refuses it
     */
    List<Map<String, Object>> execute(ManagementRequest request) {
        Topic topic = registry.topic(request.required("name"));
        if (topic == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "topic '" + request.required("name") + "' does not exist");
        }
        return switch (request.operation()) {
            case "topic.show" -> List.of(details(topic));
            case "topic.delete" -> {
                remover.remove(topic);
                yield List.of();
            }
            default -> explain(topic);
        };
    }

    /** What {@code topic.list} says of one. */
    static Row row(Topic topic) {
        Keep keep = topic.keep();
        return new Row()
                .put("name", topic.destination().name())
                .put("subscriptions", topic.subscriptions().size())
                .put("published", topic.published())
                .put("kept", keep == null ? 0 : keep.queue().order().size())
                .put("temporary", topic.destination().isTemporary());
    }

    private Map<String, Object> details(Topic topic) {
        Keep keep = topic.keep();
        Row row = row(topic);
        if (keep == null) {
            return row.map();
        }
        QueueCounters counters = keep.queue().counters();
        Long since = keep.since();
        return row.put("keptBytes", counters.bytes())
                .put("keptSince", since)
                .put("keptForMillis", since == null ? null : Math.max(0, clock.now() - since))
                .put("keptExpired", counters.expired())
                .put("keptDropped", counters.dropped())
                .put("given", keep.followers().size())
                .put(
                        "behind",
                        keep.followers().stream().filter(each -> !each.atEnd()).count())
                .map();
    }

    private List<Map<String, Object>> explain(Topic topic) {
        List<Map<String, Object>> rows = new ArrayList<>();
        Keep keep = topic.keep();
        if (keep != null) {
            Long since = keep.since();
            rows.add(Explanation.row(
                    "kept",
                    keep.queue().order().size() + " messages of "
                            + keep.queue().counters().bytes() + " bytes",
                    since == null ? "for late subscribers" : "the oldest came at " + Instant.ofEpochMilli(since)));
        }
        for (MessageQueue queue : topic.subscriptions()) {
            Follower follower = queue.follower();
            rows.add(Explanation.row(
                    queue.label(),
                    queue.counters().messages() + " messages",
                    follower == null
                            ? "it gets what was published since it is there"
                            : follower.atEnd()
                                    ? "it has been given all that is kept"
                                    : "it gets what is kept as its consumers take it, and is behind"));
            explanation.slow(queue, rows);
        }
        rows.addAll(explanation.policies(topic));
        return rows;
    }
}
