package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.ModelConnection.Answer;
import io.angarium.server.engine.sim.ModelConnection.Expected;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Frame;
import io.angarium.wire.MessageReader;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Judges every frame that the engine sends, at the moment it sends it. */
final class ModelOutputs {
    private static final String REASON = "JMS_ANGARIUM_DEAD_REASON";

    private final Model model;
    private final Tally tally;

    ModelOutputs(Model model) {
        this.model = model;
        this.tally = model.tally;
    }

    void send(long id, Frame frame) {
        ModelConnection connection = model.connection(id);
        require(connection != null, () -> "frame for c" + id + ": " + frame);
        if (connection.closed) {
            return; // Nobody is there to read it.
        }
        if (frame instanceof ConsumerFrame.Deliver deliver) {
            deliver(connection, deliver);
        } else if (frame instanceof ProducerFrame.Confirmed confirmed) {
            confirmed(connection.everySession.get(confirmed.session()), confirmed.upTo());
        } else if (frame instanceof ProducerFrame.SendRefused refused) {
            refused(connection.everySession.get(refused.session()), refused);
        } else if (frame instanceof ConsumerFrame.BrowseEnd end) {
            browseEnds(connection.consumers.get(end.consumer()));
        } else if (frame instanceof ConsumerFrame.Timing timing) {
            timing(connection.consumers.get(timing.consumer()), timing);
        } else if (frame instanceof ReplyFrame.XaResult result) {
            model.branches.answered(connection, result);
        } else if (frame instanceof ReplyFrame.XaBranches scan) {
            model.branches.answered(connection, scan);
        } else if (frame instanceof SessionFrame.Recall recall) {
            require(connection.everySession.containsKey(recall.session()), () -> "recall of a session that never was");
        } else if (frame instanceof ReplyFrame reply) {
            reply(connection, reply);
        } else {
            boolean known = frame instanceof ConnectionFrame.Welcome
                    || frame instanceof ConnectionFrame.Pong
                    || frame instanceof ProducerFrame.ProducerCredit;
            require(known, () -> "unexpected " + frame);
        }
    }

    void close(long id, ErrorCode code, String reason, boolean stopping) {
        ModelConnection connection = model.connection(id);
        boolean allowed =
                stopping || (connection != null && (connection.mustClose || model.slow.ends(connection, reason)));
        require(allowed, () -> "closed c" + id + " with " + code + ": " + reason);
        connection.mustClose = false;
        connection.closed = true;
    }

    private void reply(ModelConnection connection, ReplyFrame reply) {
        model.stalls.replied(connection, reply.correlation());
        Expected expected = connection.expected.remove(reply.correlation());
        require(expected != null, () -> "reply nobody waits for on " + connection + ": " + reply);
        boolean fits =
                switch (expected.answer()) {
                    case OK -> reply instanceof ReplyFrame.Ok;
                    case FAILED -> reply instanceof ReplyFrame.Failed;
                    case EITHER -> true;
                    case ROWS -> reply instanceof ReplyFrame.Rows;
                };
        require(
                fits,
                () -> "reply to '" + expected.what() + "' on " + connection + " should be " + expected.answer() + ": "
                        + reply);
        Fate told = connection.tells.remove(reply.correlation());
        require(
                told == null || told.decide(reply instanceof ReplyFrame.Ok),
                () -> "reply to '" + expected.what() + "' on " + connection + ": " + reply + " although " + told);
        Runnable learns = connection.replied.remove(reply.correlation());
        if (learns != null && reply instanceof ReplyFrame.Rows) {
            learns.run();
        }
        tally.count("reply: " + expected.what() + (expected.answer() == Answer.FAILED ? " refused" : ""));
        if (expected.place() != null) {
            onDisk(expected.place(), expected.needsDisk());
        }
        for (ModelConsumer consumer : connection.consumers.values()) {
            if (consumer.drain == reply.correlation()) {
                drained(consumer);
            }
        }
    }

