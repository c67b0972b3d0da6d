package io.angarium.server.engine.sim;

import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the model says of sends that may have to wait for room, and of what their sessions send behind them. It does not predict when there is room: a send counts when the broker is seen to have
 * taken or refused it, and with it what is behind it up to the next one that may have to wait. What it must not do is take one before its turn, or leave one where it is while there is room. Of one
 * that is not persistent there is no record: that it was taken is seen later, by its confirmation or when it is delivered.
 */
final class ModelStalls {
    private final Model model;
    private final Handler handler;
    private final Map<ModelSession, Line> lines = new LinkedHashMap<>();
    private long steps;
    /** When the one came that the broker took or refused last. */
    private long since;

    private boolean several;
    /** Whether the one was taken that is done now; null if it surely was. */
    private Fate doubt;

    /** Does what a frame says. */
    interface Handler {
        void handle(ModelConnection connection, Frame frame);
    }

    /**
     * A frame in its place.
     *
     * @param since when it came
     * @param from where the records of that round begin
     */
    private record Waiting(Frame frame, long since, long from) {}

    /** What a session has sent from a send on that may have to wait. */
    private static final class Line {
        final ModelConnection connection;
        final ModelSession session;
        final Deque<Waiting> frames = new ArrayDeque<>();
        /** The round at whose end the first one was seen to wait. */
        long waitsFrom = Long.MAX_VALUE;
        /** One of them was not persistent: what is behind it may have been done, and nobody has seen it. */
        boolean unseen;

        Line(ModelConnection connection, ModelSession session) {
            this.connection = connection;
            this.session = session;
        }
    }

    ModelStalls(Model model, Handler handler) {
        this.model = model;
        this.handler = handler;
    }

    /** A frame comes; whether it has its place in such a line. */
    boolean defers(ModelConnection connection, Frame frame) {
        ModelSession session = model.limits.waits() ? orderedIn(connection, frame) : null;
        Line line = lines.get(session);
        if (session == null || line == null && !mayWait(session, connection, frame)) {
            return false;
        }
        if (line == null) {
            line = new Line(connection, session);
            lines.put(session, line);
        }
        model.limits.comes();
        line.frames.add(new Waiting(frame, model.now, model.roundBegan()));
        line.unseen |= isTransient(frame);
        handed(connection, frame);
        model.limits.someMayMakeRoom();
        return true;
    }

    /** What applications were handed is known at once. */
    private static void handed(ModelConnection connection, Frame frame) {
        if (frame instanceof SessionFrame.CloseSession close) {
            ModelInputs.handed(connection, close.handed());
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            ModelInputs.handed(connection, rollback.handed());
        }
    }

    /** The session in whose order a frame is, null for none. */
    private static ModelSession orderedIn(ModelConnection connection, Frame frame) {
        if (frame instanceof ProducerFrame.Send send) {
            return connection.producers.get(send.producer()).session();
        } else if (frame instanceof ProducerFrame.CloseProducer close) {
            ModelConnection.ModelProducer producer = connection.producers.get(close.producer());
            return producer == null ? null : producer.session();
        } else if (frame instanceof TransactionFrame.Commit commit) {
            return connection.sessions.get(commit.session());
        } else if (frame instanceof TransactionFrame.Rollback rollback) {
            return connection.sessions.get(rollback.session());
        } else if (frame instanceof SessionFrame.CloseSession close) {
            return connection.sessions.get(close.session());
        }
        return null;
    }

    /** Whether a frame is a send that the broker may have to take later. */
    private boolean mayWait(ModelSession session, ModelConnection connection, Frame frame) {
        return frame instanceof ProducerFrame.Send send
                && model.limits.waits(connection.producers.get(send.producer()).destination())
                && !(session.resumed && isKnown(session, send))
                && !(isTransient(send) && lines.isEmpty() && model.limits.hasRoom(message(send)));
    }

    private SimMessage message(ProducerFrame.Send send) {
        return model.messages.get(SimMessage.numberOf(send.message()));
    }

    private static boolean isTransient(Frame frame) {
        return frame instanceof ProducerFrame.Send send && !send.message().persistent();
    }

    /** Whether a repeated send is settled whatever room there is. */
    private static boolean isKnown(ModelSession session, ProducerFrame.Send send) {
        if (send.transaction() != 0) {
            return send.transaction() <= session.ended;
        }
        ModelWindows.Resend resend =
                session.window.resend(send.sequence(), send.message().persistent());
        return send.sequence() <= session.resentUpTo
                && (resend == ModelWindows.Resend.KNOWN || resend == ModelWindows.Resend.DROPPED);
    }

