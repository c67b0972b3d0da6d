package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Answers management requests from the engine's state. Owner: the engine's holder. */
final class Management {
    private final Registry registry;
    private final Subscriptions subscriptions;
    private final QueueRemover remover;
    private final Activities activities;
    private final MemoryBudget budget;
    private final QueueRows rows;
    private final Ledger ledger;
    private final Connections connections;
    private final JournalManagement journal;

    Management(
            Registry registry,
            Subscriptions subscriptions,
            QueueRemover remover,
            Activities activities,
            QueueRows rows,
            Ledger ledger,
            Connections connections,
            JournalManagement journal) {
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.remover = remover;
        this.activities = activities;
        this.budget = rows.credits().budget();
        this.journal = journal;
        this.rows = rows;
        this.ledger = ledger;
        this.connections = connections;
    }

    /**
     * Carries out a request.
     *
     * @param answer takes the rows, at once or when the work is done
     * @throws Refusal if it cannot be done
     * @throws io.angarium.journal.JournalException if the journal refuses it
     */
    void execute(ManagementRequest request, Listing.Answer answer) {
        if (JournalManagement.knows(request.operation())) {
            answer.rows(journal.execute(request), false);
            return;
        }
        switch (request.operation()) {
            case "broker.status" -> answer.rows(List.of(status()), false);
            case "connection.list" -> list(connections.all(), Management::connection, answer);
            case "queue.list" ->
                list(registry.queues(), queue -> QueueRows.row(queue).map(), answer);
            case "queue.show" -> answer.rows(List.of(rows.details(namedQueue(request))), false);
            case "queue.create" -> create(Destination.queue(request.required("name")), answer);
            case "queue.purge" -> purge(namedQueue(request), answer);
            case "queue.delete" -> deleteQueue(namedQueue(request), answer);
            case "topic.list" ->
                list(registry.topics(), topic -> TopicManagement.row(topic).map(), answer);
            case "topic.create" -> create(Destination.topic(request.required("name")), answer);
            case "subscription.list" -> list(subscriptions.durable(), Management::subscription, answer);
            case "subscription.delete" -> {
                subscriptions.unsubscribe(request.optional("clientId"), request.required("name"));
                answer.rows(List.of(), false);
            }
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }

    private <T> void list(Iterable<T> things, Function<T, Map<String, Object>> row, Listing.Answer answer) {
        Listing<T> listing = new Listing<>(things, row, answer);
        if (!listing.step()) {
            activities.add(listing);
        }
    }

    private Map<String, Object> status() {
        long messages = 0;
        for (MessageQueue queue : registry.all()) {
            messages += queue.counters().messages();
        }
        MessageQueue quarantined = registry.queue(Quarantine.QUEUE);
        Row row = new Row()
                .put("broker", connections.broker().toString())
                .put("connections", connections.all().size())
                .put("queues", registry.queues().size())
                .put("topics", registry.topics().size())
                .put("subscriptions", subscriptions.durable().size())
                .put("messages", messages)
                .put("memoryUsed", budget.used())
                .put("memoryBudget", budget.limit())
                .put("producersHeldBack", rows.credits().heldBack())
                .put(
                        "quarantined",
                        quarantined == null ? 0 : quarantined.counters().messages());
        journal.stat().disk(row);
        return row.map();
    }

    private static Map<String, Object> connection(ConnectionState connection) {
        return new Row()
                .put("connection", connection.id())
                .put("clientId", connection.clientId())
                .put("user", connection.identity().user())
                .put("address", connection.identity().address())
                .put("product", connection.product())
                .put("sessions", connection.sessions().size())
                .put("consumers", connection.consumers().size())
                .put("producers", connection.producers().size())
                .put("slowConsumers", SlowConsumers.of(connection))
                .map();
    }

    private static Map<String, Object> subscription(MessageQueue queue) {
        Subscription subscription = queue.subscription();
        if (subscription == null) {
            throw new IllegalStateException(queue.label() + " is no subscription");
        }
        QueueCounters counters = queue.counters();
        return new Row()
                .put("name", subscription.name())
                .put("clientId", subscription.clientId())
                .put("topic", subscription.topic())
                .put("shared", subscription.shared())
                .put("selector", subscription.selectorText())
                .put("messages", counters.messages())
                .put("bytes", counters.bytes())
                .put("inFlight", counters.inFlight())
                .put("consumers", queue.consumers().size())
                .map();
    }

    private MessageQueue namedQueue(ManagementRequest request) {
        String name = request.required("name");
        MessageQueue queue = registry.queue(name);
        if (queue == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "queue '" + name + "' does not exist");
        }
        return queue;
    }

    private void create(Destination destination, Listing.Answer answer) {
        Object existing =
                destination.isTopic() ? registry.topic(destination.name()) : registry.queue(destination.name());
        if (existing != null) {
            throw new Refusal(ErrorCode.EXISTS, Registry.describe(destination) + " exists already");
        }
        registry.create(destination);
        answer.rows(List.of(), false);
    }

    private void purge(MessageQueue queue, Listing.Answer answer) {
        long before = queue.counters().purged();
        remover.purge(
                queue,
                () -> answer.rows(
                        List.of(new Row()
                                .put("purged", queue.counters().purged() - before)
                                .map()),
                        false));
    }

    private void deleteQueue(MessageQueue queue, Listing.Answer answer) {
        if (!queue.consumers().isEmpty()
                || queue.readers() > 0
                || !queue.browsers().isEmpty()) {
            throw new Refusal(
                    ErrorCode.IN_USE,
                    "queue '" + queue.label() + "' has " + (queue.consumers().size() + queue.readers())
                            + " consumers and " + queue.browsers().size() + " browsers");
        }
        long messages = queue.counters().messages();
        if (!queue.destination().isTemporary()) {
            ledger.writeFreeing(new Effect.DestinationDeleted(queue.id()));
        }
        remover.remove(queue);
        answer.rows(List.of(new Row().put("deletedMessages", messages).map()), false);
    }
}
