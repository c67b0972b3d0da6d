package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.RecordTooLargeException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.Destination;
import io.angarium.wire.EncodedMessage;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;

/** Producers and their sends. Owner: the engine's holder. */
final class Producers {
    private final Registry registry;
    private final Publisher publisher;
    private final ProducerCredits credits;
    private final Confirmer confirmer;
    private final Resends resends;
    private final Transactions transactions;
    private final BrokerClock clock;
    private final LargeBodies largeBodies;
    private final Outputs outputs;

    Producers(
            Registry registry,
            Publisher publisher,
            ProducerCredits credits,
            Confirmer confirmer,
            Resends resends,
            Transactions transactions,
            BrokerClock clock,
            Outputs outputs) {
        this.largeBodies = publisher.largeBodies();
        this.registry = registry;
        this.publisher = publisher;
        this.credits = credits;
        this.confirmer = confirmer;
        this.resends = resends;
        this.transactions = transactions;
        this.clock = clock;
        this.outputs = outputs;
    }

    void open(ConnectionState connection, ProducerFrame.OpenProducer frame) {
        SessionState session = Sessions.session(connection, frame.session());
        if (connection.producers().containsKey(frame.producer())) {
            throw new Refusal(ErrorCode.EXISTS, "producer " + frame.producer() + " is open already");
        }
        Target target = target(session, frame.destination());
        ProducerState producer = new ProducerState(frame.producer(), session, target);
        connection.producers().put(frame.producer(), producer);
        session.producers().add(producer);
    }

    /** A resumed producer may have sends whose outcome its client waits for: they are refused one by one if its destination is gone. */
    private Target target(SessionState session, Destination destination) {
        if (session.resumption() == null) {
            return registry.resolve(destination);
        }
        try {
            return registry.resolve(destination);
        } catch (Refusal | JournalException gone) {
            return new MissingTarget(destination);
        }
    }

    /** After the reply to the opening: the first credit. */
    void opened(ConnectionState connection, int id) {
        ProducerState producer = connection.producers().get(id);
        if (producer != null) {
            credits.opened(producer, clock.now());
        }
    }

    void close(ConnectionState connection, int id) {
        ProducerState producer = connection.producers().get(id);
        if (producer != null) {
            close(producer);
        }
    }

    void close(ProducerState producer) {
        SessionState session = producer.session();
        session.connection().producers().remove(producer.id());
        session.producers().remove(producer);
        credits.closed(producer);
    }

    /** A session has ended: what it has begun to send is dropped. */
    void ended(SessionState session) {
        largeBodies.ended(session);
    }

    void send(ConnectionState connection, ProducerFrame.Send frame) {
        ProducerState producer = connection.producers().get(frame.producer());
        if (producer == null) {
            throw new Refusal(ErrorCode.PROTOCOL, "send of unknown producer " + frame.producer());
        }
        SessionState session = producer.session();
        checkSequence(session, frame.sequence());
        Resumption resumption = session.resumption();
        boolean again = resumption != null && frame.sequence() <= resumption.resentUpTo();
        if (again && resends.settled(session, frame)) {
            return;
        }
        if (!again && !producer.withinCredit()) {
            throw new Refusal(ErrorCode.PROTOCOL, "producer " + frame.producer() + " sent beyond its credit");
        }
        if (frame.transaction() != 0) {
            transactions.checkOpen(session, frame.transaction());
        }
        try {
            take(producer, frame);
        } catch (Refusal refusal) {
            refuse(session, frame, refusal.code(), refusal.reason());
        } catch (RecordTooLargeException large) {
            refuse(session, frame, ErrorCode.MESSAGE_TOO_LARGE, String.valueOf(large.getMessage()));
        } catch (JournalException full) {
            refuse(session, frame, ErrorCode.RESOURCE_LIMIT, String.valueOf(full.getMessage()));
        }
        largeBodies.over(session, frame.message());
        if (!again) {
            credits.spent(producer, frame.message().size(), clock.now());
        }
    }

    private static void checkSequence(SessionState session, long sequence) {
        long last = session.confirmations().last();
        if (session.resumption() == null ? sequence != last + 1 : sequence <= last) {
            throw new Refusal(
                    ErrorCode.PROTOCOL,
                    "send number " + sequence + " of session " + session.id() + " where " + (last + 1) + " was due");
        }
    }

    private void take(ProducerState producer, ProducerFrame.Send frame) {
        SessionState session = producer.session();
        resends.checkKnown(session, frame);
        if (producer.target().deleted()) {
            producer.target(registry.resolve(producer.target().destination()));
        }
        DuplicateKeys.Key key = DuplicateKeys.of(producer.target().destination(), frame.message());
        if (resends.settled(session, frame, key)) {
            return;
        }
        PendingSend send = pending(producer, frame);
        boolean taken = false;
        try {
            pass(session, frame, send);
            taken = true;
        } finally {
            if (!taken) {
                largeBodies.sent(send);
            }
        }
        resends.taken(session, frame, key, clock.now());
    }

    private void pass(SessionState session, ProducerFrame.Send frame, PendingSend send) {
        boolean persistent = frame.message().persistent();
        if (frame.transaction() != 0) {
            transactions.send(session, frame.transaction(), send);
            confirmer.settled(session, frame.sequence(), clock.now());
        } else if (publisher.publish(
                send,
                persistent && session.confirmations().waits(),
                () -> confirmer.durable(session, frame.sequence()))) {
            session.confirmations().waiting(frame.sequence());
        } else if (persistent) {
            confirmer.settledAtOnce(session, frame.sequence());
        } else {
            confirmer.settled(session, frame.sequence(), clock.now());
        }
    }

    private PendingSend pending(ProducerState producer, ProducerFrame.Send frame) {
        long now = clock.now();
        SessionState session = producer.session();
        long timeToLive = producer.target().policy().expiry().timeToLive(frame.timeToLive());
        EncodedMessage message =
                frame.message().inParts() ? largeBodies.adopt(session, frame.message()) : frame.message();
        PendingSend send = new PendingSend(
                producer.target(),
                message,
                now,
                timeToLive > 0 ? saturatedAdd(now, timeToLive) : 0,
                frame.deliveryDelay() > 0 ? saturatedAdd(now, frame.deliveryDelay()) : 0,
                new Effect.Origin(session.connection().incarnation(), session.id(), frame.sequence()),
                session.connection());
        send.largeBody(largeBodies.of(message));
        return send;
    }

    private void refuse(SessionState session, ProducerFrame.Send frame, ErrorCode code, String reason) {
        session.window().refused(frame.sequence());
        if (frame.transaction() != 0) {
            transactions.fail(session, frame.transaction(), reason);
        }
        outputs.send(
                session.connection().id(), new ProducerFrame.SendRefused(session.id(), frame.sequence(), code, reason));
        confirmer.settled(session, frame.sequence(), clock.now());
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }
}
