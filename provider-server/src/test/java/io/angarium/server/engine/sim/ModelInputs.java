package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.ModelConnection.Answer;
import io.angarium.server.engine.sim.ModelConnection.Expected;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.ConsumerFrame.Kind;
import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What each frame of a client means to the model. The messages themselves are looked up by their number. */
final class ModelInputs {
    private static final String SELECTOR = "g = ";

    private final Model model;
    private final Map<Long, SimMessage> messages;

    ModelInputs(Model model, Map<Long, SimMessage> messages) {
        this.model = model;
        this.messages = messages;
    }

    /** The selector that asks for a group, null for a negative one. */
    static String selector(int group) {
        return group < 0 ? null : SELECTOR + group;
    }

    private static int group(String selector) {
        return selector == null ? -1 : Integer.parseInt(selector.substring(SELECTOR.length()));
    }

    void connected(long id, ConnectionFrame.Hello hello) {
        model.begin("connect c" + id);
        String clientId = hello.clientId();
        ModelConnection connection = new ModelConnection(id, clientId);
        connection.mustClose = clientId != null
                && model.connections().stream().anyMatch(c -> !c.closed && clientId.equals(c.clientId));
        if (connection.mustClose) {
            connection.clientId = null;
        }
        model.add(connection);
    }

    void disconnected(long id) {
        model.begin("lose c" + id);
        ModelConnection connection = model.connection(id);
        if (!connection.closed) {
            model.end(connection, false);
        }
    }

    void frame(long id, Frame frame) {
        ModelConnection connection = model.connection(id);
        model.begin(frame.getClass().getSimpleName() + " of c" + id);
        if (connection.closed) {
            return;
        }
        if (frame instanceof ProducerFrame producer) {
            producer(connection, producer);
        } else if (frame instanceof ConsumerFrame consumer) {
            consumer(connection, consumer);
        } else if (frame instanceof TransactionFrame transaction) {
            transaction(connection, transaction);
        } else if (frame instanceof SessionFrame session) {
            session(connection, session);
        } else if (frame instanceof ManagementFrame.Manage manage) {
            expect(connection, manage.correlation(), Answer.ROWS, "manage");
        } else if (frame instanceof ConnectionFrame.Goodbye) {
            model.end(connection, true);
            connection.mustClose = true;
        } else if (frame instanceof ConnectionFrame.CreateTemporary create) {
            model.queue(create.destination().name()).owner = connection;
            expect(connection, create.correlation(), Answer.OK, "create temporary");
        } else if (frame instanceof ConnectionFrame.DeleteTemporary delete) {
            deleteTemporary(connection, delete);
        } else if (frame instanceof ConnectionFrame.SetClientId set) {
            setClientId(connection, set);
        }
    }

    private void deleteTemporary(ModelConnection connection, ConnectionFrame.DeleteTemporary frame) {
        ModelQueue queue = model.queue(frame.destination().name());
        boolean possible = queue.owner == connection && queue.consumers.isEmpty();
        if (possible) {
            queue.delete(model.place(), "deleted");
        }
        expect(connection, frame.correlation(), possible ? Answer.OK : Answer.FAILED, "delete temporary");
    }

    private void setClientId(ConnectionFrame.SetClientId set, ModelConnection connection, boolean free) {
        if (free) {
            connection.clientId = set.clientId();
        }
        expect(connection, set.correlation(), free ? Answer.OK : Answer.FAILED, "set client identifier");
    }

    private void setClientId(ModelConnection connection, ConnectionFrame.SetClientId set) {
        boolean free = connection.clientId == null
                && model.connections().stream()
                        .noneMatch(c -> !c.closed && set.clientId().equals(c.clientId));
        setClientId(set, connection, free);
    }

    private void expect(ModelConnection connection, int correlation, Answer answer, String what) {
        expect(connection, correlation, new Expected(answer, what, null, false));
    }