    // -- what is seen of it

    /** The record of a send is appended: it is taken. */
    void stored(UUID incarnation, int session, long sequence) {
        for (Line line : List.copyOf(lines.values())) {
            if (line.connection.incarnation.equals(incarnation)
                    && line.session.number == session
                    && has(line, sequence)) {
                checkTurn(line);
                model.tally.count(line.waitsFrom != Long.MAX_VALUE, "a send goes on when there is room");
                upTo(line, frame -> isSend(frame, sequence));
                goOn(line);
            }
        }
    }

    /** Sends are confirmed up to one. */
    void confirmed(ModelSession session, long upTo) {
        Line line = lines.get(session);
        while (line != null && sends(line).anyMatch(send -> send.sequence() <= upTo)) {
            upTo(line, frame -> frame instanceof ProducerFrame.Send);
            goOn(line);
        }
    }

    /** A send is refused: it was there until now; {@link #goOn(ModelSession)} when that is done. Returns when it came. */
    long refused(ModelSession session, long sequence) {
        Line line = lines.get(session);
        since = model.now;
        if (line != null && has(line, sequence)) {
            model.tally.count(line.waitsFrom != Long.MAX_VALUE, "a send has waited in vain");
            model.tally.count(
                    isTransient(line.frames.element().frame), "a send that is not persistent has waited in vain");
            upTo(line, frame -> isSend(frame, sequence));
        }
        return since;
    }

    /** What is behind it is done with. */
    void goOn(ModelSession session) {
        Line line = lines.get(session);
        if (line != null) {
            goOn(line);
        }
    }

    /** A reply comes: what it is to has happened. */
    void replied(ModelConnection connection, int correlation) {
        for (Line line : List.copyOf(lines.values())) {
            if (line.connection == connection && line.frames.stream().anyMatch(w -> isCall(w.frame, correlation))) {
                upTo(line, frame -> isCall(frame, correlation));
                goOn(line);
            }
        }
    }

    /** A message is seen: it was taken. */
    void seen(long number) {
        for (Line line : List.copyOf(lines.values())) {
            if (sends(line).anyMatch(send -> SimMessage.numberOf(send.message()) == number)) {
                upTo(
                        line,
                        frame -> frame instanceof ProducerFrame.Send send
                                && SimMessage.numberOf(send.message()) == number);
                goOn(line);
            } else if (line.frames.element().frame instanceof TransactionFrame.Commit && sent(line, number)) {
                goOn(line, true);
            }
        }
    }

    /** Whether the open transaction has sent it. */
    private static boolean sent(Line line, long number) {
        return line.session.transaction != null
                && line.session.transaction.sends.stream()
                        .anyMatch(send -> send.message().number() == number);
    }

    private static Stream<ProducerFrame.Send> sends(Line line) {
        return line.frames.stream()
                .filter(waiting -> waiting.frame instanceof ProducerFrame.Send)
                .map(waiting -> (ProducerFrame.Send) waiting.frame);
    }

    /** The messages for the queue with the limit that are in such lines. */
    Stream<SimMessage> waiting() {
        return lines.values().stream().flatMap(line -> sends(line)
                .filter(send -> model.limits.waits(
                        line.connection.producers.get(send.producer()).destination()))
                .map(this::message));
    }

    private static boolean has(Line line, long sequence) {
        return line.frames.stream().anyMatch(waiting -> isSend(waiting.frame, sequence));
    }

    private static boolean isSend(Frame frame, long sequence) {
        return frame instanceof ProducerFrame.Send send && send.sequence() == sequence;
    }

    private static boolean isCall(Frame frame, int correlation) {
        return frame instanceof Frame.Request request && request.correlation() == correlation;
    }

    /** Does what the frames say up to the one, that included. */
    private void upTo(Line line, Predicate<Frame> last) {
        boolean more = true;
        while (more && lines.get(line.session) == line && !line.frames.isEmpty()) {
            more = !last.test(line.frames.element().frame);
            next(line);
        }
    }

    /** Does what the frames say that need no room, up to a commit that may fail: sends in front of it are refused for want of memory or disk only when the broker comes to them. */
    private void goOn(Line line) {
        goOn(line, !model.scarce && !model.full);
    }

