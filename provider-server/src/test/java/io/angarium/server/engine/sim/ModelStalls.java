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

/**
 * What the model says of sends that may have to wait for room, and of what their sessions send behind them. It does not predict when there is room: a send counts when the broker is seen to have
 * taken or refused it, and with it what is behind it up to the next one that may have to wait. What it must not do is take one before its turn, or leave one where it is while there is room.
 */
final class ModelStalls {
    private final Model model;
    private final Handler handler;
    private final Map<ModelSession, Line> lines = new LinkedHashMap<>();
    private long steps;
    /** When the one came that the broker took or refused last. */
    private long since;

    /** Does what a frame says. */
    interface Handler {
        void handle(ModelConnection connection, Frame frame);
    }

    /**
     * A frame in its place.
     *
     * @param since when it came
     */
    private record Waiting(Frame frame, long since) {}

    /** What a session has sent from a send on that may have to wait. */
    private static final class Line {
        final ModelConnection connection;
        final ModelSession session;
        final Deque<Waiting> frames = new ArrayDeque<>();
        /** The round at whose end the first one was seen to wait. */
        long waitsFrom = Long.MAX_VALUE;

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
        line.frames.add(new Waiting(frame, model.now));
        handed(connection, frame);
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
                && !(session.resumed && isKnown(session, send));
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

    private static java.util.stream.Stream<ProducerFrame.Send> sends(Line line) {
        return line.frames.stream()
                .filter(waiting -> waiting.frame instanceof ProducerFrame.Send)
                .map(waiting -> (ProducerFrame.Send) waiting.frame);
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
        while (more && lines.get(line.session) == line) {
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
        Waiting next = line.frames.remove();
        since = next.since;
        steps++;
        model.limits.look();
        model.beginInRound(next.frame.getClass().getSimpleName() + " of " + line.session);
        handler.handle(line.connection, next.frame);
    }

    /** How many frames have left such a line so far. */
    long steps() {
        return steps;
    }

    // -- what must hold

    /** Who came first gets the room first. */
    private void checkTurn(Line line) {
        if (model.limits.inTurn()) {
            for (Line other : lines.values()) {
                long seen = Math.min(line.waitsFrom, model.round);
                ModelOutputs.require(
                        other == line || other.waitsFrom >= seen || isRepeated(other),
                        () -> line.session + " got room before " + other.session + ", which has waited for it longer");
            }
        }
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
        for (Line line : lines.values()) {
            if (line.waitsFrom == Long.MAX_VALUE) {
                line.waitsFrom = model.round;
                model.tally.count("a send waits for room");
            }
        }
    }

    /** Nothing happens any more: who still waits does so for want of room, and not too long. */
    void quiet() {
        for (Line line : new ArrayList<>(lines.values())) {
            Waiting first = line.frames.element();
            ModelOutputs.require(
                    model.limits.mayWait(first.since),
                    () -> line.session + " waits since " + first.since + " for room, at " + model.now + ": "
                            + first.frame);
        }
    }

    /** A session is gone, and what was in its line was never taken. */
    void ended(ModelSession session) {
        lines.remove(session);
    }

    void restart() {
        lines.clear();
    }
}
