package io.angarium.server.engine;

import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;

/** Temporary destinations: they live with their connection, and only that one consumes from them (Jakarta Messaging 3.1 section 6.2.2). Owner: the engine's holder. */
final class Temporaries {
    private final Registry registry;
    private final QueueRemover remover;

    Temporaries(Registry registry, QueueRemover remover) {
        this.registry = registry;
        this.remover = remover;
    }

    void create(ConnectionState connection, Destination destination) {
        boolean exists = destination.isTopic()
                ? registry.topic(destination.name()) != null
                : registry.queue(destination.name()) != null;
        if (!destination.isTemporary() || exists) {
            throw new Refusal(ErrorCode.EXISTS, Registry.describe(destination) + " exists or is not temporary");
        }
        connection.temporaries().add(registry.create(destination));
    }

    /** Only the connection that created it may consume from a temporary destination. */
    void checkConsumer(ConnectionState connection, Target target) {
        if (target.destination().isTemporary() && !connection.temporaries().contains(target)) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    Registry.describe(target.destination()) + " belongs to another connection");
        }
    }

    void delete(ConnectionState connection, Destination destination) {
        Target target = registry.resolve(destination);
        if (!connection.temporaries().contains(target)) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION, Registry.describe(destination) + " belongs to another connection");
        }
        if (consumers(target) > 0) {
            throw new Refusal(ErrorCode.IN_USE, Registry.describe(destination) + " has active consumers");
        }
        connection.temporaries().remove(target);
        delete(target);
    }

    void deleteAll(ConnectionState connection) {
        connection.temporaries().forEach(this::delete);
        connection.temporaries().clear();
    }

    private void delete(Target target) {
        if (target instanceof MessageQueue queue) {
            remover.remove(queue);
        } else if (target instanceof Topic topic) {
            registry.forget(topic);
        }
    }

    private static int consumers(Target target) {
        if (target instanceof MessageQueue queue) {
            return queue.consumers().size() + queue.readers() + queue.browsers().size();
        }
        return ((Topic) target).subscriptions().size();
    }
}