    /** It is confirmed now; if it needs the disk it must be there. */
    private void onDisk(Place place, boolean needsDisk) {
        if (needsDisk) {
            require(
                    model.durable > place.from(),
                    () -> "confirmed before it was durable at " + model.durable + ": " + place);
            place.confirm();
        }
    }

    private void confirmed(ModelSession session, long upTo) {
        require(session != null, () -> "confirmation of an unknown session");
        model.stalls.confirmed(session, upTo);
        require(
                upTo > session.confirmed && upTo <= session.lastSequence,
                () -> session + " confirmed up to " + upTo + " after " + session.confirmed + " of "
                        + session.lastSequence);
        session.confirmed = upTo;
        for (ModelSession.Unconfirmed one : session.unconfirmed) {
            if (one.sequence() <= upTo) {
                onDisk(one.place(), one.waitsForDisk());
            }
        }
        session.unconfirmed.removeIf(one -> one.sequence() <= upTo);
        session.undo.keySet().removeIf(sequence -> sequence <= upTo);
        require(
                session.inUndone.stream().allMatch(sequence -> sequence > upTo),
                () -> session + " confirms what it sent into what was rolled back before: " + session.inUndone);
    }

    private void refused(ModelSession session, ProducerFrame.SendRefused refused) {
        long since = model.stalls.refused(session, refused.sequence());
        Runnable undo = session.undo.remove(refused.sequence());
        require(undo != null, () -> "refused after its confirmation: " + refused);
        ModelSession.Sent send = session.sent.get(refused.sequence());
        boolean scarce = (model.scarce || model.full) && refused.code() == ErrorCode.RESOURCE_LIMIT;
        boolean gone = refused.code() == ErrorCode.INVALID_DESTINATION && !model.exists(send.destination());
        boolean undone =
                session.inUndone.remove(refused.sequence()) && refused.code() == ErrorCode.TRANSACTION_ROLLED_BACK;
        boolean limited = refused.code() == ErrorCode.RESOURCE_LIMIT
                && (model.bounds.mayRefuse(send.message())
                        || model.limits.mayRefuse(send.destination(), send.message(), since));
        require(scarce || gone || undone || limited, () -> "refused without a reason: " + refused);
        tally.count(undone, "send refused in what was rolled back before");
        undo.run();
        model.stalls.goOn(session);
        tally.count(gone ? "send to a deleted queue refused" : "send refused");
        tally.count(model.full && !gone, "send refused while the disk is full");
    }

    private void deliver(ModelConnection connection, ConsumerFrame.Deliver frame) {
        ModelConsumer consumer = connection.consumers.get(frame.consumer());
        require(consumer != null && !consumer.closed, () -> "delivery to a closed consumer of " + connection);
        long number = SimMessage.numberOf(frame.message());
        if (consumer.queue.entries.stream().noneMatch(e -> e.message.number() == number && isThere(e))) {
            model.stalls.seen(number);
        }
        require(consumer.hasCredit(), () -> consumer + " has no credit: " + consumer.messages + ", " + consumer.bytes);
        require(!connection.full, () -> consumer + " is given more, and its client has not read what waits for it");
        consumer.messages--;
        consumer.bytes -= frame.message().size();
        consumer.lastTag++;
        require(
                frame.tag() == consumer.lastTag,
                () -> consumer + " got tag " + frame.tag() + " after " + (consumer.lastTag - 1));
        ModelEntry entry = find(consumer, frame);
        check(consumer, entry, frame);
        ModelEntry twin = twin(consumer, entry, frame);
        if (twin != null && !consumer.browser()) {
            entry.insteadOf(twin);
        }
        if (twin == null || !consumer.browser()) {
            entry.seen();
        }
        if (consumer.browser()) {
            browsed(consumer, entry);
            return;
        }
        entry.learn(frame.deliveryCount());
        inOrder(consumer, entry);
        model.slow.delivered(consumer);
        model.lastValues.delivered(entry);
        model.groups.delivered(consumer, entry);
        model.exclusive.delivered(consumer, entry);
        if (!model.exclusive.used()) {
            model.turns.delivered(consumer, entry);
        }
        tally.count(
                entry.queue.subscription()
                        && SimPatterns.pattern(entry.queue.terms().topic()),
                "a subscription of a pattern gets something");
        entry.state = ModelEntry.State.OUT;
        entry.holder = consumer;
        entry.tag = frame.tag();
        entry.leaseEnd = model.now + consumer.lease;
        entry.sentOut = true;
        tally.count(frame.deliveryCount() > 1 ? "delivered again" : "delivered");
    }

