package io.angarium.server.engine;

import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import java.util.regex.Pattern;

/** Temporary destinations: they live with their connection, and only that one consumes from them (Jakarta Messaging 3.1 section 6.2.2). Owner: the engine's holder. */
final class Temporaries {
    /** What clients call them ({@code docs/protocol.md}, CREATE_TEMPORARY): the connection's incarnation is part of it, so no name comes twice. */
    private static final Pattern NAME =
            Pattern.compile("temporary-(queue|topic)-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}-\\d+");

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

    /**
     * Checks the name of a destination that is to be made and to last: a late answer to one whose connection has ended, sent to its name, is refused
     * like one that is sent to itself, instead of making a queue that nobody reads.
     *
     * @throws Refusal if it is the name of a temporary one
     */
    static void checkNoneWas(Destination destination) {
        if (!destination.isTemporary() && NAME.matcher(destination.name()).matches()) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    Registry.describe(destination)
                            + " does not exist: the name is that of a temporary destination, which has ended");
        }
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
