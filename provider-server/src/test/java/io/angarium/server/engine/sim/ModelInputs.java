package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.ModelConnection.Answer;
import io.angarium.server.engine.sim.ModelConnection.Expected;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Frame;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import io.angarium.wire.XaFrame;
import java.util.List;

/** What each frame of a client means to the model. */
final class ModelInputs {
    private final Model model;
    private final ModelSending sending;
    private final ModelConsuming consuming;

    ModelInputs(Model model) {
        this.model = model;
        this.sending = new ModelSending(model);
        this.consuming = new ModelConsuming(model);
        model.stalls = new ModelStalls(model, this::handle);
    }

    void connected(long id, ConnectionFrame.Hello hello) {
        model.begin("connect c" + id);
        String clientId = hello.clientId();
        for (ModelConnection other : model.connections()) {
            if (!other.closed && other.incarnation.equals(hello.incarnation())) {
                model.end(other, false); // nobody has noticed yet that it is lost
                other.mustClose = true;
            }
        }
        ModelConnection connection = new ModelConnection(id, clientId, hello.incarnation());
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
        model.bounds.look();
        if (!connection.closed && !model.stalls.defers(connection, frame)) {
            handle(connection, frame);
        }
    }

    private void handle(ModelConnection connection, Frame frame) {
        if (frame instanceof ProducerFrame producer) {
            sending.producer(connection, producer);
        } else if (frame instanceof ConsumerFrame consumer) {
            consuming.consumer(connection, consumer);
        } else if (frame instanceof TransactionFrame transaction) {
            transaction(connection, transaction);
        } else if (frame instanceof XaFrame call) {
            model.branches.call(connection, call);
        } else if (frame instanceof SessionFrame session) {
            session(connection, session);
        } else if (frame instanceof ManagementFrame.Manage manage) {
            manage(connection, manage);
        } else if (frame instanceof ConnectionFrame.Goodbye) {
            model.end(connection, true);
            connection.mustClose = true;
        } else if (frame instanceof ConnectionFrame.CreateTemporary create) {
            if (create.destination().isTopic()) {
                model.temporaryTopics.put(create.destination().name(), connection);
            } else {
                model.queue(create.destination().name()).owner = connection;
            }
            connection.expect(create.correlation(), Answer.OK, "create temporary");
        } else if (frame instanceof ConnectionFrame.DeleteTemporary delete) {
            deleteTemporary(connection, delete);
        } else if (frame instanceof ConnectionFrame.SetClientId set) {
            setClientId(connection, set);
        }
    }

    private void manage(ModelConnection connection, ManagementFrame.Manage frame) {
        Object name = frame.arguments().get("name");
        switch (frame.operation()) {
            case "subscription.delete" ->
                consuming.unsubscribe(
                        connection,
                        frame.correlation(),
                        (String) frame.arguments().get("clientId"),
                        (String) name,
                        Answer.ROWS);
            case "queue.purge" -> {
                ModelQueue queue = model.queue((String) name);
                boolean there = queue.exists();
                // In steps of its own: what is delivered or given back meanwhile may escape.
                queue.entries.forEach(entry -> entry.onlyIf(new Fate("purge of " + entry), false));
                connection.expect(frame.correlation(), there ? Answer.ROWS : Answer.FAILED, "purge");
            }
            case "schedule.cancel" -> {
                ModelQueue queue = model.queue((String) name);
                connection.replied.put(frame.correlation(), new ModelSchedules(model).cancel(queue));
                connection.expect(frame.correlation(), Answer.EITHER, "cancel");
            }
            case "schedule.list" -> connection.expect(frame.correlation(), Answer.EITHER, "list of schedules");
            default -> connection.expect(frame.correlation(), Answer.ROWS, "manage");
        }
    }

    private void deleteTemporary(ModelConnection connection, ConnectionFrame.DeleteTemporary frame) {
        if (frame.destination().isTopic()) {
            String name = frame.destination().name();
            // One of which a crash left open whether it is there is durable, and so of another topic.
            boolean free = model.subscriptionsOf(name).stream().allMatch(queue -> queue.uncertain);
            boolean deleted = free && model.temporaryTopics.remove(name, connection);
            connection.expect(frame.correlation(), deleted ? Answer.OK : Answer.FAILED, "delete temporary topic");
            return;
        }
        ModelQueue queue = model.queue(frame.destination().name());
        boolean possible = queue.owner == connection && queue.consumers.isEmpty();
        if (possible) {
            queue.delete(model.place(), "deleted");
        }
        connection.expect(frame.correlation(), possible ? Answer.OK : Answer.FAILED, "delete temporary");
    }

