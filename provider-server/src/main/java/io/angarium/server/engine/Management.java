package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.management.ManagementRequest;
import io.angarium.server.management.Row;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers management requests from the engine's state. Owner: the engine's holder. */
final class Management {
    private final Registry registry;
    private final Subscriptions subscriptions;
    private final QueueRemover remover;
    private final Inventory inventory;
    private final MemoryBudget budget;
    private final ProducerCredits credits;
    private final Ledger ledger;
    private final Connections connections;

    Management(
            Registry registry,
            Subscriptions subscriptions,
            QueueRemover remover,
            Inventory inventory,
            MemoryBudget budget,
            ProducerCredits credits,
            Ledger ledger,
            Connections connections) {
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.remover = remover;
        this.inventory = inventory;
        this.budget = budget;
        this.credits = credits;
        this.ledger = ledger;
        this.connections = connections;
    }

    /**
     * Carries out a request.
     *
     * @param reply takes the rows, at once or when the work is done
     * @throws Refusal if it cannot be done
     */
    void execute(ManagementRequest request, Consumer<List<Map<String, Object>>> reply) {
        switch (request.operation()) {
            case "broker.status" -> reply.accept(List.of(status()));
            case "connection.list" ->
                reply.accept(
                        connections.all().stream().map(Management::connection).toList());
            case "queue.list" ->
                reply.accept(registry.queues().stream().map(this::queue).toList());
            case "queue.show" -> reply.accept(List.of(details(namedQueue(request))));
            case "queue.create" -> reply.accept(created(Destination.queue(request.required("name"))));
            case "queue.purge" -> purge(namedQueue(request), reply);
            case "queue.delete" -> deleteQueue(namedQueue(request), reply);
            case "topic.list" ->
                reply.accept(registry.topics().stream().map(Management::topic).toList());
            case "topic.create" -> reply.accept(created(Destination.topic(request.required("name"))));
            case "topic.delete" -> reply.accept(deleteTopic(request.required("name")));
            case "subscription.list" ->
                reply.accept(
                        subscriptions.durable().stream().map(this::subscription).toList());
            case "subscription.delete" -> {
                subscriptions.unsubscribe(request.optional("clientId"), request.required("name"));
                reply.accept(List.of());
            }
            default ->
                throw new Refusal(ErrorCode.UNSUPPORTED, "unknown management operation '" + request.operation() + "'");
        }
    }

    private Map<String, Object> status() {
        long messages = 0;
        for (MessageQueue queue : registry.all()) {
            messages += queue.counters().messages();
        }
        return new Row()
                .put("broker", connections.broker().toString())
                .put("connections", connections.all().size())
                .put("queues", registry.queues().size())
                .put("topics", registry.topics().size())
                .put("subscriptions", subscriptions.durable().size())
                .put("messages", messages)
                .put("memoryUsed", budget.used())
                .put("memoryBudget", budget.limit())
                .put("producersHeldBack", credits.heldBack())
                .map();
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
                .map();
    }

    private Map<String, Object> queue(MessageQueue queue) {
        return row(queue).map();
    }

    private Row row(MessageQueue queue) {
        QueueCounters counters = queue.counters();
        return new Row()
                .put("name", queue.label())
                .put("messages", counters.messages())
                .put("bytes", counters.bytes())
                .put("available", queue.order().size())
                .put("inFlight", counters.inFlight())
                .put("scheduled", queue.scheduled().size())
                .put("consumers", queue.consumers().size())
                .put("temporary", queue.destination().isTemporary());
    }

    private Map<String, Object> details(MessageQueue queue) {
        QueueCounters counters = queue.counters();
        int heldBack = credits.heldBack(queue);
        int credit = 0;
        for (ConsumerState consumer : queue.consumers().all()) {
            credit += consumer.hasCredit() ? 1 : 0;
        }
        return row(queue)
                .put("consumersWithCredit", credit)
                .put("arrived", counters.arrived())
                .put("acknowledged", counters.acknowledged())
                .put("expired", counters.expired())
                .put("dead", counters.dead())
                .put("purged", counters.purged())
                .put("producersHeldBack", heldBack)
                .put("heldBackSince", heldBack == 0 ? null : credits.heldSince())
                .put("heldBackBecause", heldBack == 0 ? null : "the broker's memory budget is used up")
                .map();
    }

    private static Map<String, Object> topic(Topic topic) {
        return new Row()
                .put("name", topic.destination().name())
                .put("subscriptions", topic.subscriptions().size())
                .put("published", topic.published())
                .put("temporary", topic.destination().isTemporary())
                .map();
    }

    private Map<String, Object> subscription(MessageQueue queue) {
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

    private List<Map<String, Object>> created(Destination destination) {
        Object existing =
                destination.isTopic() ? registry.topic(destination.name()) : registry.queue(destination.name());
        if (existing != null) {
            throw new Refusal(ErrorCode.EXISTS, Registry.describe(destination) + " exists already");
        }
        registry.create(destination);
        return List.of();
    }

    private void purge(MessageQueue queue, Consumer<List<Map<String, Object>>> reply) {
        long before = queue.counters().purged();
        remover.purge(
                queue,
                inventory.lastSequence(),
                () -> reply.accept(List.of(new Row()
                        .put("purged", queue.counters().purged() - before)
                        .map())));
    }

    private void deleteQueue(MessageQueue queue, Consumer<List<Map<String, Object>>> reply) {
        if (!queue.consumers().isEmpty() || !queue.browsers().isEmpty()) {
            throw new Refusal(
                    ErrorCode.IN_USE,
                    "queue '" + queue.label() + "' has " + queue.consumers().size() + " consumers");
        }
        long messages = queue.counters().messages();
        if (!queue.destination().isTemporary()) {
            ledger.writeFreeing(new Effect.DestinationDeleted(queue.id()));
        }
        remover.remove(queue);
        reply.accept(List.of(new Row().put("deletedMessages", messages).map()));
    }

    private List<Map<String, Object>> deleteTopic(String name) {
        @Nullable Topic topic = registry.topic(name);
        if (topic == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "topic '" + name + "' does not exist");
        }
        if (!topic.subscriptions().isEmpty()) {
            throw new Refusal(
                    ErrorCode.IN_USE,
                    "topic '" + name + "' has " + topic.subscriptions().size() + " subscriptions");
        }
        ledger.writeFreeing(new Effect.DestinationDeleted(topic.id()));
        registry.forget(topic);
        return List.of();
    }
}
