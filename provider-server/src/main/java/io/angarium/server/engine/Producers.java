package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.wire.Destination;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import org.jspecify.annotations.Nullable;

/** Open producers: what they may send, and in which order. Owner: the engine's holder. */
final class Producers {
    private final Registry registry;
    private final Intake intake;
    private final Stalls stalls;
    private final LargeBodies largeBodies;
    private final WaitingParts waitingParts;
    private final ProducerCredits credits;
    private final BrokerClock clock;

    Producers(
            Registry registry,
            Intake intake,
            Stalls stalls,
            LargeBodies largeBodies,
            WaitingParts waitingParts,
            ProducerCredits credits,
            BrokerClock clock) {
        this.waitingParts = waitingParts;
        this.largeBodies = largeBodies;
        this.registry = registry;
        this.intake = intake;
        this.stalls = stalls;
        this.credits = credits;
        this.clock = clock;
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

    /** A session ends: sends of it that wait were never taken, and what it has begun to send is dropped. */
    void ended(SessionState session) {
        waitingParts.ended(session.stall());
        stalls.ended(session);
        largeBodies.ended(session);
    }

    /** A send; if it finds no room, or is behind one that has found none, it waits. */
    void send(ConnectionState connection, ProducerFrame.Send frame) {
        ProducerState producer = producer(connection, frame);
        SessionState session = producer.session();
        boolean again = again(session, frame);
        if (!again && !producer.withinCredit()) {
            throw new Refusal(ErrorCode.PROTOCOL, "producer " + frame.producer() + " sent beyond its credit");
        }
        if (session.stall() != null) {
            if (!again) {
                producer.sent(frame.message().size());
            }
            stalls.defer(session, frame, clock.now());
            return;
        }
        Admission.Wait wait = process(producer, frame, again, null);
        if (wait != null) {
            if (!again) {
                producer.sent(frame.message().size());
            }
            stalls.begin(session, frame, clock.now(), wait);
        } else if (!again) {
            credits.spent(producer, frame.message().size(), clock.now());
        }
    }

    /**
     * A send that has waited is tried again.
     *
     * @param since when it came
     * @return why it goes on waiting, or null if it does not
     */
    Admission.@Nullable Wait again(ConnectionState connection, ProducerFrame.Send frame, long since) {
        ProducerState producer = producer(connection, frame);
        boolean again = again(producer.session(), frame);
        Admission.Wait wait = process(producer, frame, again, since);
        if (wait == null && !again) {
            credits.granted(producer, clock.now());
        }
        return wait;
    }

    private static ProducerState producer(ConnectionState connection, ProducerFrame.Send frame) {
        ProducerState producer = connection.producers().get(frame.producer());
        if (producer == null) {
            throw new Refusal(ErrorCode.PROTOCOL, "send of unknown producer " + frame.producer());
        }
        return producer;
    }

    /** Whether a client sends it without credit, since it may have sent it, or had credit for it, before it lost its connection. */
    private static boolean again(SessionState session, ProducerFrame.Send frame) {
        Resumption resumption = session.resumption();
        return resumption != null && frame.sequence() <= resumption.resentUpTo();
    }

    /** Takes it or refuses it, unless it is to wait. */
    private Admission.@Nullable Wait process(
            ProducerState producer, ProducerFrame.Send frame, boolean again, @Nullable Long since) {
        SessionState session = producer.session();
        checkSequence(session, frame.sequence());
        if (again && intake.settled(session, frame)) {
            return null;
        }
        Admission.Wait wait = intake.take(producer, frame, since);
        if (wait == null) {
            largeBodies.over(session, frame.message());
        }
        return wait;
    }

    private static void checkSequence(SessionState session, long sequence) {
        long last = session.confirmations().last();
        if (session.resumption() == null ? sequence != last + 1 : sequence <= last) {
            throw new Refusal(
                    ErrorCode.PROTOCOL,
                    "send number " + sequence + " of session " + session.id() + " where " + (last + 1) + " was due");
        }
    }
}
