package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.ModelConnection.Answer;
import io.angarium.server.engine.sim.ModelConnection.Expected;
import io.angarium.server.policy.KeepPolicy.Give;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.ConsumerFrame.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the frames about consumers and what they hold mean to the model. */
final class ModelConsuming {
    private static final String SELECTOR = "g = ";

    private final Model model;

    ModelConsuming(Model model) {
        this.model = model;
    }

    /** The selector that asks for a group, null for a negative one. */
    static String selector(int group) {
        return group < 0 ? null : SELECTOR + group;
    }

    private static int group(String selector) {
        return selector == null ? -1 : Integer.parseInt(selector.substring(SELECTOR.length()));
    }

    /** What a frame about consumers means. */
    void consumer(ModelConnection connection, ConsumerFrame frame) {
        if (frame instanceof ConsumerFrame.Acknowledge acknowledge) {
            acknowledge(connection, acknowledge);
        } else if (frame instanceof ConsumerFrame.Credit credit) {
            consumer(connection, credit.consumer(), consumer -> {
                // A closed consumer gets nothing, whatever it is granted.
                consumer.messages += credit.messages();
                consumer.bytes += credit.bytes();
            });
        } else if (frame instanceof ConsumerFrame.HandedOver handed) {
            consumer(connection, handed.consumer(), consumer -> consumer.handed(handed.upTo()));
        } else if (frame instanceof ConsumerFrame.Timing timing) {
            consumer(connection, timing.consumer(), consumer -> asked(consumer, timing));
        } else if (frame instanceof ConsumerFrame.Drain drain) {
            drain(connection, connection.consumers.get(drain.consumer()), drain.correlation());
        } else if (frame instanceof ConsumerFrame.OpenConsumer open) {
            open(connection, open);
        } else if (frame instanceof ConsumerFrame.CloseConsumer close) {
            close(connection, connection.consumers.get(close.consumer()), close);
        } else if (frame instanceof ConsumerFrame.Unsubscribe unsubscribe) {
            String name = unsubscribe.subscription();
            unsubscribe(connection, unsubscribe.correlation(), connection.clientId, name, Answer.OK);
        }
    }

    private static void consumer(ModelConnection connection, int number, Consumer<ModelConsumer> action) {
        ModelConsumer consumer = connection.consumers.get(number);
        if (consumer != null) {
            action.accept(consumer);
        }
    }

    /** Should an application fail with what it has, that is to come again so much later. */
    private static void asked(ModelConsumer consumer, ConsumerFrame.Timing frame) {
        for (ModelEntry entry : consumer.queue.entries) {
            if (entry.state == ModelEntry.State.OUT && entry.holder == consumer && entry.tag == frame.tag()) {
                consumer.handed(frame.tag());
                entry.asked = frame.millis();
            }
        }
    }

    private void drain(ModelConnection connection, ModelConsumer consumer, int correlation) {
        consumer.messages = Math.max(1, consumer.messages);
        consumer.bytes = Math.max(1, consumer.bytes);
        consumer.drain = correlation;
        consumer.drainRound = model.round;
        connection.expect(correlation, Answer.OK, "drain");
    }

    private void close(ModelConnection connection, ModelConsumer consumer, ConsumerFrame.CloseConsumer frame) {
        consumer.handed(frame.handedUpTo());
        model.returnAbove(consumer, consumer.lease > 0 ? 0 : consumer.handedUpTo, true);
        if (consumer.drain != 0) {
            connection.expect(consumer.drain, Answer.EITHER, "drain of a closed consumer");
        }
        model.detach(consumer);
        connection.expect(frame.correlation(), Answer.OK, "close consumer");
    }

    private void open(ModelConnection connection, ConsumerFrame.OpenConsumer frame) {
        ModelSession session = connection.sessions.get(frame.session());
        Kind kind = frame.kind();
        int group = group(frame.selector());
        if (kind == Kind.QUEUE || kind == Kind.BROWSER) {
            ModelWish wish = ModelWish.of(frame.destination().name());
            ModelQueue queue = model.queue(wish.name());
            if (queue.temporary() && queue.owner != connection) {
                connection.expect(frame.correlation(), Answer.FAILED, "open at a temporary queue");
                return;
            }
            boolean reads = kind == Kind.QUEUE && model.readers.concerns(queue);
            ModelQueue from = reads ? model.readers.opened(queue, connection, frame.consumer()) : queue;
            ModelConsumer consumer = new ModelConsumer(session, frame.consumer(), kind, from, group, model.round);
            consumer.wishes(wish, model.leases);
            attach(consumer);
            connection.expect(frame.correlation(), Answer.OK, "open " + kind);
            return;
        }
        if (Model.temporaryTopic(frame.destination())
                && model.temporaryTopics.get(frame.destination().name()) != connection) {
            connection.expect(frame.correlation(), Answer.FAILED, "open at a temporary topic");
            return;
        }
        ModelWish wish = ModelWish.of(frame.destination().name());
        ModelQueue.Terms terms = new ModelQueue.Terms(wish.name(), group, frame.noLocal());
        String name = kind == Kind.TOPIC ? connection + "." + frame.consumer() : frame.subscription();
        ModelQueue queue = model.subscription(kind, connection.clientId, name);
        boolean refused = kind == Kind.DURABLE && connection.clientId == null
                || !queue.consumers.isEmpty() && (!queue.shared() || !terms.equals(queue.terms()));
        if (refused) {
            connection.expect(frame.correlation(), Answer.FAILED, "open " + kind);
            return;
        }
        boolean again = !queue.durable() && session.resumed && session.tags.containsKey(frame.consumer());
        boolean made =
                subscribe(queue, terms, connection, again ? Give.NONE : model.kept.gives(wish)) && queue.durable();
        attach(new ModelConsumer(session, frame.consumer(), kind, queue, -1, model.round));
        Expected expected = new Expected(Answer.OK, "open " + kind, made ? model.place() : null, made);
        connection.expect(frame.correlation(), expected);
    }