    private ModelEntry find(ModelConsumer consumer, ConsumerFrame.Deliver frame) {
        long number = SimMessage.numberOf(frame.message());
        List<ModelEntry> all = consumer.queue.entries.stream()
                .filter(e -> e.message.number() == number)
                .toList();
        return all.stream()
                .filter(e -> e.state == ModelEntry.State.AVAILABLE || (consumer.browser() && !gone(e)))
                .filter(ModelEntry::possible)
                .filter(e -> !consumer.shown.contains(e))
                .max(Comparator.comparing(e -> (e.mustWait(model.now) ? 0 : 16)
                        + (e.mayBeSeen(model.durable) ? 8 : 0)
                        + (e.countAllowed(frame.deliveryCount()) ? 4 : 0)
                        + (model.expiring.isSure(e) ? 2 : 0)
                        + (e.certain() ? 1 : 0)))
                .orElseThrow(() -> new SimulationFailure("m" + number + " cannot be delivered to " + consumer + " of "
                        + consumer.queue + ", known of it: " + all));
    }

    /** The same message as it is there if it was not taken before, but when it was repeated; null if it is certain which of them was seen. */
    private ModelEntry twin(ModelConsumer consumer, ModelEntry entry, ConsumerFrame.Deliver frame) {
        for (ModelEntry other : consumer.queue.entries) {
            if (other != entry
                    && other.message == entry.message
                    && other.state == ModelEntry.State.AVAILABLE
                    && other.possible()
                    && other.countAllowed(frame.deliveryCount())
                    && entry.excludes(other)) {
                tally.count("one of two that exclude each other");
                return other;
            }
        }
        return null;
    }

    private static boolean isThere(ModelEntry entry) {
        return entry.state == ModelEntry.State.AVAILABLE && entry.possible();
    }

    private static boolean gone(ModelEntry entry) {
        return entry.state == ModelEntry.State.GONE;
    }

    private void check(ModelConsumer consumer, ModelEntry entry, ConsumerFrame.Deliver frame) {
        boolean dead = Model.dead(consumer.queue.name);
        require(consumer.wants(entry.message), () -> consumer + " does not want " + entry);
        require(!entry.expired(model.now), () -> "expired at " + model.now + ": " + entry);
        require(entry.due(model.now), () -> "too early at " + model.now + ": " + entry);
        model.retries.delivered(entry, model.now);
        require(
                frame.expiration() == entry.shown(entry.expiration),
                () -> "expiration " + frame.expiration() + " of " + entry);
        require(
                frame.deliveryTime() == entry.shown(entry.deliveryTime),
                () -> "delivery time " + frame.deliveryTime() + " of " + entry);
        require(
                entry.countAllowed(frame.deliveryCount()),
                () -> "delivery count " + frame.deliveryCount() + " to " + consumer + " of " + entry);
        require(
                entry.mayBeSeen(model.durable),
                () -> "delivered to " + consumer + " before durable at " + model.durable + ": " + entry);
        if (dead) {
            Object reason = MessageReader.properties(frame.message()).get(REASON);
            require(reason instanceof String text && !text.isEmpty(), () -> "dead letter without a reason");
            require(
                    frame.message().body().equals(entry.message.encoded().body()),
                    () -> "dead letter with another body");
        } else {
            require(
                    Arrays.equals(
                            frame.message().array(), entry.message.encoded().array()),
                    () -> "delivered with other bytes: " + entry);
        }
    }

