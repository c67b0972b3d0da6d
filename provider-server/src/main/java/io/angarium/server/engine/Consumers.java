package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.server.selector.InvalidSelectorException;
import io.angarium.server.selector.Selector;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Consumers and browsers: opening, credit, acknowledgements, closing. Owner: the engine's holder. */
final class Consumers {
    private final Registry registry;
    private final Subscriptions subscriptions;
    private final Temporaries temporaries;
    private final Inventory inventory;
    private final Removals removals;
    private final Redelivery redelivery;
    private final DeadLetters deadLetters;
    private final ReadyQueues ready;

    Consumers(
            Registry registry,
            Subscriptions subscriptions,
            Temporaries temporaries,
            Inventory inventory,
            Removals removals,
            Redelivery redelivery,
            DeadLetters deadLetters,
            ReadyQueues ready) {
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.temporaries = temporaries;
        this.inventory = inventory;
        this.removals = removals;
        this.redelivery = redelivery;
        this.deadLetters = deadLetters;
        this.ready = ready;
    }

    void open(ConnectionState connection, ConsumerFrame.OpenConsumer frame) {
        SessionState session = Sessions.session(connection, frame.session());
        if (connection.consumers().containsKey(frame.consumer())) {
            throw new Refusal(ErrorCode.EXISTS, "consumer " + frame.consumer() + " is open already");
        }
        boolean wantsQueue = frame.kind() == ConsumerFrame.Kind.QUEUE || frame.kind() == ConsumerFrame.Kind.BROWSER;
        if (wantsQueue == frame.destination().isTopic()) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    Registry.describe(frame.destination()) + " cannot be used for a consumer of kind " + frame.kind());
        }
        Selector selector = selector(frame.selector());
        Target target = registry.resolve(frame.destination());
        temporaries.checkConsumer(connection, target);
        MessageQueue queue = target instanceof Topic topic
                ? subscriptions.attach(topic, subscription(connection, frame, selector), frame.kind())
                : (MessageQueue) target;
        attach(new ConsumerState(
                frame.consumer(),
                session,
                frame.kind(),
                queue,
                wantsQueue ? selector : null,
                inventory.lastSequence()));
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
        }
    }

    private static @Nullable Selector selector(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
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
        if (kind == ConsumerFrame.Kind.DURABLE && connection.clientId() == null) {
            throw new Refusal(
                    ErrorCode.INVALID_CLIENT_ID, "an unshared durable subscription needs a client identifier");
        }
        if (durable && frame.destination().isTemporary()) {
            throw new Refusal(ErrorCode.INVALID_DESTINATION, "a temporary topic has no durable subscriptions");
        }
        return new Subscription(
                frame.destination().name(),
                durable || shared ? name : null,
                connection.clientId(),
                durable,
                shared,
                selector,
                frame.noLocal(),
                connection.id());
    }

    static @Nullable ConsumerState find(ConnectionState connection, int id) {
        return connection.consumers().get(id);
    }

    void credit(ConnectionState connection, ConsumerFrame.Credit frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer != null && !consumer.closed()) {
            if (frame.messages() < 0 || frame.bytes() < 0) {
                throw new Refusal(ErrorCode.PROTOCOL, "negative credit");
            }
            consumer.addCredit(frame.messages(), frame.bytes());
            ready.mark(consumer.queue());
        }
    }

    void drain(ConnectionState connection, ConsumerFrame.Drain frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer == null || consumer.closed() || consumer.drain() != 0 || consumer.browser()) {
            throw new Refusal(ErrorCode.ILLEGAL_STATE, "consumer " + frame.consumer() + " cannot be drained now");
        }
        consumer.ensureOne();
        consumer.drain(frame.correlation());
        ready.mark(consumer.queue());
    }

    void handed(ConnectionState connection, ConsumerFrame.HandedOver frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer != null) {
            consumer.handed(frame.upTo());
        }
    }

    /** Settles deliveries outside a transaction. */
    void acknowledge(ConnectionState connection, ConsumerFrame.Acknowledge frame) {
        switch (frame.verdict()) {
            case ACCEPT -> settle(connection, frame, ref -> removals.remove(ref, Effect.Reason.ACKNOWLEDGED), false);
            case RELEASE -> settle(connection, frame, redelivery::attempted, true);
            case RETURN -> settle(connection, frame, ref -> redelivery.unseen(ref, true), true);
            case REJECT -> settle(connection, frame, this::reject, false);
        }
    }

    private void reject(MessageRef ref) {
        if (deadLetters.apply(ref.queue())) {
            ref.attempts(ref.attempts() + 1);
            deadLetters.move(ref, "rejected by its consumer");
        } else {
            redelivery.attempted(ref);
        }
    }

    /** Takes the named deliveries out of their consumers' books; backwards where they return to their place. */
    void settle(
            ConnectionState connection,
            ConsumerFrame.Acknowledge frame,
            Consumer<MessageRef> action,
            boolean backwards) {
        for (int i = 0; i < frame.ranges().size(); i++) {
            ConsumerFrame.Range range =
                    frame.ranges().get(backwards ? frame.ranges().size() - 1 - i : i);
            ConsumerState consumer = find(connection, range.consumer());
            if (consumer == null) {
                continue;
            }
            Outstanding outstanding = consumer.outstanding();
            long first = Math.max(range.first(), outstanding.lowest());
            long last = Math.min(range.last(), outstanding.highest());
            for (long n = 0; n <= last - first; n++) {
                MessageRef ref = outstanding.remove(backwards ? last - n : first + n);
                if (ref != null) {
                    action.accept(ref);
                }
            }
            forgetIfSettled(consumer);
        }
    }

    void close(ConnectionState connection, ConsumerFrame.CloseConsumer frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer == null || (consumer.closed() && !consumer.browser())) {
            throw new Refusal(ErrorCode.NOT_FOUND, "consumer " + frame.consumer() + " is not open");
        }
        consumer.handed(frame.handedUpTo());
        redelivery.returnAbove(consumer, consumer.handedUpTo(), true);
        detach(consumer);
    }

    /** The consumer gets nothing more; what it still holds stays until its session settles it. */
    void detach(ConsumerState consumer) {
        MessageQueue queue = consumer.queue();
        OrderCursor cursor = consumer.cursor();
        if (cursor != null) {
            cursor.close();
        }
        consumer.close();
        queue.consumers().remove(consumer);
        queue.browsers().remove(consumer);
        subscriptions.detached(queue);
        ready.mark(queue);
        forgetIfSettled(consumer);
    }

    void forgetIfSettled(ConsumerState consumer) {
        if (consumer.closed() && consumer.outstanding().size() == 0) {
            consumer.session().consumers().remove(consumer);
            consumer.session().connection().consumers().remove(consumer.id());
        }
    }
}