    /**
     * Returns whether it was surely made now.
     *
     * @param give what it gets of what the topic has kept, if it is made now
     */
    private boolean subscribe(ModelQueue queue, ModelQueue.Terms terms, ModelConnection connection, Give give) {
        if (queue.uncertain) {
            Fate resumed = new Fate("subscription " + queue + " was resumed");
            queue.entries.forEach(entry -> entry.onlyIf(resumed, true));
            queue.uncertain = false;
            queue.create(model.place(), terms, connection);
            model.kept.subscribed(queue, terms, give, resumed);
            return false;
        }
        if (terms.equals(queue.terms())) {
            return false;
        }
        if (queue.exists()) {
            queue.delete(model.place(), "subscription replaced");
        }
        queue.create(model.place(), terms, connection);
        model.kept.subscribed(queue, terms, give, null);
        return true;
    }

    private void attach(ModelConsumer consumer) {
        consumer.session.consumers.add(consumer);
        consumer.session.connection.consumers.put(consumer.number, consumer);
        if (consumer.browser()) {
            for (ModelEntry entry : consumer.queue.entries) {
                // The list that one was parked in may still be read when its time comes.
                boolean late = model.scarce && entry.deliveryTime != 0;
                if (!late && ModelOutputs.surelyVisible(model, entry) && consumer.wants(entry.message)) {
                    consumer.due.add(entry);
                }
            }
        } else {
            consumer.queue.consumers.add(consumer);
        }
    }

    /**
     * A durable subscription is deleted, by its client or by management.
     *
     * @param done the answer if it can be
     */
    void unsubscribe(ModelConnection connection, int correlation, String clientId, String name, Answer done) {
        Kind kind = name.startsWith("s") ? Kind.SHARED_DURABLE : Kind.DURABLE;
        ModelQueue queue = model.subscription(kind, clientId, name);
        boolean there = queue.exists() || queue.uncertain;
        if (!there || !queue.consumers.isEmpty() || queue.busy()) {
            connection.expect(correlation, Answer.FAILED, "unsubscribe");
            return;
        }
        Answer answer = queue.uncertain ? Answer.EITHER : done;
        queue.uncertain = false;
        queue.delete(model.place(), "unsubscribed");
        boolean sure = answer == done;
        connection.expect(correlation, new Expected(answer, "unsubscribe", sure ? model.place() : null, sure));
    }

    private void acknowledge(ModelConnection connection, ConsumerFrame.Acknowledge frame) {
        List<ModelEntry> entries = new ArrayList<>();
        boolean late = false;
        for (ConsumerFrame.Range range : frame.ranges()) {
            int before = entries.size();
            for (ModelQueue queue : model.queues()) {
                for (ModelEntry entry : queue.entries) {
                    if (entry.state == ModelEntry.State.OUT
                            && entry.holder == connection.consumers.get(range.consumer())
                            && entry.tag >= range.first()
                            && entry.tag <= range.last()) {
                        entries.add(entry);
                    }
                }
            }
            ModelConsumer consumer = connection.consumers.get(range.consumer());
            boolean leased = consumer != null && !consumer.closed && consumer.lease > 0;
            late |= leased && entries.size() - before <= range.last() - range.first();
        }
        if (frame.verdict() == Verdict.RENEW) {
            entries.forEach(entry -> {
                entry.leaseEnd = model.now + entry.holder.lease;
                model.slow.renewed(entry.holder);
            });
            if (frame.correlation() != 0) {
                boolean refused = late || entries.isEmpty();
                connection.expect(frame.correlation(), refused ? Answer.FAILED : Answer.OK, "RENEW");
            }
            return;
        }
        if (late && frame.transaction() != 0) {
            connection.sessions.get(frame.session()).transaction(frame.transaction()).failed = true;
        } else if (late && frame.correlation() != 0) {
            entries.forEach(entry -> settle(connection, frame, entry));
            connection.expect(frame.correlation(), Answer.FAILED, frame.verdict() + " too late");
            return;
        }
        boolean needsDisk = frame.transaction() == 0 && entries.stream().anyMatch(ModelEntry::durable);
        for (ModelEntry entry : entries) {
            settle(connection, frame, entry);
        }
        if (frame.correlation() != 0) {
            Place place = frame.transaction() == 0 ? model.place() : null;
            connection.expect(
                    frame.correlation(), new Expected(Answer.OK, frame.verdict().toString(), place, needsDisk));
        }
    }

    private void acceptIn(ModelSession.ModelTransaction transaction, ModelEntry entry) {
        if (transaction.undone) {
            model.tally.count("model: accepted in what was rolled back before");
            model.attempted(entry);
        } else {
            entry.state = ModelEntry.State.IN_TRANSACTION;
            transaction.acknowledged.add(entry);
        }
    }

    private void settle(ModelConnection connection, ConsumerFrame.Acknowledge frame, ModelEntry entry) {
        switch (frame.verdict()) {
            case ACCEPT -> {
                if (frame.transaction() != 0) {
                    acceptIn(connection.sessions.get(frame.session()).transaction(frame.transaction()), entry);
                } else {
                    entry.gone(model.place().part(), "accepted");
                }
            }
            case RELEASE -> model.attempted(entry);
            case RETURN -> model.back(entry);
            case REJECT -> model.rejected(entry);
            case RENEW -> throw new IllegalStateException("settles nothing");
        }
    }
}
