package io.angarium.server.engine;

import io.angarium.journal.JournalException;
import io.angarium.journal.RecordTooLargeException;
import io.angarium.server.effect.Effect;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.ProducerFrame;
import org.jspecify.annotations.Nullable;

/** Takes sends, each once and as far as there is room for it, or refuses them. Owner: the engine's holder. */
final class Intake {
    private final Registry registry;
    private final Publisher publisher;
    private final LargeBodies largeBodies;
    private final Bounds bounds;
    private final Confirmer confirmer;
    private final Resends resends;
    private final Transactions transactions;
    private final BrokerClock clock;
    private final Outputs outputs;

    Intake(
            Registry registry,
            Publisher publisher,
            Bounds bounds,
            Confirmer confirmer,
            Resends resends,
            Transactions transactions,
            BrokerClock clock,
            Outputs outputs) {
        this.registry = registry;
        this.publisher = publisher;
        this.largeBodies = publisher.largeBodies();
        this.bounds = bounds;
        this.confirmer = confirmer;
        this.resends = resends;
        this.transactions = transactions;
        this.clock = clock;
        this.outputs = outputs;
    }

    /** Settles a send that a client repeats and that was taken before; false if it is to be taken. */
    boolean settled(SessionState session, ProducerFrame.Send frame) {
        return resends.settled(session, frame);
    }

    /**
     * Takes a send or refuses it, unless it is to wait.
     *
     * @param since when it came, if it has waited, else null
     * @return why it is to wait, or null
     */
    Admission.@Nullable Wait take(ProducerState producer, ProducerFrame.Send frame, @Nullable Long since) {
        SessionState session = producer.session();
        if (frame.transaction() != 0) {
            if (Transactions.isOver(session, frame.transaction())) {
                tellRefused(session, frame, ErrorCode.ILLEGAL_STATE, Transactions.over(session, frame.transaction()));
                return null;
            }
            transactions.checkOpen(session, frame.transaction());
        }
        try {
            return tried(producer, frame, since);
        } catch (Refusal refusal) {
            refuse(session, frame, refusal.code(), refusal.reason());
        } catch (RecordTooLargeException large) {
            refuse(session, frame, ErrorCode.MESSAGE_TOO_LARGE, String.valueOf(large.getMessage()));
        } catch (JournalException full) {
            refuse(session, frame, ErrorCode.RESOURCE_LIMIT, String.valueOf(full.getMessage()));
        }
        return null;
    }

    private Admission.@Nullable Wait tried(ProducerState producer, ProducerFrame.Send frame, @Nullable Long since) {
        SessionState session = producer.session();
        resends.checkKnown(session, frame);
        if (producer.target().deleted()) {
            producer.target(registry.resolve(producer.target().destination()));
        }
        if (producer.target() instanceof Topic topic && topic.isPattern()) {
            throw new Refusal(
                    ErrorCode.INVALID_DESTINATION,
                    Registry.describe(topic.destination()) + " is a pattern, which can only be subscribed to");
        }
        DuplicateKeys.Key key = DuplicateKeys.of(producer.target().destination(), frame.message());
        if (resends.settled(session, frame, key)) {
            return null;
        }
        largeBodies.check(session, frame.message()); // before room is made for it
        PendingSend send = pending(producer, frame);
        if (frame.transaction() != 0) {
            transactions.checkMayTake(session, frame.transaction(), send);
        }
        if (!bounds.free(producer.target())) {
            Admission admission = bounds.admit(send, since != null, frame.transaction() != 0);
            if (admission instanceof Admission.Wait wait) {
                if (clock.now() - (since == null ? clock.now() : since) >= wait.patience()) {
                    throw bounds.tooLate(wait);
                }
                return wait;
            }
            if (admission instanceof Admission.Drop) {
                drop(session, frame);
                return null;
            }
            send = ((Admission.Take) admission).send();
        }
        adopt(session, frame, send);
        resends.taken(session, frame, key, clock.now());
        return null;
    }

    private void drop(SessionState session, ProducerFrame.Send frame) {
        if (frame.message().persistent() && frame.transaction() == 0) {
            confirmer.settledAtOnce(session, frame.sequence());
        } else {
            confirmer.settled(session, frame.sequence(), clock.now());
        }
        resends.taken(session, frame, null, clock.now());
    }

    /** It is taken, and with it its body, if that is in parts: one that waits leaves it to the session. */
    private void adopt(SessionState session, ProducerFrame.Send frame, PendingSend send) {
        largeBodies.adopt(session, send);
        boolean taken = false;
        try {
            publish(session, frame, send);
            taken = true;
        } finally {
            if (!taken) {
                largeBodies.sent(send);
            }
        }
    }

    private void publish(SessionState session, ProducerFrame.Send frame, PendingSend send) {
        boolean persistent = frame.message().persistent();
        if (frame.transaction() != 0) {
            sendIn(session, frame.transaction(), send);
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

    private void sendIn(SessionState session, long transaction, PendingSend send) {
        try {
            transactions.send(session, transaction, send);
        } catch (JournalException refused) {
            bounds.forget(send);
            throw refused;
        }
    }

    private PendingSend pending(ProducerState producer, ProducerFrame.Send frame) {
        long now = clock.now();
        SessionState session = producer.session();
        long timeToLive = producer.target().policy().expiry().timeToLive(frame.timeToLive());
        SendTimes times = SendTimes.of(producer.target(), frame.message(), now, frame.deliveryDelay(), timeToLive);
        return new PendingSend(
                producer.target(),
                frame.message(),
                now,
                times.expiration(),
                times.delivery(),
                new Effect.Origin(session.connection().incarnation(), session.id(), frame.sequence()),
                session.connection());
    }

    private void refuse(SessionState session, ProducerFrame.Send frame, ErrorCode code, String reason) {
        if (frame.transaction() != 0) {
            transactions.fail(session, frame.transaction(), reason);
        }
        tellRefused(session, frame, code, reason);
    }

    private void tellRefused(SessionState session, ProducerFrame.Send frame, ErrorCode code, String reason) {
        session.window().refused(frame.sequence());
        outputs.send(
                session.connection().id(), new ProducerFrame.SendRefused(session.id(), frame.sequence(), code, reason));
        confirmer.settled(session, frame.sequence(), clock.now());
    }
}