    /** Nothing of the same stream that this consumer could have had may be passed over. */
    private void inOrder(ModelConsumer consumer, ModelEntry entry) {
        for (ModelEntry other : consumer.queue.entries) {
            boolean before = other.order < entry.order
                    && other.stream.equals(entry.stream)
                    && other.state == ModelEntry.State.AVAILABLE;
            if (before
                    && other != entry
                    && other.certain()
                    && consumer.wants(other.message)
                    && !model.groups.mayPass(other, entry)) {
                require(
                        other.expired(model.now)
                                || model.retries.mayPass(other, model.now)
                                || !model.lastValues.stays(other),
                        () -> consumer + " got " + entry + " before " + other + ", which is older in the same stream");
            }
        }
    }

    /** A consumer has its deliveries for a time, or that of one is over: then, and not before. */
    private void timing(ModelConsumer consumer, ConsumerFrame.Timing frame) {
        require(consumer != null && consumer.lease > 0, () -> "lease of nobody: " + frame);
        if (frame.tag() == 0) {
            require(frame.millis() == consumer.lease, () -> consumer + " with a lease of " + frame.millis());
            return;
        }
        ModelEntry entry = consumer.queue.entries.stream()
                .filter(e -> e.state == ModelEntry.State.OUT && e.holder == consumer && e.tag == frame.tag())
                .findFirst()
                .orElseThrow(() -> new SimulationFailure("lease of nothing of " + consumer + ": " + frame));
        require(
                entry.leaseEnd <= model.now,
                () -> "lease over at " + model.now + ", due " + entry.leaseEnd + ": " + entry);
        model.leaseOver(entry);
    }

    private void browsed(ModelConsumer consumer, ModelEntry entry) {
        require(!consumer.browseEnded, () -> consumer + " shows more after its end");
        for (ModelEntry other : consumer.shown) {
            require(
                    !other.stream.equals(entry.stream) || other.order < entry.order,
                    () -> consumer + " shows " + entry + " after " + other);
        }
        consumer.shown.add(entry);
        tally.count("browsed");
    }

    private void browseEnds(ModelConsumer consumer) {
        require(consumer != null && consumer.browser() && !consumer.browseEnded, () -> "browse end of " + consumer);
        consumer.browseEnded = true;
        for (ModelEntry entry : consumer.due) {
            boolean stayed = entry.state == ModelEntry.State.AVAILABLE
                    && entry.since <= consumer.openedIn
                    && entry.certain()
                    && model.lastValues.stays(entry)
                    && !entry.expired(model.now);
            require(!stayed || consumer.shown.contains(entry), () -> consumer + " ended without " + entry);
        }
        tally.count("browse ended");
    }

    private void drained(ModelConsumer consumer) {
        consumer.drain = 0;
        if (consumer.takes()) {
            for (ModelEntry entry : consumer.queue.entries) {
                boolean there = surelyVisible(model, entry) && entry.since < consumer.drainRound;
                require(
                        !there || !consumer.wants(entry.message) || !model.free(entry),
                        () -> "drain of " + consumer + " answered without " + entry);
            }
        }
        tally.count("drained");
    }

    /** Whether a consumer with credit must be given it. */
    static boolean surelyVisible(Model model, ModelEntry entry) {
        return entry.state == ModelEntry.State.AVAILABLE
                && entry.certain()
                && !entry.expired(model.now)
                && entry.due(model.now)
                && !entry.mayWait(model.now)
                && model.lastValues.stays(entry)
                && entry.hasCome(model.durable);
    }

    static void require(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new SimulationFailure(what.get());
        }
    }
}
