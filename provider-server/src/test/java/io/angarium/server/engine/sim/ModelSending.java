package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.ModelConnection.Answer;
import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import java.util.List;

/** What the frames about producers and their sends mean to the model. Messages are looked up by their number. */
final class ModelSending {
    private final Model model;

    ModelSending(Model model) {
        this.model = model;
    }

    /** What a frame about producers means. */
    void producer(ModelConnection connection, ProducerFrame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            send(connection, send);
        } else if (frame instanceof ProducerFrame.OpenProducer open) {
            ModelSession session = connection.sessions.get(open.session());
            connection.producers.put(open.producer(), new ModelConnection.ModelProducer(session, open.destination()));
            // What a resumed one repeats is refused one by one.
            boolean there = session.resumed || model.exists(open.destination());
            connection.expect(open.correlation(), there ? Answer.OK : Answer.FAILED, "open producer");
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            connection.producers.remove(close.producer());
        }
    }

    private void send(ModelConnection connection, ProducerFrame.Send frame) {
        ModelConnection.ModelProducer producer = connection.producers.get(frame.producer());
        ModelSession session = producer.session();
        SimMessage message = model.messages.get(SimMessage.numberOf(frame.message()));
        Destination destination = producer.destination();
        String stream = session.line() + " to " + destination.name() + "/"
                + message.encoded().priority()
                + message.persistent()
                + (session.transaction == null ? "" : session.transaction.stream)
                + (frame.deliveryDelay() > 0 ? " delayed " + message.number() : "");
        ModelLimits.Room room = model.limits.room(destination, message);
        long timeToLive = model.lives.ofSent(frame.timeToLive());
        model.tally.count(timeToLive != frame.timeToLive(), "model: lives as long as the broker says");
        ModelSend send = new ModelSend(
                message,
                stream,
                destination,
                frame.sequence(),
                model.now,
                timeToLive == 0 ? 0 : model.now + timeToLive,
                frame.deliveryDelay() == 0 ? 0 : model.now + frame.deliveryDelay(),
                message.persistent() || frame.transaction() != 0,
                connection,
                destination.isTopic() ? model.subscriptionsOf(destination.name()) : List.of(),
                room == ModelLimits.Room.NONE ? model.limits.elsewhere() : places(destination, message),
                room == ModelLimits.Room.UNSURE ? new Fate("no room for " + message) : null,
                frame.transaction() != 0);
        session.lastSequence = frame.sequence();
        session.sent.put(frame.sequence(), new ModelSession.Sent(message, destination));
        if (frame.transaction() != 0 && frame.transaction() <= session.ended) {
            session.unconfirmed.add(new ModelSession.Unconfirmed(frame.sequence(), model.place(), false));
        } else if (frame.sequence() <= session.resentUpTo && frame.transaction() == 0) {
            resend(session, send);
        } else if (frame.transaction() != 0) {
            ModelSession.ModelTransaction transaction = session.transaction(frame.transaction());
            if (transaction.undone) {
                session.inUndone.add(frame.sequence());
                session.undo.put(frame.sequence(), () -> {});
                return;
            }
            transaction.sends.add(send);
            session.undo.put(frame.sequence(), () -> {
                transaction.failed = true;
                transaction.sends.remove(send);
            });
        } else {
            take(session, send, List.of());
        }
    }

    private List<String> places(Destination destination, SimMessage message) {
        return destination.isTopic() ? List.of() : model.routes.places(model.reloaded, destination, message);
    }

    private void take(ModelSession session, ModelSend send, List<Fate> unless) {
        long sequence = send.sequence();
        List<ModelEntry> arrived = model.arrive(send);
        Fate doubt = model.stalls.doubt();
        unless.forEach(fate -> arrived.forEach(entry -> entry.onlyIf(fate, false)));
        if (doubt != null) {
            arrived.forEach(entry -> entry.onlyIf(doubt, true));
        }
        boolean durable = send.durableAnywhere(arrived);
        session.undo.put(sequence, () -> {
            arrived.forEach(entry -> entry.gone(null, "refused"));
            session.unconfirmed.removeIf(one -> one.sequence() == sequence);
            session.window.refuse(sequence);
        });
        session.unconfirmed.add(new ModelSession.Unconfirmed(sequence, model.place(), durable));
        session.window.take(sequence, send, model.place(), arrived, unless);
        session.window.doubt(sequence, doubt);
    }

    /** One that may have been taken before. */
    private void resend(ModelSession session, ModelSend send) {
        ModelWindows.Resend resend =
                session.window.resend(send.sequence(), send.message().persistent());
        model.tally.count("model: resend " + resend);
        switch (resend) {
            case NEW -> take(session, send, List.of());
            case IN_DOUBT -> take(session, send, session.window.unless(send.sequence()));
            default -> session.unconfirmed.add(new ModelSession.Unconfirmed(send.sequence(), model.place(), false));
        }
    }
}