    private void goOn(Line line, boolean commits) {
        while (lines.get(line.session) == line
                && !line.frames.isEmpty()
                && (commits || !(line.frames.element().frame instanceof TransactionFrame.Commit))
                && !mayWait(line.session, line.connection, line.frames.element().frame)) {
            model.tally.count("a frame behind a send that may have waited");
            next(line);
        }
        line.waitsFrom = Long.MAX_VALUE;
        if (line.frames.isEmpty()) {
            lines.remove(line.session, line);
        }
    }

    private void next(Line line) {
        model.limits.look();
        model.limits.someMayMakeRoom();
        Waiting next = line.frames.remove();
        since = next.since;
        steps++;
        String what = next.frame.getClass().getSimpleName() + " of " + line.session;
        if (line.unseen) {
            model.beginSince(what, next.from);
        } else {
            model.beginInRound(what);
        }
        handler.handle(line.connection, next.frame);
        if (isTransient(next.frame)) {
            model.limits.mayHaveMadeRoom(message((ProducerFrame.Send) next.frame));
        }
    }

    /** How many frames have left such a line so far. */
    long steps() {
        return steps;
    }

    // -- what must hold

    /** Who came first gets the room first; since when one waits is not known where something before it was taken unseen. */
    private void checkTurn(Line line) {
        if (model.limits.inTurn() && !line.unseen) {
            for (Line other : lines.values()) {
                long seen = Math.min(line.waitsFrom, model.round);
                boolean first = line.frames.element().since <= other.frames.element().since;
                ModelOutputs.require(
                        other == line || other.waitsFrom >= seen || first || isRepeated(other) || mayBeTaken(other),
                        () -> line.session + " got room before " + other.session + ", which has waited for it longer");
            }
        }
    }

    private static boolean mayBeTaken(Line line) {
        return isTransient(line.frames.element().frame);
    }

    /** Whether the first one may have been settled before. */
    private static boolean isRepeated(Line line) {
        return line.frames.element().frame instanceof ProducerFrame.Send send
                && send.sequence() <= line.session.resentUpTo;
    }

    /** The broker has come to all that needs no room, also if it has not said so. */
    void roundIsOver() {
        for (Line line : List.copyOf(lines.values())) {
            if (line.frames.element().frame instanceof TransactionFrame.Commit) {
                goOn(line, true);
            }
        }
    }

    void roundEnds() {
        several = lines.size() > 1;
        for (Line line : lines.values()) {
            if (line.waitsFrom == Long.MAX_VALUE) {
                line.waitsFrom = model.round;
                model.tally.count(
                        mayBeTaken(line) ? "a send that is not persistent may wait for room" : "a send waits for room");
            }
        }
        model.limits.someMayMakeRoom();
    }

    /** Nothing happens any more: who still waits does so for want of room, and not too long. */
    void quiet() {
        boolean some = lines.values().stream().anyMatch(this::findsNoRoom); // others wait behind it
        for (Line line : new ArrayList<>(lines.values())) {
            Waiting first = line.frames.element();
            ModelOutputs.require(
                    some && model.limits.mayWait(first.since),
                    () -> line.session + " waits since " + first.since + " for room, at " + model.now + ": "
                            + first.frame);
        }
    }

    private boolean findsNoRoom(Line line) {
        return line.frames.element().frame instanceof ProducerFrame.Send send && !model.limits.hasRoom(message(send));
    }

    /** Whether several waited when the last round was over: one of them may keep back others that would find room. */
    boolean several() {
        return several;
    }

    /** A session is gone, and what was in its line was never taken, but for what may have been and nobody has seen. */
    void ended(ModelSession session) {
        Line line = lines.get(session);
        boolean some = false;
        while (line != null && !line.frames.isEmpty() && mayBeDone(line.frames.element().frame)) {
            doubt = new Fate("taken, " + line.frames.element().frame);
            next(line);
            doubt = null;
            some = true;
        }
        lines.remove(session);
        if (some) {
            model.tally.count("a session ends, and one of its sends may have been taken");
            model.beginInRound("end of " + session);
        }
    }

    private static boolean mayBeDone(Frame frame) {
        return frame instanceof ProducerFrame.CloseProducer || isTransient(frame);
    }

    /** Whether the send was taken that is done now; null if it surely was. */
    Fate doubt() {
        return doubt;
    }

    void restart() {
        lines.clear();
    }
}