    private void expect(ModelConnection connection, int correlation, Expected expected) {
        connection.expected.put(correlation, expected);
    }

    private void session(ModelConnection connection, SessionFrame frame) {
        if (frame instanceof SessionFrame.OpenSession open) {
            ModelSession session = new ModelSession(connection, open.session());
            connection.sessions.put(open.session(), session);
            connection.everySession.put(open.session(), session);
        } else if (frame instanceof SessionFrame.CloseSession close) {
            ModelSession session = connection.sessions.get(close.session());
            handed(connection, close.handed());
            model.closeSession(session, true);
            expect(connection, close.correlation(), Answer.OK, "close session");
        } else if (frame instanceof SessionFrame.Recover recover) {
            handed(connection, recover.handed());
            returnEverything(connection.sessions.get(recover.session()));
            expect(connection, recover.correlation(), Answer.OK, "recover");
        }
    }

    private static void handed(ModelConnection connection, List<SessionFrame.Handed> handed) {
        for (SessionFrame.Handed one : handed) {
            ModelConsumer consumer = connection.consumers.get(one.consumer());
            if (consumer != null) {
                consumer.handed(one.upTo());
            }
        }
    }

    private void returnEverything(ModelSession session) {
        for (ModelConsumer consumer : session.consumers) {
            if (consumer.browser()) {
                continue;
            }
            model.returnAbove(consumer, 0, true);
            consumer.messages = 0;
            consumer.bytes = 0;
        }
    }

    private void transaction(ModelConnection connection, TransactionFrame frame) {
        if (frame instanceof TransactionFrame.Commit commit) {
            commit(connection, connection.sessions.get(commit.session()), commit.correlation());
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            ModelSession session = connection.sessions.get(rollback.session());
            handed(connection, rollback.handed());
            model.rollBack(session);
            returnEverything(session);
            expect(connection, rollback.correlation(), Answer.OK, "rollback");
        }
    }

    private void commit(ModelConnection connection, ModelSession session, int correlation) {
        ModelSession.ModelTransaction transaction = session.transaction;
        if (transaction != null && transaction.failed) {
            model.rollBack(session);
            expect(connection, correlation, Answer.FAILED, "commit of a transaction that lacks a send");
            return;
        }
        session.transaction = null;
        boolean needsDisk = false;
        if (transaction != null) {
            for (ModelSend send : transaction.sends) {
                needsDisk |= send.durableAnywhere(model.arrive(send));
            }
            for (ModelEntry entry : transaction.acknowledged) {
                needsDisk |= entry.durable() && entry.state == ModelEntry.State.IN_TRANSACTION;
                entry.gone(model.place(), "accepted in a transaction");
            }
        }
        expect(connection, correlation, new Expected(Answer.OK, "commit", model.place(), needsDisk));
    }

