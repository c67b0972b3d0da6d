package io.angarium.server.engine.sim;

import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.Frame;
import io.angarium.wire.ProducerFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A client's end of a connection: what is under way in both directions, and what the client knows. */
final class SimClient {
    final long id;
    final String clientId;
    final Deque<Frame> toBroker = new ArrayDeque<>();
    final Deque<Frame> toClient = new ArrayDeque<>();
    final Map<Integer, SimSession> sessions = new LinkedHashMap<>();
    private final Map<Integer, SimConsumer> consumers = new HashMap<>();
    private final Map<Integer, SimProducer> producers = new HashMap<>();
    private final Map<Integer, Consumer<ReplyFrame>> waiting = new HashMap<>();
    final UUID incarnation;
    private final AppLedger ledger;
    private final Tally tally;
    private int numbers;
    private int correlations;
    private int losses;
    boolean welcomed;
    boolean leaving;
    boolean namedLater;
    Destination temporary;
    boolean temporaryDeleted;
    Destination temporaryTopic;

    SimClient(long id, String clientId, AppLedger ledger, Tally tally) {
        this(id, clientId, new UUID(2, id), ledger, tally);
    }

    private SimClient(long id, String clientId, UUID incarnation, AppLedger ledger, Tally tally) {
        this.id = id;
        this.clientId = clientId;
        this.incarnation = incarnation;
        this.ledger = ledger;
        this.tally = tally;
    }

    /** Whether it builds itself up again on another connection; not if it has what makes the model harder than it is worth. */
    boolean mayResume() {
        return welcomed
                && !leaving
                && !namedLater
                && temporary == null
                && temporaryTopic == null
                && !inBranches()
                && !sessions.isEmpty();
    }

    /** Whether it says what has left it before, when it comes back, as most do. */
    boolean tells() {
        return incarnation.getLeastSignificantBits() % 4 != 0;
    }

    /** Whether its sessions work in branches; connections of those do not come back by themselves. */
    boolean inBranches() {
        return sessions.values().stream().anyMatch(session -> session.inBranches);
    }

    /** The same client on another connection, with its sessions; {@link Resuming} does the rest. */
    SimClient again(long newId) {
        SimClient again = new SimClient(newId, clientId, incarnation, ledger, tally);
        again.numbers = numbers;
        again.correlations = correlations;
        again.losses = losses + 1;
        sessions.values().forEach(session -> {
            again.sessions.put(session.number, session);
            again.producers.putAll(session.producers);
            again.consumers.putAll(session.consumers);
        });
        return again;
    }

    /** Tags go on behind this one: more than any link before can have had. */
    long tagsBehind() {
        return (long) losses << 36;
    }

    /** Tells subscriptions of different client identifiers apart. */
    String owner() {
        return namedLater ? " of connection " + id : " of " + clientId;
    }

    int nextNumber() {
        return ++numbers;
    }

    void write(Frame frame) {
        toBroker.add(frame);
    }

    /** A correlation whose reply the action takes. */
    int ask(Consumer<ReplyFrame> action) {
        waiting.put(++correlations, action);
        return correlations;
    }

    void add(SimSession session, SimConsumer consumer) {
        session.consumers.put(consumer.number, consumer);
        consumers.put(consumer.number, consumer);
    }

    void add(SimSession session, SimProducer producer) {
        session.producers.put(producer.number, producer);
        producers.put(producer.number, producer);
    }

    /** Whether the broker has said that the lease of a delivery is over, and that is still under way: another may have it, or be done with it. */
    boolean isOver(ConsumerFrame.Deliver delivery) {
        return toClient.contains(new ConsumerFrame.Timing(delivery.consumer(), delivery.tag(), 0));
    }

    List<SimSession> idleSessions() {
        return sessions.values().stream().filter(s -> !s.busy).toList();
    }

    /** Whether no session can do anything before a reply comes. */
    boolean waits() {
        return !sessions.isEmpty() && idleSessions().isEmpty();
    }

    private SimSession sessionOf(SimConsumer consumer) {
        return sessions.values().stream()
                .filter(s -> s.consumers.containsValue(consumer))
                .findFirst()
                .orElse(null);
    }

    /** Takes the next frame that has come. */
    void read() {
        Frame frame = toClient.remove();
        if (frame instanceof ConnectionFrame.Welcome) {
            welcomed = true;
        } else if (frame instanceof ConsumerFrame.Deliver deliver) {
            delivered(deliver);
        } else if (frame instanceof ConsumerFrame.Timing timing) {
            consumers.get(timing.consumer()).over(timing.tag());
        } else if (frame instanceof ConsumerFrame.BrowseEnd end) {
            consumers.get(end.consumer()).draining = false;
        } else if (frame instanceof ProducerFrame.Confirmed confirmed) {
            confirmed(confirmed);
        } else if (frame instanceof ProducerFrame.SendRefused refused) {
            SimSession session = sessions.get(refused.session());
            if (session != null) {
                session.unconfirmed.remove(refused.sequence());
                session.inDoubt.remove(refused.sequence());
            }
        } else if (frame instanceof ProducerFrame.ProducerCredit credit) {
            SimProducer producer = producers.get(credit.producer());
            if (producer != null) {
                producer.limits(credit.messages(), credit.bytes());
            }
        } else if (frame instanceof SessionFrame.Recall recall) {
            SimSession session = sessions.get(recall.session());
            if (session != null) {
                session.recalled = true;
            }
        } else if (frame instanceof ReplyFrame reply) {
            waiting.remove(reply.correlation()).accept(reply);
        }
    }

    private void delivered(ConsumerFrame.Deliver deliver) {
        SimConsumer consumer = consumers.get(deliver.consumer());
        ModelOutputs.require(
                deliver.tag() == ++consumer.lastTag,
                () -> "tag " + deliver.tag() + " where " + consumer.lastTag + " was due");
        SimSession session = sessionOf(consumer);
        if (session != null && !session.voiding && !consumer.closed) {
            AppLedger.Receipt done = consumer.done.remove(deliver.id());
            if (done == null) {
                consumer.prefetched.add(deliver);
            } else {
                passOver(session, consumer, deliver, done);
            }
        }
    }

    /** The application was done with it before a loss: it is acknowledged again and not handed over. */
    private void passOver(
            SimSession session, SimConsumer consumer, ConsumerFrame.Deliver deliver, AppLedger.Receipt done) {
        long number = SimMessage.numberOf(deliver.message());
        ModelOutputs.require(
                number == done.number(), () -> "m" + number + " has the identity that m" + done.number() + " had");
        tally.count("passed over after a reconnect");
        consumer.underWay.put(deliver.id(), done);
        write(new ConsumerFrame.Acknowledge(
                ask(reply -> {
                    consumer.underWay.remove(deliver.id());
                    ledger.done(done);
                }),
                session.number,
                0,
                ConsumerFrame.Verdict.ACCEPT,
                List.of(new ConsumerFrame.Range(consumer.number, deliver.tag(), deliver.tag()))));
    }

    private void confirmed(ProducerFrame.Confirmed frame) {
        SimSession session = sessions.get(frame.session());
        if (session != null) {
            session.confirmed = frame.upTo();
            session.inDoubt.keySet().removeIf(sequence -> sequence <= frame.upTo());
            for (Long sequence : new ArrayList<>(session.unconfirmed.keySet())) {
                if (sequence <= frame.upTo()) {
                    ledger.confirmedSend(session.unconfirmed.remove(sequence));
                }
            }
        }
    }
}