    private void setClientId(ConnectionFrame.SetClientId set, ModelConnection connection, boolean free) {
        if (free) {
            connection.clientId = set.clientId();
        }
        connection.expect(set.correlation(), free ? Answer.OK : Answer.FAILED, "set client identifier");
    }

    private void setClientId(ModelConnection connection, ConnectionFrame.SetClientId set) {
        boolean free = connection.clientId == null
                && model.connections().stream()
                        .noneMatch(c -> !c.closed && set.clientId().equals(c.clientId));
        setClientId(set, connection, free);
    }

    private void session(ModelConnection connection, SessionFrame frame) {
        if (frame instanceof SessionFrame.OpenSession open) {
            session(connection, open.session()).window.opened();
        } else if (frame instanceof SessionFrame.ResumeSession resume) {
            resume(session(connection, resume.session()), resume);
        } else if (frame instanceof SessionFrame.CloseSession close) {
            ModelSession session = connection.sessions.get(close.session());
            handed(connection, close.handed());
            model.closeSession(session, true);
            connection.expect(close.correlation(), Answer.OK, "close session");
        } else if (frame instanceof SessionFrame.Recover recover) {
            handed(connection, recover.handed());
            returnEverything(connection.sessions.get(recover.session()));
            connection.expect(recover.correlation(), Answer.OK, "recover");
        }
    }

    private ModelSession session(ModelConnection connection, int number) {
        ModelSession session = new ModelSession(connection, number, model.windows.of(connection.incarnation, number));
        connection.sessions.put(number, session);
        connection.everySession.put(number, session);
        return session;
    }

    private static void resume(ModelSession session, SessionFrame.ResumeSession frame) {
        session.confirmed = frame.confirmed();
        session.lastSequence = frame.confirmed();
        session.resumed = true;
        session.resentUpTo = frame.resentUpTo();
        session.ended = frame.ended();
        frame.tags().forEach(tag -> session.tags.put(tag.consumer(), tag.upTo()));
        boolean unsaid = frame.sentUpTo() == SessionFrame.ResumeSession.UNSAID;
        session.window.resumed(unsaid ? frame.resentUpTo() : frame.sentUpTo());
        if (frame.open() != 0) {
            session.transaction(frame.open()).failed = true;
        }
    }

    /** What is said to have been handed over. */
    static void handed(ModelConnection connection, List<SessionFrame.Handed> handed) {
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
            ModelSession session = connection.sessions.get(commit.session());
            ModelWindows.Committed before = session.window.committed(commit.transaction());
            if (before == null) {
                commit(connection, session, commit);
            } else {
                committedBefore(connection, session, commit, before);
            }
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            ModelSession session = connection.sessions.get(rollback.session());
            handed(connection, rollback.handed());
            model.rollBack(session);
            returnEverything(session);
            connection.expect(rollback.correlation(), Answer.OK, "rollback");
        }
    }

    /** Asked again over another connection: the answer is what became of it. */
    private void committedBefore(
            ModelConnection connection,
            ModelSession session,
            TransactionFrame.Commit frame,
            ModelWindows.Committed before) {
        session.transaction = null;
        Place place = before.place();
        int correlation = frame.correlation();
        if (session.window.ofThisRun(before)) {
            model.tally.count("model: commit known by this run");
            connection.expect(correlation, new Expected(Answer.OK, "commit again", place, before.onDisk()));
        } else if (!before.onDisk()) {
            connection.expect(correlation, Answer.EITHER, "commit without a record again");
        } else if (place.survival(0) == Place.Survival.MAYBE) {
            model.tally.count("model: commit that a crash left in doubt");
            connection.expect(correlation, Answer.EITHER, "commit in doubt again");
            connection.tells.put(correlation, place.fate());
        } else {
            boolean kept = place.survival(0) == Place.Survival.YES;
            model.tally.count(kept ? "model: commit kept over a restart" : "model: commit lost in a crash");
            connection.expect(correlation, kept ? Answer.OK : Answer.FAILED, "commit again after a restart");
        }
    }

    private void commit(ModelConnection connection, ModelSession session, TransactionFrame.Commit frame) {
        int correlation = frame.correlation();
        ModelSession.ModelTransaction transaction = session.transaction;
        if (transaction != null && transaction.failed) {
            model.rollBack(session);
            connection.expect(correlation, Answer.FAILED, "commit of a transaction that lacks a send");
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
        session.window.commit(frame.transaction(), model.place(), needsDisk);
        connection.expect(correlation, new Expected(Answer.OK, "commit", model.place(), needsDisk));
    }
}
