package io.angarium.server.engine;

import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Features;
import io.angarium.wire.ReplyFrame;
import org.jspecify.annotations.Nullable;

/** Open consumers and browsers: credit, drains, what was handed over, closing. Owner: the engine's holder. */
final class Consumers {
    private final Subscriptions subscriptions;
    private final Redelivery redelivery;
    private final ReadyQueues ready;
    private final Groups groups;
    private final SlowConsumers slow;
    private final Outputs outputs;

    Consumers(
            Subscriptions subscriptions,
            Redelivery redelivery,
            ReadyQueues ready,
            Groups groups,
            SlowConsumers slow,
            Outputs outputs) {
        this.slow = slow;
        this.groups = groups;
        this.subscriptions = subscriptions;
        this.redelivery = redelivery;
        this.ready = ready;
        this.outputs = outputs;
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
            goOn(consumer);
        }
    }

    void drain(ConnectionState connection, ConsumerFrame.Drain frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer == null || consumer.closed() || consumer.drain() != 0 || consumer.browser()) {
            throw new Refusal(ErrorCode.ILLEGAL_STATE, "consumer " + frame.consumer() + " cannot be drained now");
        }
        consumer.ensureOne();
        consumer.drain(frame.correlation());
        consumer.queue().consumers().draining().add(consumer);
        goOn(consumer);
    }

    /** Its client has read enough to be given more. Who is served first may take all the room there is, so the next time he is served last. */
    void drained(ConnectionState connection) {
        connection.full(false);
        ConsumerState first = null;
        for (ConsumerState consumer : connection.consumers().values()) {
            if (!consumer.closed()) {
                goOn(consumer);
                first = first == null && consumer.takes() && consumer.queue().mayHaveMore() ? consumer : first;
            }
        }
        if (first != null) {
            connection.moveToEnd(first);
        }
    }

    private void goOn(ConsumerState consumer) {
        if (!consumer.browser()) {
            consumer.queue().consumers().credited(consumer);
        }
        ready.mark(consumer.queue());
    }

    void handed(ConnectionState connection, ConsumerFrame.HandedOver frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer != null) {
            consumer.handed(frame.upTo());
        }
    }

    void retryAfter(ConnectionState connection, ConsumerFrame.Timing frame) {
        if (!connection.understands(Features.TIMING)) {
            throw new Refusal(ErrorCode.PROTOCOL, "TIMING without its feature");
        }
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer != null) {
            redelivery.retryAfter(consumer, frame.tag(), frame.millis());
        }
    }

    void close(ConnectionState connection, ConsumerFrame.CloseConsumer frame) {
        ConsumerState consumer = find(connection, frame.consumer());
        if (consumer == null || consumer.closed()) {
            throw new Refusal(ErrorCode.NOT_FOUND, "consumer " + frame.consumer() + " is not open");
        }
        consumer.handed(frame.handedUpTo());
        redelivery.returnAbove(consumer, consumer.lease() > 0 ? 0 : consumer.handedUpTo(), true);
        detach(consumer);
    }

    /** The time of a delivery is over. */
    void leaseOver(ConsumerState consumer, long tag) {
        redelivery.leaseOver(consumer, tag);
        outputs.send(consumer.session().connection().id(), new ConsumerFrame.Timing(consumer.id(), tag, 0));
        forgetIfSettled(consumer);
    }

    Groups groups() {
        return groups;
    }

    Outputs outputs() {
        return outputs;
    }

    /** Closes a consumer for a reason of the broker's; what it holds stays with its session. */
    void close(ConsumerState consumer, ErrorCode code, String reason) {
        outputs.send(
                consumer.session().connection().id(), new ConsumerFrame.ConsumerClosed(consumer.id(), code, reason));
        detach(consumer);
    }

    /** Passes deliveries on to another session; what cannot be passed on returns to its place. */
    void assign(ConnectionState connection, ConsumerFrame.Assign frame) {
        if (connection.consumers().containsKey(frame.target())) {
            throw new Refusal(ErrorCode.PROTOCOL, "consumer " + frame.target() + " is open already");
        }
        ConsumerState source = find(connection, frame.consumer());
        if (source == null || source.browser()) {
            return;
        }
        SessionState session = connection.sessions().get(frame.session());
        if (session == null) {
            redelivery.returnRange(source, frame.first(), frame.last());
        } else {
            pass(source, frame, session);
        }
        forgetIfSettled(source);
    }

    private void pass(ConsumerState source, ConsumerFrame.Assign frame, SessionState session) {
        ConsumerState target =
                new ConsumerState(frame.target(), session, source.kind(), source.queue(), null, source.browseUpTo());
        for (long tag = frame.first(); tag <= frame.last(); tag++) {
            MessageRef ref = source.outstanding().remove(tag);
            if (ref == null) {
                target.outstanding().skip();
            } else {
                redelivery.endLease(ref);
                target.outstanding().add(ref);
            }
        }
        target.close();
        session.connection().consumers().put(target.id(), target);
        session.consumers().add(target);
        slow.watch(target);
        forgetIfSettled(target);
    }

    /** The consumer gets nothing more; what it still holds stays until its session settles it. */
    void detach(ConsumerState consumer) {
        MessageQueue queue = consumer.queue();
        Groups.left(consumer);
        OrderCursor cursor = consumer.cursor();
        if (cursor != null) {
            cursor.close();
        }
        consumer.close();
        if (consumer.drain() != 0) {
            outputs.send(consumer.session().connection().id(), new ReplyFrame.Ok(consumer.drain()));
            consumer.drain(0);
        }
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
            slow.gone(consumer);
        }
    }
}
