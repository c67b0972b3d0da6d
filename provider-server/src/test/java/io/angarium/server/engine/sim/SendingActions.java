package io.angarium.server.engine.sim;

import io.angarium.wire.Destination;
import io.angarium.wire.ProducerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What applications do with producers; each method returns whether there was occasion to. */
final class SendingActions {
    private static final List<Destination> DESTINATIONS = List.of(
            Destination.queue("q0"),
            Destination.queue("q0"),
            Destination.queue("q1"),
            Destination.topic("t0"),
            Destination.topic("t1"));
    /** The first of them. */
    private static final int QUEUES = 3;

    private final Choice choice;
    private final Tally tally;
    private final Map<Long, SimMessage> messages;

    private final List<Destination> temporaries = new ArrayList<>();

    /** In some runs so large that the journal goes through many segments. */
    private final int largest;

    SendingActions(Choice choice, Tally tally, Map<Long, SimMessage> messages) {
        this.largest = choice.oneIn(3) ? 20_000 : 1500;
        this.choice = choice;
        this.tally = tally;
        this.messages = messages;
    }

    /** From now on all producers may send there. */
    void add(Destination temporary) {
        temporaries.add(temporary);
    }

    /** One of the temporary destinations that there were, or null. */
    Destination temporary() {
        return choice.of(temporaries);
    }

    boolean openProducer(SimClient client, SimSession session) {
        if (session.producers.size() >= 3) {
            return false;
        }
        Destination usual = destination(session);
        int number = client.nextNumber();
        boolean read = !session.inBranches && SimReaders.of(choice.run()).next(number);
        SimProducer producer = new SimProducer(number, read ? Destination.queue(SimReaders.QUEUE) : usual);
        client.add(session, producer);
        client.write(new ProducerFrame.OpenProducer(
                client.ask(r -> {}), session.number, producer.number, producer.destination));
        tally.count("open producer");
        return true;
    }

    private Destination destination(SimSession session) {
        if (session.inBranches) {
            // A branch of which all that it sends is dropped has done nothing, and calls of one that waits are waited
            // for.
            SimLimits limits = SimLimits.of(choice.run());
            return choice.of(DESTINATIONS.subList(0, limits.mayDrop() || limits.waits() ? QUEUES - 1 : QUEUES));
        }
        Destination temporary = choice.oneIn(5) ? choice.of(temporaries) : null;
        return temporary == null ? choice.of(DESTINATIONS) : temporary;
    }

    boolean send(SimClient client, SimSession session) {
        SimProducer producer = choice.of(
                session.producers.values().stream().filter(SimProducer::maySend).toList());
        if (producer == null) {
            return false;
        }
        client.write(next(session, producer));
        session.written = session.sequence;
        return true;
    }

    /** The application goes on sending while there is no link; it all goes out behind the session's next beginning. */
    void sendWithoutLink(SimSession session) {
        for (int i = choice.below(4); i > 0 && !session.producers.isEmpty(); i--) {
            next(session, choice.of(session.producers.values()));
            tally.count("sent without a link");
        }
    }

    private ProducerFrame.Send next(SimSession session, SimProducer producer) {
        boolean mayWait = SimLimits.of(choice.run()).waits()
                && producer.destination.name().equals(SimLimits.QUEUE);
        // Only of a persistent send there is a record that tells when it was taken: its times count from then, and its
        // transaction may commit.
        boolean recorded =
                mayWait && (session.transacted || SimLives.of(choice.run()).used());
        boolean persistent = !choice.oneIn(3) || recorded;
        int priority = choice.oneIn(4) ? choice.below(10) : 4;
        long timeToLive = choice.oneIn(8) ? choice.between(1, 120) : 0;
        timeToLive = mayWait && !persistent ? 0 : timeToLive;
        boolean replaces = SimLastValues.of(choice.run()).concerns(producer.destination.name());
        long delay = SimDelays.of(choice.run()).next(choice);
        delay = mayWait && !persistent ? 0 : delay;
        int group = delay > 0 && choice.oneIn(3) ? SimDelays.CANCELLABLE : choice.below(2);
        SimMessage message = SimMessage.make(
                messages.size() + 1L,
                producer.destination,
                persistent,
                priority,
                group,
                choice.oneIn(5) ? largest : choice.below(60),
                SimGroups.of(choice.run()).key(messages.size() + 1L));
        messages.put(message.number(), message);
        session.sequence++;
        producer.sent(message.encoded().size());
        boolean mustComeOut = !replaces && mustComeOut(producer.destination, message, timeToLive);
        if (mustComeOut && session.inTransaction()) {
            session.sentInTransaction.add(message);
        } else if (mustComeOut) {
            session.unconfirmed.put(session.sequence, message);
        }
        ProducerFrame.Send frame = new ProducerFrame.Send(
                producer.number, session.sequence, session.transactionOrNone(), timeToLive, delay, message.encoded());
        session.inDoubt.put(session.sequence, new SimSession.Sent(frame, producer.destination));
        session.transactionUsed |= session.transacted;
        tally.count("send " + (persistent ? "persistent" : "non-persistent"));
        tally.count(mayWait && !persistent, "send non-persistent where it may have to wait");
        tally.count(timeToLive > 0, "send with time to live");
        tally.count(delay > 0, "send with delay");
        tally.count(delay > 0 && replaces, "send with delay, and replace others then");
        tally.count(priority != 4, "send with priority");
        tally.count(session.transacted, "send in a transaction");
        tally.count(session.branch != null, "send in a branch");
        tally.count(producer.destination.isTopic(), "send to a topic");
        tally.count(Model.temporaryTopic(producer.destination), "send to a temporary topic");
        return frame;
    }

    /** Whether somebody gets it, whatever happens. */
    private boolean mustComeOut(Destination destination, SimMessage message, long timeToLive) {
        boolean mayBeDropped =
                SimLimits.of(choice.run()).mayDrop() && destination.name().equals(SimLimits.QUEUE);
        boolean keepsExpired = SimExpired.of(choice.run()).used();
        return message.persistent()
                && !mayBeDropped
                && (keepsExpired
                        || timeToLive == 0 && !SimLives.of(choice.run()).used())
                && message.group() != SimDelays.CANCELLABLE
                && destination.kind() == Destination.Kind.QUEUE;
    }

    boolean closeProducer(SimClient client, SimSession session) {
        SimProducer producer = choice.of(session.producers.values());
        if (producer == null) {
            return false;
        }
        session.producers.remove(producer.number);
        client.write(new ProducerFrame.CloseProducer(producer.number));
        tally.count("close producer");
        return true;
    }
}
