package io.angarium.server.engine;

import io.angarium.server.policy.KeepPolicy;
import io.angarium.server.selector.InvalidSelectorException;
import io.angarium.server.selector.Selector;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.Limits;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Opens consumers and browsers: checks what is asked for, and attaches them to their queue or subscription. Owner: the engine's holder. */
final class ConsumerOpener {
    private final Registry registry;
    private final Subscriptions subscriptions;
    private final Temporaries temporaries;
    private final Inventory inventory;
    private final ReadyQueues ready;
    private final SlowConsumers slow;

    ConsumerOpener(
            Registry registry,
            Subscriptions subscriptions,
            Temporaries temporaries,
            Inventory inventory,
            ReadyQueues ready,
            SlowConsumers slow) {
        this.slow = slow;
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.temporaries = temporaries;
        this.inventory = inventory;
        this.ready = ready;
    }

    /**
     * Opens a consumer without credit, and returns it.
     *
     * @throws Refusal if it cannot be
     * @throws io.angarium.journal.JournalException if the journal refuses a new destination or subscription
     */
    ConsumerState open(ConnectionState connection, ConsumerFrame.OpenConsumer frame) {
        SessionState session = Sessions.session(connection, frame.session());
        if (connection.consumers().containsKey(frame.consumer())) {
            throw new Refusal(ErrorCode.EXISTS, "consumer " + frame.consumer() + " is open already");
        }
        ConsumerOptions options = ConsumerOptions.of(frame.destination());
        if (options.lease() != 0 && !connection.understands(Features.TIMING)) {
            throw new Refusal(ErrorCode.UNSUPPORTED, "a consumer with a lease needs a client that knows of leases");
        }
        boolean wantsQueue = frame.kind() == ConsumerFrame.Kind.QUEUE || frame.kind() == ConsumerFrame.Kind.BROWSER;
        if (wantsQueue == frame.destination().isTopic()) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    Registry.describe(frame.destination()) + " cannot be used for a consumer of kind " + frame.kind());
        }
        Selector selector = selector(frame.selector());
        Target target =
                options.creates() ? registry.resolve(options.destination()) : registry.find(options.destination());
        temporaries.checkConsumer(connection, target);
        boolean reads = frame.kind() == ConsumerFrame.Kind.QUEUE
                && target.policy().consumers().nonDestructive();
        MessageQueue queue = target instanceof Topic topic
                ? subscriptions.attach(
                        topic, subscription(connection, frame, selector), frame.kind(), kept(session, frame, options))
                : reads ? subscriptions.reader((MessageQueue) target, connection, selector) : (MessageQueue) target;
        ConsumerState consumer = new ConsumerState(
                frame.consumer(),
                session,
                frame.kind(),
                queue,
                wantsQueue && !reads ? selector : null,
                inventory.lastSequence());
        consumer.priority(options.priority());
        consumer.serial(options.serial());
        consumer.lease(lease(options, queue));
        attach(consumer);
        return consumer;
    }

    private static long lease(ConsumerOptions options, MessageQueue queue) {
        return options.lease() == ConsumerOptions.LEASE_OF_POLICY
                ? queue.policy().consumers().lease().toMillis()
                : options.lease();
    }

    /** A subscription that ended with its link and is made again goes on with what comes: it had the past already. */
    private static KeepPolicy.@Nullable Give kept(
            SessionState session, ConsumerFrame.OpenConsumer frame, ConsumerOptions options) {
        Resumption resumption = session.resumption();
        boolean again = resumption != null && resumption.tags().containsKey(frame.consumer());
        boolean ended = frame.kind() == ConsumerFrame.Kind.TOPIC || frame.kind() == ConsumerFrame.Kind.SHARED;
        return again && ended ? KeepPolicy.Give.NONE : options.kept();
    }

    private void attach(ConsumerState consumer) {
        SessionState session = consumer.session();
        session.connection().consumers().put(consumer.id(), consumer);
        session.consumers().add(consumer);
        if (consumer.browser()) {
            consumer.queue().browsers().add(consumer);
            ready.mark(consumer.queue());
        } else {
            consumer.queue().consumers().add(consumer);
            slow.watch(consumer);
        }
    }

    private static @Nullable Selector selector(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_SELECTOR_BYTES) {
            throw new Refusal(
                    ErrorCode.INVALID_SELECTOR, "a selector has at most " + Limits.MAX_SELECTOR_BYTES + " bytes");
        }
        try {
            return Selector.parse(text);
        } catch (InvalidSelectorException invalid) {
            throw new Refusal(ErrorCode.INVALID_SELECTOR, String.valueOf(invalid.getMessage()));
        }
    }

    private static Subscription subscription(
            ConnectionState connection, ConsumerFrame.OpenConsumer frame, @Nullable Selector selector) {
        ConsumerFrame.Kind kind = frame.kind();
        boolean durable = kind == ConsumerFrame.Kind.DURABLE || kind == ConsumerFrame.Kind.SHARED_DURABLE;
        boolean shared = kind == ConsumerFrame.Kind.SHARED || kind == ConsumerFrame.Kind.SHARED_DURABLE;
        String name = frame.subscription();
        if ((durable || shared) && (name == null || name.isBlank())) {
            throw new Refusal(ErrorCode.ILLEGAL_STATE, "a durable or shared subscription needs a name");
        }
        if (name != null && name.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES) {
            throw new Refusal(
                    ErrorCode.RESOURCE_LIMIT, "a subscription name has at most " + Limits.MAX_NAME_BYTES + " bytes");
        }
        if (Keep.NAME.equals(name)) {
            throw new Refusal(
                    ErrorCode.ILLEGAL_STATE, "'" + Keep.NAME + "' is a name of the broker's own; choose another one");
        }
        if (kind == ConsumerFrame.Kind.DURABLE && connection.clientId() == null) {
            throw new Refusal(
                    ErrorCode.INVALID_CLIENT_ID, "an unshared durable subscription needs a client identifier");
        }
        if (durable && frame.destination().isTemporary()) {
            throw new Refusal(ErrorCode.INVALID_DESTINATION, "a temporary topic has no durable subscriptions");
        }
        return new Subscription(
                ConsumerOptions.of(frame.destination()).destination().name(),
                durable || shared ? name : null,
                connection.clientId(),
                durable,
                shared,
                selector,
                frame.noLocal(),
                connection.id());
    }
}