    private void producer(ModelConnection connection, ProducerFrame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            send(connection, send);
        } else if (frame instanceof ProducerFrame.OpenProducer open) {
            ModelSession session = connection.sessions.get(open.session());
            connection.producers.put(open.producer(), new ModelConnection.ModelProducer(session, open.destination()));
            boolean there = open.destination().isTopic()
                    || model.queue(open.destination().name()).exists();
            expect(connection, open.correlation(), there ? Answer.OK : Answer.FAILED, "open producer");
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            connection.producers.remove(close.producer());
        }
    }

    private void send(ModelConnection connection, ProducerFrame.Send frame) {
        ModelConnection.ModelProducer producer = connection.producers.get(frame.producer());
        ModelSession session = producer.session();
        SimMessage message = messages.get(SimMessage.numberOf(frame.message()));
        Destination destination = producer.destination();
        String stream = session + "/" + message.encoded().priority() + message.persistent()
                + (frame.deliveryDelay() > 0 ? " delayed " + message.number() : "");
        ModelSend send = new ModelSend(
                message,
                stream,
                destination,
                frame.sequence(),
                model.now,
                frame.timeToLive() == 0 ? 0 : model.now + frame.timeToLive(),
                frame.deliveryDelay() == 0 ? 0 : model.now + frame.deliveryDelay(),
                message.persistent() || frame.transaction() != 0,
                connection,
                destination.isTopic() ? model.subscriptionsOf(destination.name()) : List.of());
        session.lastSequence = frame.sequence();
        session.destinations.put(frame.sequence(), destination.name());
        if (frame.transaction() != 0) {
            ModelSession.ModelTransaction transaction = session.transaction(frame.transaction());
            transaction.sends.add(send);
            session.undo.put(frame.sequence(), () -> {
                transaction.failed = true;
                transaction.sends.remove(send);
            });
        } else {
            List<ModelEntry> arrived = model.arrive(send);
            boolean durable = send.durableAnywhere(arrived);
            session.undo.put(frame.sequence(), () -> {
                arrived.forEach(entry -> entry.gone(null, "refused"));
                session.unconfirmed.removeIf(one -> one.sequence() == frame.sequence());
            });
            session.unconfirmed.add(new ModelSession.Unconfirmed(frame.sequence(), model.place(), durable));
        }
    }

    private void consumer(ModelConnection connection, ConsumerFrame frame) {
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
        } else if (frame instanceof ConsumerFrame.Drain drain) {
            drain(connection, connection.consumers.get(drain.consumer()), drain.correlation());
        } else if (frame instanceof ConsumerFrame.OpenConsumer open) {
            open(connection, open);
        } else if (frame instanceof ConsumerFrame.CloseConsumer close) {
            close(connection, connection.consumers.get(close.consumer()), close);
        } else if (frame instanceof ConsumerFrame.Unsubscribe unsubscribe) {
            unsubscribe(connection, unsubscribe);
        }
    }

    private static void consumer(ModelConnection connection, int number, Consumer<ModelConsumer> action) {
        ModelConsumer consumer = connection.consumers.get(number);
        if (consumer != null) {
            action.accept(consumer);
        }
    }

    private void drain(ModelConnection connection, ModelConsumer consumer, int correlation) {
        consumer.messages = Math.max(1, consumer.messages);
        consumer.bytes = Math.max(1, consumer.bytes);
        consumer.drain = correlation;
        consumer.drainRound = model.round;
        expect(connection, correlation, Answer.OK, "drain");
    }

    private void close(ModelConnection connection, ModelConsumer consumer, ConsumerFrame.CloseConsumer frame) {
        consumer.handed(frame.handedUpTo());
        model.returnAbove(consumer, consumer.handedUpTo, true);
        if (consumer.drain != 0) {
            expect(connection, consumer.drain, Answer.EITHER, "drain of a closed consumer");
        }
        model.detach(consumer);
        expect(connection, frame.correlation(), Answer.OK, "close consumer");
    }

    private void open(ModelConnection connection, ConsumerFrame.OpenConsumer frame) {
        ModelSession session = connection.sessions.get(frame.session());
        Kind kind = frame.kind();
        int group = group(frame.selector());
        if (kind == Kind.QUEUE || kind == Kind.BROWSER) {
            ModelQueue queue = model.queue(frame.destination().name());
            if (queue.temporary() && queue.owner != connection) {
                expect(connection, frame.correlation(), Answer.FAILED, "open at a temporary queue");
                return;
            }
            attach(new ModelConsumer(session, frame.consumer(), kind, queue, group, model.round));
            expect(connection, frame.correlation(), Answer.OK, "open " + kind);
            return;
        }
        ModelQueue.Terms terms = new ModelQueue.Terms(frame.destination().name(), group, frame.noLocal());
        String name = kind == Kind.TOPIC ? connection + "." + frame.consumer() : frame.subscription();
        ModelQueue queue = model.subscription(kind, connection.clientId, name);
        boolean refused = kind == Kind.DURABLE && connection.clientId == null
                || !queue.consumers.isEmpty() && (!queue.shared() || !terms.equals(queue.terms()));
        if (refused) {
            expect(connection, frame.correlation(), Answer.FAILED, "open " + kind);
            return;
        }
        boolean made = subscribe(queue, terms, connection) && queue.durable();
        attach(new ModelConsumer(session, frame.consumer(), kind, queue, -1, model.round));
        Expected expected = new Expected(Answer.OK, "open " + kind, made ? model.place() : null, made);
        expect(connection, frame.correlation(), expected);
    }

    /** Returns whether it was surely made now. */
    private boolean subscribe(ModelQueue queue, ModelQueue.Terms terms, ModelConnection connection) {
        if (queue.uncertain) {
            Fate resumed = new Fate("subscription " + queue + " was resumed");
            queue.entries.forEach(entry -> entry.onlyIf(resumed, true));
            queue.uncertain = false;
            queue.create(model.place(), terms, connection);
            return false;
        }
        if (terms.equals(queue.terms())) {
            return false;
        }
        if (queue.exists()) {
            queue.delete(model.place(), "subscription replaced");
        }
        queue.create(model.place(), terms, connection);
        return true;
    }

    private void attach(ModelConsumer consumer) {
        consumer.session.consumers.add(consumer);
        consumer.session.connection.consumers.put(consumer.number, consumer);
        if (consumer.browser()) {
            for (ModelEntry entry : consumer.queue.entries) {
                if (ModelOutputs.surelyVisible(model, entry) && consumer.wants(entry.message)) {
                    consumer.due.add(entry);
                }
            }
        } else {
            consumer.queue.consumers.add(consumer);
        }
    }

    private void unsubscribe(ModelConnection connection, ConsumerFrame.Unsubscribe frame) {
        Kind kind = frame.subscription().startsWith("s") ? Kind.SHARED_DURABLE : Kind.DURABLE;
        ModelQueue queue = model.subscription(kind, connection.clientId, frame.subscription());
        boolean there = queue.exists() || queue.uncertain;
        if (!there || !queue.consumers.isEmpty() || queue.busy()) {
            expect(connection, frame.correlation(), Answer.FAILED, "unsubscribe");
            return;
        }
        Answer answer = queue.uncertain ? Answer.EITHER : Answer.OK;
        queue.uncertain = false;
        queue.delete(model.place(), "unsubscribed");
        boolean sure = answer == Answer.OK;
        expect(connection, frame.correlation(), new Expected(answer, "unsubscribe", sure ? model.place() : null, sure));
    }

    private void acknowledge(ModelConnection connection, ConsumerFrame.Acknowledge frame) {
        List<ModelEntry> entries = new ArrayList<>();
        for (ConsumerFrame.Range range : frame.ranges()) {
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
        }
        boolean needsDisk = frame.transaction() == 0 && entries.stream().anyMatch(ModelEntry::durable);
        for (ModelEntry entry : entries) {
            settle(connection, frame, entry);
        }
        if (frame.correlation() != 0) {
            Place place = frame.transaction() == 0 ? model.place() : null;
            expect(
                    connection,
                    frame.correlation(),
                    new Expected(Answer.OK, frame.verdict().toString(), place, needsDisk));
        }
    }

    private void settle(ModelConnection connection, ConsumerFrame.Acknowledge frame, ModelEntry entry) {
        switch (frame.verdict()) {
            case ACCEPT -> {
                if (frame.transaction() != 0) {
                    entry.state = ModelEntry.State.IN_TRANSACTION;
                    connection
                            .sessions
                            .get(frame.session())
                            .transaction(frame.transaction())
                            .acknowledged
                            .add(entry);
                } else {
                    entry.gone(model.place().part(), "accepted");
                }
            }
            case RELEASE -> model.attempted(entry);
            case RETURN -> model.back(entry);
            case REJECT -> model.moveToDead(entry);
        }
    }
}
